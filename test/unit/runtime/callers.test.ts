import type { ExecutionHead } from '../../../core/execution';
import { Callers, type CallersOptions, type Seen } from '../../../runtime/callers';
import type { Ending, Run } from '../../../runtime/execution/run';
import { ManualClock } from '../../support/manual-clock';

const HOLD_MS = 55_000;

/** A run that goes on until it is told how it ends; it is recorded when asked to be, if `recordable`. */
function endlessRun({ recorded = true, recordable = true } = {}) {
  let end: (ending: Ending) => void = () => undefined;
  const record = jest.fn(() => void (run.recorded ||= recordable));
  const run = {
    id: 'x',
    service: { name: 'orders' },
    recorded,
    ended: new Promise<Ending>((resolve) => (end = resolve)),
    record,
  };
  return { run: run as unknown as Run, record, end };
}

/** The callers of a node; what they follow is what `head` and `claim` say at the time. */
function setUp({ serving = true, claim = (): Run | undefined => undefined } = {}) {
  const clock = new ManualClock();
  const head = { id: 'x', service: 'orders', status: 'running' } as ExecutionHead;
  const callers = new Callers({
    clock,
    holdMs: HOLD_MS,
    send: { clock },
    state: { serving, counts: { relayed: 0 } },
    store: { head: () => Promise.resolve(head) },
    owned: {
      run: () => undefined,
      mayClaim: () => claim() !== undefined,
      claim: () => Promise.resolve(claim()),
    },
  } as unknown as CallersOptions);
  const caller = callers.arrived(new AbortController().signal);

  /** When the caller was answered, in ms after it came, and what. */
  const answered = async (answering: Promise<Seen>) => {
    const start = clock.elapsed();
    let seen: Seen | undefined;
    void answering.then((answer) => (seen = answer));
    await clock.runUntil(() => seen !== undefined);
    return { after: clock.elapsed() - start, seen };
  };
  return { clock, callers, caller, answered };
}

const unfinished = { kind: 'unfinished', service: 'orders' };

test('a caller that follows is held once, also when its node takes the execution in the meantime', async () => {
  const { run } = endlessRun();
  const claim = () => (clock.elapsed() - start > 40_000 ? run : undefined);
  const { clock, callers, caller, answered } = setUp({ claim });
  const start = clock.elapsed();
  expect(await answered(callers.follow('x', caller))).toEqual({ after: HOLD_MS, seen: unfinished });
});

test('a relayed caller is held no longer than the load balancer allows, whatever it waited before', async () => {
  const { clock, callers, caller, answered } = setUp({ serving: false });
  await clock.advance(40_000);
  const { after, seen } = await answered(callers.relay('x', 30_000, caller));
  expect({ after, seen }).toEqual({ after: HOLD_MS - 40_000, seen: unfinished });
});

test('a caller that the store leaves waiting is told so before the load balancer cuts it off', async () => {
  const { clock, callers, caller } = setUp();
  await clock.advance(15_000);
  const never = callers.hold(new Promise(() => undefined), caller);
  const refused = expect(never).rejects.toMatchObject({ name: 'StoreUnavailable' });
  await clock.advance(HOLD_MS - 15_000);
  await refused;
});

describe('a caller that has waited for as long as it can for what is not saved', () => {
  test('is sent on when it is saved', async () => {
    const { callers, caller, answered } = setUp();
    const { run } = endlessRun({ recorded: false });
    expect(await answered(callers.awaitRun(run, caller))).toEqual({
      after: HOLD_MS,
      seen: unfinished,
    });
    expect(run.recorded).toBe(true);
  });

  test('gets the result if it is there sooner than it is saved', async () => {
    const { clock, callers, caller } = setUp();
    const { run, end } = endlessRun({ recorded: false, recordable: false });
    const answering = callers.awaitRun(run, caller);
    await clock.advance(HOLD_MS + 1_000);
    const ending: Ending = { kind: 'finished', result: { ok: true, value: 1 } };
    end(ending);
    expect(await answering).toBe(ending);
    await clock.advance(HOLD_MS);
    expect(clock.asleep).toBe(0);
  });

  test('is told that the store does not answer', async () => {
    const { clock, callers, caller } = setUp();
    const { run } = endlessRun({ recorded: false, recordable: false });
    const answering = callers.awaitRun(run, caller);
    const refused = expect(answering).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await clock.advance(HOLD_MS + 4_000);
    await refused;
  });
});

test('nothing is saved for a caller that is answered in time', async () => {
  const { clock, callers, caller } = setUp();
  const { run, record, end } = endlessRun({ recorded: false });
  const answering = callers.awaitRun(run, caller);
  end({ kind: 'finished', result: { ok: true, value: 1 } });
  await answering;
  await clock.advance(HOLD_MS);
  expect(record).not.toHaveBeenCalled();
});
