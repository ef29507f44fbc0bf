import { Command } from 'commander';
import type { Place } from '../../../cli/cloud/place';
import { type Asked, requestFrom } from '../../../cli/manifest';
import { type UpdateFlags, optionsOf, withUpdateOptions } from '../../../cli/update-options';

const image = (digit: string) =>
  `123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/orders@sha256:${digit.repeat(64)}`;
const releases = { '2': { orders: image('2') } };
const aws: Place = {
  name: 'region eu-west-1',
  cluster: 'shop',
  table: 'transship',
  stateMachine: undefined,
  local: undefined,
};
const local: Place = {
  ...aws,
  local: {
    pid: 1,
    url: '',
    cluster: 'shop',
    table: '',
    stateMachine: '',
    environment: {},
    releases,
  },
};
const asked = (more: Partial<Asked>): Asked => ({ manifest: {}, update: {}, options: {}, ...more });

test('flags go before what the manifest says, and leave the rest of it', () => {
  const manifest = {
    update: { orders: image('a'), catalog: image('c') },
    options: { bakeSeconds: 60, shiftSteps: 3 },
  };
  const request = requestFrom(
    asked({ manifest, update: { orders: image('b') }, options: { bakeSeconds: 0 } }),
    aws,
  );
  expect(request).toMatchObject({
    cluster: 'shop',
    update: { orders: image('b'), catalog: image('c') },
    options: { bakeSeconds: 0, shiftSteps: 3 },
  });
});

test('a manifest for another cluster is refused', () => {
  const manifest = { cluster: 'other', update: { orders: image('a') } };
  expect(() => requestFrom(asked({ manifest }), aws)).toThrow(/for cluster "other"/);
});

test('what a manifest has no business with is named', () => {
  const manifest = { update: { orders: image('a') }, speed: 'high' };
  expect(() => requestFrom(asked({ manifest }), aws)).toThrow(/InvalidUpdate|speed/);
  expect(() => requestFrom(asked({ manifest: { update: 'orders' } }), aws)).toThrow(/update/);
});

test('a release by its name is one of the embedded cloud', () => {
  expect(requestFrom(asked({ release: '2' }), local).update).toEqual(releases['2']);
  expect(() => requestFrom(asked({ release: '3' }), local)).toThrow(/no release 3; it has 2/);
  expect(() => requestFrom(asked({ release: '2' }), aws)).toThrow(/--local only/);
});

test('a flag for each gate becomes one option, and what is no gate is refused', () => {
  const parse = (...flags: string[]) =>
    withUpdateOptions(new Command().exitOverride().configureOutput({ writeErr: () => undefined }))
      .parse(flags, { from: 'user' })
      .opts<UpdateFlags>();
  const flags = parse('--gate', 'fencedWrites=0', '--gate', 'failedMovedPoints=5');
  expect(optionsOf(flags).gates).toEqual({ fencedWrites: 0, failedMovedPoints: 5 });
  expect(() => parse('--gate', 'fenced=0')).toThrow(/NAME is one of failedHandovers, /);
  for (const given of ['fencedWrites', 'fencedWrites=0=9', 'fencedWrites=few'])
    expect(() => parse('--gate', given)).toThrow(/MOST a whole number/);
  expect(() => parse('--gate', 'failedMovedPoints=101')).toThrow(/from 0 to 100/);
  expect(() => parse('--gate', 'fencedWrites=0', '--gate', 'fencedWrites=9')).toThrow(/twice/);
  expect(() => parse('--gate', 'oldestParkedSeconds=0')).toThrow(/from 1 to 86400/);
});

test('flags that say how long something may stay become one option, and half of it is refused by name', () => {
  const staying = (flags: UpdateFlags) =>
    requestFrom(asked({ update: { orders: image('a') }, options: optionsOf(flags) }), aws).options
      .staying;
  expect(staying({})).toBeUndefined();
  expect(staying({ stayingSeconds: 60, stayingThen: 'fail' })).toEqual({
    seconds: 60,
    then: 'fail',
  });
  expect(staying({ stayingSeconds: 60 })).toEqual({ seconds: 60, then: 'rollBack' });
  expect(() => staying({ stayingThen: 'fail' })).toThrow('options.staying.seconds');
});
