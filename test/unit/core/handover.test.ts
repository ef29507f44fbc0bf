import fc from 'fast-check';
import {
  STORE_TIMEOUT_SECONDS,
  frozenSlots,
  haveSettled,
  longestHandover,
  missingProofs,
  straySlots,
  unsealedEnds,
} from '../../../core/handover';
import type { NodeRecord } from '../../../core/node';
import { sight } from '../../../core/sightings';
import { census, listedTask, nodeRecord } from './instance';

const drain = { generation: 4, propagationSeconds: 1 };
const sealed: Partial<NodeRecord> = { state: 'sealed', generation: 4, quietForMs: 1_001 };

const record = (but: Partial<NodeRecord> = {}) => nodeRecord('t1', { ...sealed, ...but });

describe('the proof that an instance is vacated', () => {
  it('holds when every listed process has sealed this drain and no request comes any more', () => {
    const records = [record(), nodeRecord('t2', sealed)];
    expect(missingProofs(census(records), drain)).toEqual([]);
  });

  it.each([
    ['still drains', { state: 'draining' as const }],
    ['starts', { state: 'starting' as const }],
    ['serves', { state: 'serving' as const }],
    ['sealed an earlier drain', { generation: 3 }],
    ['sealed a later drain', { generation: 5 }],
    ['has just seen a request', { quietForMs: 1_000 }],
  ])('does not hold while a process %s', (_, but) => {
    expect(missingProofs(census([record(but), nodeRecord('t2', sealed)]), drain)).toEqual(['t1']);
  });

  it.each(['starting', 'running', 'stopping'] as const)(
    'does not hold while a %s task has no record',
    (state) => {
      const tasks = [listedTask('t1'), listedTask('t2', { state })];
      const counted = state === 'stopping' ? 1 : 2;
      expect(missingProofs(census([record()], { tasks, counted }), drain)).toEqual(['t2']);
    },
  );

  it.each(['failed', 'in progress'] as const)(
    'holds though a task has not taken its slot, when its rollout is %s: it will find the drain',
    (rollout) => {
      const tasks = [listedTask('t1'), listedTask('t2')];
      expect(missingProofs(census([record()], { tasks, counted: 2, rollout }), drain)).toEqual([]);
    },
  );

  it('does not hold while a task is stopping and another is counted and not listed', () => {
    const tasks = [listedTask('t1'), listedTask('t2', { state: 'stopping' })];
    const records = [record(), nodeRecord('t2', sealed)];
    expect(missingProofs(census(records, { tasks, counted: 2 }), drain)).toHaveLength(1);
  });

  it('does not hold while the platform counts more tasks than it lists', () => {
    expect(missingProofs(census([record()], { counted: 2 }), drain)).toHaveLength(1);
  });

  it('asks nothing of a process whose task has stopped', () => {
    const records = [record(), nodeRecord('dead', { state: 'serving' })];
    const tasks = [listedTask('t1')];
    expect(missingProofs(census(records, { tasks, counted: 1 }), drain)).toEqual([]);
  });

  it('never holds when any one listed process has not sealed', () => {
    const state = fc.constantFrom('starting', 'serving', 'draining', 'sealed');
    const process = fc.record({
      state,
      generation: fc.integer({ min: 3, max: 5 }),
      quietForMs: fc.integer({ min: 0, max: 3_000 }),
    });
    fc.assert(
      fc.property(fc.array(process, { minLength: 1, maxLength: 5 }), (processes) => {
        const records = processes.map((it, index) => nodeRecord(`t${index}`, it as NodeRecord));
        const vacated = records.every(
          (it) => it.state === 'sealed' && it.generation === 4 && it.quietForMs > 1_000,
        );
        expect(missingProofs(census(records), drain).length === 0).toBe(vacated);
      }),
    );
  });
});

