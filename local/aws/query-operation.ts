import { z } from 'zod';
import { AwsError } from './json-api';

/** What the API does for one action: parameters as `parseQuery` gives them in, the SDK's output type out. */
export type Operation = (parameters: unknown) => unknown;
export type Operations = Record<string, Operation>;

export const operation =
  <Input, Output>(input: z.ZodType<Input>, run: (input: Input) => Output): Operation =>
  (parameters) => {
    const parsed = input.safeParse(parameters);
    if (!parsed.success) throw new AwsError('ValidationError', z.prettifyError(parsed.error));
    return run(parsed.data);
  };

/** A list that may be left out; an empty one counts as left out. */
export const list = <T>(item: z.ZodType<T>) =>
  z.preprocess((value) => (value === '' ? undefined : value), z.array(item).optional());

/** A whole number within bounds, both included. */
export const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

export const attributeList = list(z.object({ Key: z.string(), Value: z.string() }));
