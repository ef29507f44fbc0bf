import { InstanceRefreshStatus } from '@aws-sdk/client-auto-scaling';
import type { ListedTask } from '../../../../../core/census';
import { rolloutOf } from '../../../../../lambdas/fleet/ec2/rollout';

const machine = (definition: string, state: ListedTask['state'] = 'running'): ListedTask => ({
  slot: 'i-1',
  state,
  definition,
});
const began = new Date(2_000);
const seen = {
  version: '2',
  madeAt: new Date(1_000),
  refresh: undefined,
  members: [machine('2')],
};
const refresh = (Status: InstanceRefreshStatus, StartTime = began) => ({ Status, StartTime });

describe('the rollout of a version', () => {
  it('is complete when every machine runs it and nothing was ever refreshed', () => {
    expect(rolloutOf(seen)).toEqual({ rollout: 'completed', failure: undefined });
  });

  it('goes by the newest refresh, whatever the machines run', () => {
    const by = (status: InstanceRefreshStatus) =>
      rolloutOf({ ...seen, refresh: refresh(status) }).rollout;
    const outcomes = Object.values(InstanceRefreshStatus).map((status) => [status, by(status)]);
    expect(Object.fromEntries(outcomes)).toEqual({
      Pending: 'in progress',
      InProgress: 'in progress',
      Baking: 'in progress',
      Cancelling: 'in progress',
      RollbackInProgress: 'in progress',
      Successful: 'completed',
      Failed: 'failed',
      Cancelled: 'failed',
      RollbackFailed: 'failed',
      RollbackSuccessful: 'failed',
    });
  });

  it('is not failed by a refresh from before the version was made', () => {
    const before = refresh('Failed', new Date(500));
    expect(rolloutOf({ ...seen, refresh: before }).rollout).toBe('completed');
  });

  it('tells the reason of the refresh', () => {
    const failed = { ...refresh('Failed'), StatusReason: 'no healthy machine' };
    expect(rolloutOf({ ...seen, refresh: failed }).failure).toBe('no healthy machine');
  });

  it.each([undefined, refresh('Successful')])(
    'has failed where a machine runs another version and nothing replaces it',
    (last) => {
      const state = rolloutOf({ ...seen, refresh: last, members: [machine('2'), machine('1')] });
      expect(state.rollout).toBe('failed');
      expect(state.failure).toContain('version 2');
    },
  );

  it('does not look at machines that are being stopped', () => {
    const members = [machine('2'), machine('1', 'stopping')];
    expect(rolloutOf({ ...seen, members }).rollout).toBe('completed');
  });
});
