import validate from 'asl-validator';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorNames } from '../../../core/errors';
import { definitionSchema } from '../../../local/stepfunctions/definition';
import { parseDefinition } from '../../../local/stepfunctions/validate';

const root = join(__dirname, '../../..');
const text = readFileSync(join(root, 'statemachines/upgrade.asl.json'), 'utf8');
const { States } = definitionSchema.parse(JSON.parse(text));

const tasks = Object.entries(States).flatMap(([name, state]) =>
  state.Type === 'Task' ? [{ name, state }] : [],
);

/** The errors that AWS itself raises, as far as the state machine names them. */
const awsErrors = [
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Sandbox.Timedout',
  'States.ALL',
  'States.Timeout',
];

/** The longest that a Lambda of the upgrade may run. */
const LAMBDA_TIMEOUT_SECONDS = 60;

const inKebabCase = (name: string) => name.toLowerCase().replaceAll(' ', '-');
const inPascalCase = (name: string) =>
  name.replace(/(?:^| )(\w)/g, (_, it: string) => it.toUpperCase());

describe('the state machine', () => {
  it('is valid Amazon States Language', () => {
    const verdict = validate(JSON.parse(text));
    expect(verdict.isValid || verdict.errorsText()).toBe(true);
  });

  it('asks for nothing that the embedded cloud does not have, in expressions that parse', () => {
    expect(() => parseDefinition(text)).not.toThrow();
  });

  it('matches only errors that Transship or AWS raises', () => {
    const named = tasks.flatMap(({ state }) =>
      [...state.Retry, ...state.Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => ![...awsErrors, ...errorNames].includes(name))).toEqual([]);
  });

  it('looks again after every wait', () => {
    for (const [name, state] of Object.entries(States))
      if (state.Type === 'Wait')
        expect([name, States[state.Next ?? '']?.Type]).toEqual([name, 'Task']);
  });
});

describe.each(tasks)('the task state "$name"', ({ name, state }) => {
  it('is the Lambda of its name', () => {
    expect(state.Arguments).toMatchObject({ FunctionName: `\${${inPascalCase(name)}}` });
    expect(existsSync(join(root, 'lambdas', `${inKebabCase(name)}.ts`))).toBe(true);
  });

  it('outlasts its Lambda, so that an attempt has ended before the next one begins', () => {
    expect(state.TimeoutSeconds).toBeGreaterThan(LAMBDA_TIMEOUT_SECONDS);
  });

  it('catches every error', () => {
    expect(state.Catch.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.ALL']]);
  });

  it('is tried again when its Lambda did not answer', () => {
    expect(state.Retry[0]?.ErrorEquals).toEqual(
      expect.arrayContaining(['Sandbox.Timedout', 'Lambda.TooManyRequestsException']),
    );
  });
});
