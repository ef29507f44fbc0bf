import { idsApart } from '../../../cli/execution-ids';
import { program } from '../../../cli/program';

/** What a verb is given on the command line. */
async function given(...args: string[]): Promise<unknown> {
  let options: unknown;
  const verb = (_: unknown, told: unknown) => Promise.resolve(void (options = told));
  const root = program({ verb, localUp: () => Promise.resolve() });
  await root.parseAsync(idsApart(args), { from: 'user' });
  return options;
}

test.each(['-FmugH6W4-qIjsMdgH23xw', '--mugH6W4-qIjsMdgH23xw', 'AFmugH6W4qIjsMdgH23xw-'])(
  'an execution is named by its id %s, whatever it begins with',
  async (id) => {
    expect(await given('executions', 'show', id, '--values')).toMatchObject({ id, values: true });
    expect(await given('executions', 'retry', '--local', id)).toMatchObject({ id });
    const reason = 'It was a mistake.';
    const cancelled = await given('executions', 'cancel', id, '--reason', reason, '--json');
    expect(cancelled).toMatchObject({ id, reason, json: true });
    expect(await given('executions', 'show', '--', id)).toMatchObject({ id });
  },
);

test('options of other verbs are left alone', () => {
  const args = ['upgrade', '--busy-timeout-seconds', '60'];
  expect(idsApart(args)).toEqual(args);
});
