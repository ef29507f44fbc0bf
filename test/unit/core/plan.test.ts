import { type ObservedInstance, isInstalled, planUpgrade } from '../../../core/plan';

const update = { orders: 'orders@2' };
const before = { orders: 'orders@1', catalog: 'catalog@1' };
const after = { orders: 'orders@2', catalog: 'catalog@1' };

const instance = (
  name: string,
  { release = before, ...but }: Partial<ObservedInstance> = {},
): ObservedInstance => ({
  name,
  mode: 'serving',
  weights: [1, 1],
  release,
  upcoming: { release, changed: false },
  rollout: 'completed',
  ...but,
});

const changed = { release: after, changed: true };

const summary = (instances: ObservedInstance[]) =>
  planUpgrade(update, instances).map(({ name, update: updated }) => [name, updated]);

describe('the plan of an upgrade', () => {
  it('updates every instance that runs another release, in their order', () => {
    expect(planUpgrade(update, [instance('a'), instance('b')])).toEqual([
      { name: 'a', update: true, from: before, to: after, why: expect.any(String) as string },
      { name: 'b', update: true, from: before, to: after, why: expect.any(String) as string },
    ]);
  });

  it('only gives requests back where the release runs already', () => {
    expect(summary([instance('a', { release: after }), instance('b')])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });

  it.each([
    ['drained', { mode: 'draining' as const }],
    ['without weight', { weights: [0, 0] }],
    ['without weight in one forward action', { weights: [1, 0] }],
  ])('takes an instance first that is %s', (_, but) => {
    expect(summary([instance('a'), instance('b', but)])).toEqual([
      ['b', true],
      ['a', true],
    ]);
  });

  it('updates an instance again whose rollout failed', () => {
    expect(summary([instance('a', { release: after, rollout: 'failed' })])).toEqual([['a', true]]);
  });

  it('updates an instance whose blueprint has changed, also when it runs the release already', () => {
    expect(summary([instance('a', { release: after, upcoming: changed }), instance('b')])).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  it('is for the components of the blueprint', () => {
    const upcoming = { release: { orders: 'orders@1', audit: 'audit@1' }, changed: true };
    expect(planUpgrade(update, [instance('a', { upcoming })])[0]).toMatchObject({
      from: before,
      to: { orders: 'orders@2', audit: 'audit@1' },
    });
  });

  it('goes on with a rollout to the release that has begun', () => {
    const begun = instance('a', { release: after, rollout: 'in progress', mode: 'draining' });
    expect(summary([begun])).toEqual([['a', false]]);
  });

  it('vacates an instance that was left in the middle of a rollout to another release', () => {
    const begun = instance('a', {
      release: { ...before, orders: 'orders@3' },
      rollout: 'in progress',
    });
    expect(summary([begun])).toEqual([['a', true]]);
  });

  it.each([
    [{}, 'it runs another release of orders'],
    [{ release: after, upcoming: changed }, 'its blueprint has changed'],
    [{ release: after }, 'it runs the release already'],
    [
      { release: after, weights: [0, 0] },
      'it runs the release already, but does not take its part of the requests',
    ],
    [
      { release: after, rollout: 'in progress' as const },
      'its rollout to the release has begun before',
    ],
    [
      { release: after, rollout: 'failed' as const },
      'it was given the release before, but its rollout failed',
    ],
  ])('says why: %j', (but, why) => {
    expect(planUpgrade(update, [instance('a', but)])[0]?.why).toBe(why);
  });
});

describe('a release', () => {
  it('is installed when every component of the update is as it should be', () => {
    expect(isInstalled(update, after)).toBe(true);
    expect(isInstalled(update, before)).toBe(false);
    expect(isInstalled({ ...update, catalog: 'catalog@2' }, after)).toBe(false);
  });
});
