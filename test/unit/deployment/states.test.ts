import { handler } from '../../../deployment/states';
import { type Platform, request, startPlatform } from './platform';

let locks: Record<string, string>;
let status: string;
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform(({ action }) => {
    if (action === 'GetParametersByPath') {
      const all = { ...locks, '/transship/shop/weight/first': '0' };
      return {
        body: { Parameters: Object.entries(all).map(([Name, Value]) => ({ Name, Value })) },
      };
    }
    return { body: stacks() };
  });
});
afterAll(() => platform.close());
beforeEach(() => {
  locks = { '/transship/shop/lock': 'free', '/transship/depot/lock': 'held by arn:upgrade' };
  status = 'UPDATE_IN_PROGRESS';
  platform.calls.length = 0;
});

const stacks = () =>
  `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>Upgrade</StackName><CreationTime>2026-11-24T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

async function ask(before: string[], after: string[]) {
  const event = request(platform, 'Update', { States: after });
  await handler({ ...event, OldResourceProperties: { States: before, ServiceToken: 'function' } });
  return platform.answers.at(-1);
}

describe('a newer Transship', () => {
  it('that has a Lambda less waits until no cluster is being upgraded', async () => {
    expect(await ask(['Drain', 'Rest'], ['Drain'])).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/without Rest .*depot\/lock is held by arn:upgrade/) as string,
    });
    locks['/transship/depot/lock'] = 'free';
    expect(await ask(['Drain', 'Rest'], ['Drain'])).toMatchObject({ Status: 'SUCCESS' });
  });

  it('that has all of them, or more, is deployed at any time', async () => {
    expect(await ask(['Drain'], ['Drain', 'Rest'])).toMatchObject({ Status: 'SUCCESS' });
    expect(platform.calls).toEqual([]);
  });

  it('can be rolled back at any time', async () => {
    status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await ask(['Drain', 'Rest'], ['Drain'])).toMatchObject({ Status: 'SUCCESS' });
  });
});
