/** An error of a state: what `Retry` and `Catch` match, and what fails the execution when they do not. */
export class StateError extends Error {
  constructor(
    /** The error's name; a Fail state may leave it and the cause out. */
    readonly error: string | undefined,
    override readonly cause: string | undefined,
  ) {
    super(`${error}: ${cause}`);
  }
}

/** AWS lets `States.ALL` match neither of these. */
const terminal = ['States.DataLimitExceeded', 'States.Runtime'];

export function matches(errorEquals: string[], error: string): boolean {
  return errorEquals.some(
    (pattern) =>
      pattern === error ||
      (pattern === 'States.ALL' && !terminal.includes(error)) ||
      (pattern === 'States.TaskFailed' && !terminal.includes(error) && error !== 'States.Timeout'),
  );
}

/** The most bytes that a payload may have, as JSON in UTF-8. */
export const PAYLOAD_LIMIT = 256 * 1024;

/** `where` is the state's name, or `lambda` for a task's result. */
export function refuseLarge(payload: unknown, where: string): void {
  if (Buffer.byteLength(JSON.stringify(payload) ?? '') > PAYLOAD_LIMIT)
    throw new StateError(
      'States.DataLimitExceeded',
      `The state/task '${where}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
}
