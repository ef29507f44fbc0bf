import type { NodeRecord } from '../../../core/node';
import { type Claimable, dependsOn, isLastReader } from '../../../core/readers';
import { nodeRecord } from './instance';

const node = (versions: string[], but: Partial<NodeRecord> = {}) =>
  nodeRecord(`t${versions.join()}`, { reads: { orders: versions }, ...but });

const old = node(['1']);
const readsOld = node(['2', '1']);
const onlyNew = node(['2']);

const execution = (but: Partial<Claimable> = {}): Claimable => ({
  service: 'orders',
  version: '1',
  status: 'parked',
  owner: undefined,
  excluded: [],
  ...but,
});

describe('the last instance of a version', () => {
  it.each([
    ['another one runs the same', [old], [old], false],
    ['the others only read it: what was cut off needs the version itself', [old], [readsOld], true],
    ['nobody else reads it', [old], [onlyNew], true],
    ['nobody else serves', [old], [], true],
    ['nothing is known of its nodes', [], [old], true],
    ['it reads a version that nobody else reads', [readsOld], [onlyNew], true],
  ])('%s', (_, here, elsewhere, last) => {
    expect(isLastReader(here, elsewhere)).toBe(last);
  });

  it('is told for each service', () => {
    const both = nodeRecord('t', { reads: { orders: ['1'], quotes: ['1'] } });
    expect(isLastReader([both], [old])).toBe(true);
    expect(isLastReader([old], [both])).toBe(false);
  });
});

describe('an unfinished execution depends on an instance', () => {
  it('when all nodes there have died, so that nothing is known of them, and nobody else can go on with it', () => {
    const cutOff = execution({ status: 'running', owner: 'dead' });
    expect(dependsOn([], [readsOld], cutOff)).toBe(true);
    expect(dependsOn([], [old], cutOff)).toBe(false);
  });

  it.each([
    ['no: it is parked, and another version reads it', execution(), [readsOld], false],
    ['yes: it is parked, and nobody else reads it', execution(), [onlyNew], true],
    [
      'yes: what else reads it has diverged from it',
      execution({ excluded: ['2'] }),
      [readsOld],
      true,
    ],
    [
      'no: this instance cannot go on with it either',
      execution({ excluded: ['1', '2'] }),
      [readsOld],
      false,
    ],
    ['no: no version has begun it', execution({ version: undefined }), [onlyNew], false],
    [
      'yes: its owner has died, and only the same version may go on',
      execution({ status: 'running', owner: 'dead' }),
      [readsOld],
      true,
    ],
    [
      'no: its owner has died, and the same version serves elsewhere',
      execution({ status: 'running', owner: 'dead' }),
      [old],
      false,
    ],
    [
      'no: it runs elsewhere',
      execution({ status: 'running', owner: readsOld.node }),
      [readsOld],
      false,
    ],
    [
      'no: it is set aside, and nobody touches it until it is retried',
      execution({ status: 'aside' }),
      [onlyNew],
      false,
    ],
  ])('%s', (_, it, elsewhere, depends) => {
    expect(dependsOn([old], elsewhere, it)).toBe(depends);
  });
});
