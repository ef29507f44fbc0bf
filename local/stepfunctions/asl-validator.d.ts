declare module 'asl-validator' {
  interface Verdict {
    isValid: boolean;
    errorsText(separator?: string): string;
  }
  /** Checks a definition against the Amazon States Language. Writes into what it is given. */
  function validate(definition: unknown): Verdict;
  export = validate;
}
