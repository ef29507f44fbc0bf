/** Attribute names by which an expression speaks of them, `#holder` of `holder`: several are reserved words. */
export const namesIn = (expression: string): Record<string, string> =>
  Object.fromEntries((expression.match(/#\w+/g) ?? []).map((name) => [name, name.slice(1)]));
