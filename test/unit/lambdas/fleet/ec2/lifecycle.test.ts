import { type Instance, LifecycleState } from '@aws-sdk/client-auto-scaling';
import { stateOf } from '../../../../../lambdas/fleet/ec2/lifecycle';

const states = (expected: string | undefined): string[] =>
  Object.values(LifecycleState).filter(
    (state) => stateOf({ LifecycleState: state } as Instance) === expected,
  );

test('a machine that waits in a lifecycle hook starts, or is being stopped', () => {
  expect(states('starting')).toEqual(expect.arrayContaining(['Pending', 'Pending:Wait']));
  expect(states('stopping')).toEqual([
    'Terminating',
    'Terminating:Proceed',
    'Terminating:Retained',
    'Terminating:Wait',
  ]);
});

test('a machine on stand-by runs', () => {
  expect(states('running')).toEqual(
    expect.arrayContaining(['InService', 'EnteringStandby', 'Standby']),
  );
});

test('only a machine that has terminated runs no more', () => {
  expect(states(undefined)).toEqual(['Terminated']);
});
