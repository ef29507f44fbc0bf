import { type ChangedInstance, planRollBack } from '../../../core/rollback';

const before = { orders: 'orders@1' };
const after = { orders: 'orders@2' };

/** One that runs the new release and serves. */
const instance = (name: string, but: Partial<ChangedInstance> = {}): ChangedInstance => ({
  name,
  mode: 'serving',
  weights: [1, 1],
  release: after,
  upcoming: { release: after, changed: false },
  rollout: 'completed',
  former: { definition: `${name}:1`, release: before },
  isBack: false,
  ...but,
});

/** One that runs what it did before. */
const former = (name: string, but: Partial<ChangedInstance> = {}): ChangedInstance =>
  instance(name, { release: before, isBack: true, ...but });

const summary = (...instances: ChangedInstance[]) =>
  planRollBack(instances).map(({ name, update }) => [name, update]);

describe('the plan of a roll back', () => {
  it('takes the instances in the reverse of their order, to what each ran before', () => {
    const plan = planRollBack([instance('a'), instance('b'), instance('c')]);
    expect(plan.map(({ name }) => name)).toEqual(['c', 'b', 'a']);
    expect(plan[0]).toEqual({
      name: 'c',
      update: true,
      from: after,
      to: before,
      former: 'c:1',
      why: expect.any(String) as string,
    });
  });

  it('leaves an instance alone that serves as it did before', () => {
    expect(summary(instance('a'), former('b'))).toEqual([['a', true]]);
    expect(summary(former('a'), former('b'))).toEqual([]);
  });

  it.each([
    ['drained', { mode: 'draining' as const }],
    ['without weight', { weights: [0, 0] }],
  ])('first gives an instance its requests back that is %s', (_, but) => {
    expect(summary(instance('a'), instance('b'), former('c', but))).toEqual([
      ['c', false],
      ['b', true],
      ['a', true],
    ]);
  });

  it('takes a broken instance before those that serve', () => {
    const broken = instance('a', { rollout: 'failed', mode: 'draining', weights: [0, 0] });
    expect(summary(broken, instance('b'))).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  it('deploys the former release again where its rollout failed', () => {
    expect(summary(former('a', { rollout: 'failed' }))).toEqual([['a', true]]);
  });

  it('says why', () => {
    const [plan] = planRollBack([former('a', { mode: 'draining' })]);
    expect(plan?.why).toBe(
      'it runs its former release, but does not take its part of the requests',
    );
  });
});