describe('the operator\u2019s word that silent tasks have no runtime in them', () => {
  const adopting = { ...drain, firstAdoption: { requestSeconds: 30 } };
  const tasks = [listedTask('t1'), listedTask('t2')];
  const halfSilent = (but: Partial<NodeRecord> = {}) =>
    census([record(but)], { tasks, counted: 2 });

  it('stands for the proof of one once the weight was 0 for as long as its requests may go on', () => {
    expect(missingProofs(halfSilent(), adopting, 30)).toEqual(['t2']);
    expect(missingProofs(halfSilent(), adopting, 31)).toEqual([]);
  });

  it('is not counted with by who cannot say how long that was', () => {
    expect(missingProofs(halfSilent(), adopting)).toEqual(['t2']);
  });

  it('is needed, however long one waits', () => {
    expect(missingProofs(halfSilent(), drain, 1e9)).toEqual(['t2']);
  });

  it.each(['failed', 'in progress'] as const)(
    'makes silent tasks be waited for also when the rollout is %s: they may be of the release before',
    (rollout) => {
      const some = { ...halfSilent(), rollout };
      expect(missingProofs(some, adopting, 30)).toEqual(['t2']);
      expect(missingProofs(some, adopting, 31)).toEqual([]);
    },
  );

  it('says nothing of tasks that the platform counts and does not list', () => {
    const some = census([], { tasks, counted: 3 });
    expect(missingProofs(some, adopting, 1e9)).toHaveLength(1);
  });

  it('never stands for the proof of a task with a record', () => {
    const but = fc.record({
      state: fc.constantFrom('starting', 'serving', 'draining', 'sealed'),
      generation: fc.integer({ min: 3, max: 5 }),
      quietForMs: fc.integer({ min: 0, max: 3_000 }),
    });
    fc.assert(
      fc.property(but, fc.nat(), (it, waited) => {
        const vacated = it.state === 'sealed' && it.generation === 4 && it.quietForMs > 1_000;
        const missing = missingProofs(halfSilent(it), adopting, waited);
        expect(missing.includes('t1')).toBe(!vacated);
      }),
    );
  });

  it('lets a handover take as long as that, and never less than its time-out', () => {
    expect(longestHandover(900, drain)).toBe(900);
    expect(longestHandover(900, adopting)).toBe(900);
    expect(longestHandover(20, adopting)).toBe(31);
  });
});

describe('a frozen node', () => {
  const seen = (records: NodeRecord[]) => sight({}, records, 0);

  it('is stopped by name once its beat has stood still for a whole lease', () => {
    const records = [record({ state: 'draining' })];
    const sightings = sight(seen(records), records, 10);
    expect(frozenSlots(census(records), drain, sightings, 9, 10)).toEqual([]);
    expect(frozenSlots(census(records), drain, sightings, 10, 10)).toEqual(['t1']);
  });

  it('is left alone when it gives a sign of life', () => {
    const records = [record({ state: 'draining' })];
    const sightings = sight(seen(records), [record({ state: 'draining', beat: 2 })], 9);
    expect(frozenSlots(census(records), drain, sightings, 10, 10)).toEqual([]);
  });

  it('is left alone when it has sealed this drain', () => {
    const records = [record()];
    expect(frozenSlots(census(records), drain, seen(records), 10, 10)).toEqual([]);
  });

  it('is not stopped twice', () => {
    const records = [record({ state: 'draining' })];
    const tasks = [listedTask('t1', { state: 'stopping' })];
    expect(frozenSlots(census(records, { tasks }), drain, seen(records), 10, 10)).toEqual([]);
  });
});

describe('a node whose task is not listed', () => {
  const unlisted = (records: NodeRecord[]) => census(records, { tasks: [], counted: 0 });

  it('stands in the way when it gives a sign of life', () => {
    const before = [record({ state: 'draining' })];
    const after = [record({ state: 'draining', beat: 2 })];
    const first = sight({}, before, 0);
    const second = sight(first, after, 1);
    expect(straySlots(unlisted(before), drain, {}, first)).toEqual([]);
    expect(straySlots(unlisted(after), drain, first, second)).toEqual(['t1']);
    expect(straySlots(unlisted(after), drain, second, sight(second, after, 2))).toEqual([]);
  });
});

describe('what the dead have sent', () => {
  it('may land until a store time-out after the end of a process that has not sealed', () => {
    const records = [record({ state: 'draining', node: 'dead' })];
    const gone = census(records, { tasks: [], counted: 0 });
    const first = unsealedEnds({}, gone, drain, 5);
    expect(first).toEqual({ dead: 5 });
    const later = unsealedEnds(first, gone, drain, 8);
    expect(haveSettled(later, 5 + STORE_TIMEOUT_SECONDS - 1)).toBe(false);
    expect(haveSettled(later, 5 + STORE_TIMEOUT_SECONDS)).toBe(true);
  });

  it('counts for a process that was restarted in its place', () => {
    const records = [record({ former: ['dead'] })];
    expect(unsealedEnds({}, census(records), drain, 2)).toEqual({ dead: 2 });
  });

  it('is nothing when every process has sealed', () => {
    expect(haveSettled(unsealedEnds({}, census([record()]), drain, 0), 0)).toBe(true);
  });
});
