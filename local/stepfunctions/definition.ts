/** The part of Amazon States Language that is run here. Anything else is refused when a state machine is created. */
import { z } from 'zod';

const expression = z.string().regex(/^\{%[^]*%\}$/, 'must be a JSONata expression');
const seconds = z.int().min(0).max(99_999_999);
const template = z.json();

const common = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata').optional(),
};
const output = { Output: template.optional() };
const isVariable = (name: string): boolean =>
  /^\p{ID_Start}\p{ID_Continue}{0,79}$/u.test(name) && name !== 'states';
const assign = {
  Assign: z
    .record(z.string(), template)
    .refine((variables) => Object.keys(variables).every(isVariable), {
      message: 'what is assigned must have the name of a variable ($states is reserved)',
    })
    .optional(),
};
const onward = { Next: z.string().optional(), End: z.literal(true).optional() };

const errorEquals = z
  .array(z.string())
  .min(1)
  .refine((errors) => errors.length === 1 || !errors.includes('States.ALL'), {
    message: 'States.ALL must stand alone',
  });

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorEquals,
  IntervalSeconds: z.int().min(1).default(1),
  MaxAttempts: seconds.default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});
export type Retrier = z.infer<typeof retrier>;

const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorEquals,
  Next: z.string(),
  ...assign,
  ...output,
});

const lastIfAll = <T extends { ErrorEquals: string[] }>(entry: z.ZodType<T>) =>
  z
    .array(entry)
    .refine((entries) => entries.slice(0, -1).every((e) => !e.ErrorEquals.includes('States.ALL')), {
      message: 'States.ALL must come last',
    })
    .default([]);

const task = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.enum([
    'arn:aws:states:::lambda:invoke',
    'arn:aws:states:::lambda:invoke.waitForTaskToken',
  ]),
  Arguments: z.union([
    expression,
    z.strictObject({ FunctionName: z.string(), Payload: template.optional() }),
  ]),
  TimeoutSeconds: z.union([seconds.min(1), expression]).optional(),
  Retry: lastIfAll(retrier),
  Catch: lastIfAll(catcher),
  ...common,
  ...assign,
  ...output,
  ...onward,
});
export type TaskState = z.infer<typeof task>;

const rule = z.strictObject({
  Comment: z.string().optional(),
  Condition: expression,
  Next: z.string(),
  ...assign,
  ...output,
});
const choice = z.strictObject({
  Type: z.literal('Choice'),
  Choices: z.array(rule).min(1),
  Default: z.string().optional(),
  ...common,
  ...assign,
  ...output,
});
export type ChoiceState = z.infer<typeof choice>;

const wait = z.strictObject({
  Type: z.literal('Wait'),
  Seconds: z.union([seconds, expression]).optional(),
  Timestamp: z.union([z.iso.datetime({ offset: true }), expression]).optional(),
  ...common,
  ...assign,
  ...output,
  ...onward,
});
export type WaitState = z.infer<typeof wait>;

const pass = z.strictObject({
  Type: z.literal('Pass'),
  ...common,
  ...assign,
  ...output,
  ...onward,
});
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...common, ...output });
const fail = z.strictObject({
  Type: z.literal('Fail'),
  Error: z.string().optional(),
  Cause: z.string().optional(),
  ...common,
});
export type FailState = z.infer<typeof fail>;

const state = z.discriminatedUnion('Type', [task, choice, wait, pass, succeed, fail]);
export type State = z.infer<typeof state>;

export const definitionSchema = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata'),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: seconds.min(1).optional(),
  StartAt: z.string(),
  States: z.record(z.string(), state),
});
export type Definition = z.infer<typeof definitionSchema>;
