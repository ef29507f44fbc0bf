import type { NodeRecord } from '../../../core/node';
import { type Stranded, cancelOf, retryOf, whyStuck } from '../../../core/stuck';
import { nodeRecord } from './instance';

const node = (versions: string[], but: Partial<NodeRecord> = {}) =>
  nodeRecord(`t${versions.join()}`, { reads: { orders: versions }, ...but });

const old = node(['1']);
const readsOld = node(['2', '1']);
const onlyNew = node(['2']);
const draining = (it: NodeRecord): NodeRecord => ({ ...it, state: 'draining' });

const execution = (but: Partial<Stranded> = {}): Stranded => ({
  id: 'it',
  service: 'orders',
  version: '1',
  status: 'parked',
  owner: undefined,
  excluded: [],
  due: 5,
  ...but,
});
const aside = execution({ status: 'aside' });
const leftBehind = execution({ status: 'running', owner: 'ended', due: undefined });
const running = execution({ status: 'running', owner: old.node, due: undefined });
const finished = execution({ status: 'finished' });

/** Of the error that it is refused with. */
function nameOf(decide: () => unknown): string | undefined {
  try {
    decide();
    return undefined;
  } catch (error) {
    return (error as Error).name;
  }
}

describe('an execution is stuck', () => {
  it.each([
    ['no: a node that serves reads it', execution(), [readsOld], undefined],
    ['no: its owner is there', running, [onlyNew, draining(old)], undefined],
    ['no: it is finished', finished, [], undefined],
    ['no: no version has run it yet', execution({ version: undefined }), [onlyNew], undefined],
    ['no: the same version takes over what was cut off', leftBehind, [old], undefined],
    ['no: a draining node does what was cut off', leftBehind, [draining(old)], undefined],
    ['yes: it has ended too many nodes', aside, [old], 'setAside'],
    ['yes: nobody reads it', execution(), [onlyNew], 'unread'],
    ['yes: nobody serves', execution(), [draining(old)], 'unread'],
    ['yes: no other version does what was cut off', leftBehind, [readsOld], 'unread'],
    ['yes: its only readers diverge', execution({ excluded: ['2'] }), [readsOld], 'diverged'],
    [
      'no: one of its readers has not diverged',
      execution({ excluded: ['2'] }),
      [readsOld, old],
      undefined,
    ],
  ])('%s', (_, it, nodes, why) => {
    expect(whyStuck(it, nodes)).toBe(why);
  });
});

describe('a retry', () => {
  it.each([aside, leftBehind, execution({ version: '0' }), execution({ excluded: ['2'] })])(
    'makes what is stuck claimable at once: %j',
    (it) => {
      expect(retryOf(it, [readsOld], 7)).toEqual({ kind: 'retry', due: 7 });
    },
  );

  it('does not cut a wait short', () => {
    expect(retryOf(execution({ due: 90 }), [onlyNew], 7)).toEqual({ kind: 'retry', due: 90 });
  });

  it.each([
    ['a node works on it', running, /runs on node node-t1/],
    ['the next node claims it', execution(), /is parked/],
    ['it is taken over by itself', leftBehind, /was left behind/],
    ['it is finished', finished, /has its result already/],
  ])('is refused where %s', (_, it, says) => {
    const retry = () => retryOf(it, [old], 7);
    expect(retry).toThrow(says);
    expect(nameOf(retry)).toBe('ExecutionNotStuck');
  });
});

describe('a cancellation', () => {
  const cancel = (it: Stranded) => cancelOf(it, [old], { reason: 'enough', expires: 9 });

  it.each([aside, execution(), leftBehind])(
    'gives what no node owns its one result, a failure: %j',
    (it) => {
      const error = { name: 'ExecutionCancelled', message: 'enough' };
      expect(cancel(it)).toEqual({ kind: 'finish', result: { ok: false, error }, expires: 9 });
    },
  );

  it.each([running, finished])(
    'is refused where a node works on it, or has finished it: %j',
    (it) => {
      expect(nameOf(() => cancel(it))).toBe('ExecutionNotStuck');
    },
  );
});
