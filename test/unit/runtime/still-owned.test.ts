import { type Change, transition } from '../../../core/transitions';
import { stillOwned } from '../../../runtime/execution/still-owned';
import type { StoredCheckpoint } from '../../../store/executions';

// An owner's write was refused: what stands in the record tells whether it is the owner still, and whether the write was made.

const owned: StoredCheckpoint = {
  cluster: 'shop',
  id: 'it',
  service: 'orders',
  version: '1',
  status: 'running',
  owner: 'a',
  requestDigest: undefined,
  epoch: 3,
  seq: 7,
  token: 'a7',
  createdAt: 0,
  claimedFrom: undefined,
  due: undefined,
  parkedBy: undefined,
  attempts: 0,
  excluded: [],
  input: null,
  outcomes: [{ kind: 'step', id: 'one', result: { ok: true, value: 1 } }],
  renamings: [],
  result: undefined,
  expires: undefined,
  chunk: undefined,
  folded: 0,
};
const result = { ok: true, value: null } as const;
const changes = {
  commit: { kind: 'commit', outcomes: [{ kind: 'step', id: 'two', result }] },
  park: { kind: 'park', due: 9 },
  finish: { kind: 'finish', result, expires: 9 },
  exclude: { kind: 'exclude', version: '2' },
  'set-aside': { kind: 'set-aside', at: 9 },
  retry: { kind: 'retry', due: 9 },
  claim: { kind: 'claim', owner: 'b', version: '1', unclean: true },
} satisfies Record<string, Change>;
type Made = keyof typeof changes;

/** As it stands after these writes. */
const after = (...made: Made[]): StoredCheckpoint =>
  made.reduce<StoredCheckpoint>(
    (before, kind, index) => ({ ...before, ...transition(before, changes[kind], `${index}`) }),
    owned,
  );

const own = ['commit', 'park', 'finish'] as const;

test.each(own)('%s is written again where only versions were excluded meanwhile', (kind) => {
  expect(stillOwned(owned, changes[kind], after('exclude'))).toEqual({ written: false });
  expect(stillOwned(owned, changes[kind], after('exclude', 'exclude'))).toEqual({ written: false });
});

test.each(['commit', 'park'] as const)(
  '%s is known to be made where versions were excluded after it',
  (kind) => {
    expect(stillOwned(owned, changes[kind], after(kind, 'exclude'))).toEqual({ written: true });
  },
);

test.each<[string, Made[]]>([
  ['another has claimed it', ['claim']],
  ['another has claimed it and is excluded', ['claim', 'exclude']],
  ['it was set aside', ['set-aside']],
  ['it was set aside, and cancelled', ['set-aside', 'finish']],
  ['it was cancelled', ['finish']],
  ['it was set aside, and tried again', ['set-aside', 'retry']],
  ['a version was excluded, and it was cancelled', ['exclude', 'finish']],
])('it is nothing of its owner’s any more once %s', (_, made) => {
  for (const kind of own) expect(stillOwned(owned, changes[kind], after(...made))).toBeUndefined();
});

test('nor once it has expired', () => {
  for (const kind of own) expect(stillOwned(owned, changes[kind], undefined)).toBeUndefined();
});
