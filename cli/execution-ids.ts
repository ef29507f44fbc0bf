/** 22 characters of base64url, of which one in 64 begins with a dash. No option of these verbs is that long. */
const LIKE_AN_OPTION = /^-[\w-]{21}$/;

/** Has an Execution-Id that looks like an option taken for what it is. */
export function idsApart(args: string[]): string[] {
  const isId = (each: string) => LIKE_AN_OPTION.test(each);
  if (args[0] !== 'executions' || args.includes('--') || !args.some(isId)) return args;
  return [...args.filter((each) => !isId(each)), '--', ...args.filter(isId)];
}
