import jsonata from 'jsonata';
import type { Json } from '../../core/json';

/** An expression that has no JSON value. `location` is the field it stands in, such as `Output/total`. */
export class EvaluationError extends Error {
  constructor(
    message: string,
    readonly location: string,
  ) {
    super(message);
  }
}

export type Bindings = Record<string, unknown>;

/** A template with every string `{% expression %}` in it, at any depth, replaced by the expression's value. */
export async function evaluate(
  template: Json,
  location: string,
  bindings: Bindings,
): Promise<Json> {
  if (typeof template === 'string') {
    const expression = expressionIn(template);
    return expression === undefined ? template : evaluateOne(expression, location, bindings);
  }
  if (template === null || typeof template !== 'object') return template;
  if (Array.isArray(template))
    return Promise.all(
      template.map((item, index) => evaluate(item, `${location}/${index}`, bindings)),
    );
  const entries = Object.entries(template).map(
    async ([key, value]) => [key, await evaluate(value, `${location}/${key}`, bindings)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** What stands between `{%` and `%}`, if that is what the text is. */
export const expressionIn = (text: string): string | undefined =>
  /^\{%([^]*)%\}$/.exec(text)?.[1]?.trim();

async function evaluateOne(
  expression: string,
  location: string,
  bindings: Bindings,
): Promise<Json> {
  const told = (what: string) =>
    new EvaluationError(
      `The JSONata expression '${expression}' specified for the field '${location}' ${what}`,
      location,
    );
  let value: unknown;
  try {
    // AWS gives an expression one second; here a machine that is busy must not make one fail.
    value = await jsonata(expression, { timeout: 10_000 }).evaluate(undefined, bindings);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw told(`threw an error during evaluation. ${code ? `${code}: ` : ''}${message}`);
  }
  if (value === undefined) throw told('returned nothing (undefined).');
  const json = toJson(value);
  if (json === undefined) throw told('returned an unsupported result type.');
  return json;
}

/** A plain copy, without what JSONata attaches to its arrays; undefined if there is something JSON cannot carry. */
function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) {
    const items = value.map(toJson);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value)
    return undefined;
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => [key, toJson(member)] as const);
  return entries.every((entry): entry is [string, Json] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}

/** The types that fields other than templates ask for. */
export interface FieldType<T extends Json> {
  name: string;
  is(value: Json): value is T;
}

export const booleanType: FieldType<boolean> = {
  name: 'boolean',
  is: (value) => typeof value === 'boolean',
};
export const stringType: FieldType<string> = {
  name: 'string',
  is: (value) => typeof value === 'string',
};
/** Whole seconds, from `least` to the most that AWS takes. */
export const secondsType = (least: number): FieldType<number> => ({
  name: `integer from ${least} to 99999999`,
  is: (value): value is number =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= 99_999_999,
});

export async function evaluateAs<T extends Json>(
  type: FieldType<T>,
  template: Json,
  location: string,
  bindings: Bindings,
): Promise<T> {
  const value = await evaluate(template, location, bindings);
  if (type.is(value)) return value;
  const expression = typeof template === 'string' ? expressionIn(template) : undefined;
  const actual = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  throw new EvaluationError(
    `The JSONata expression '${expression}' specified for the field '${location}' returned an unexpected result type. ` +
      `Expected '${type.name}', but was '${actual}' for value: ${JSON.stringify(value)}`,
    location,
  );
}
