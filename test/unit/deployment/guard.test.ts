import { handler } from '../../../deployment/guard';
import { type Platform, request, startPlatform } from './platform';

let holder: string | undefined;
let stackStatus = 'UPDATE_IN_PROGRESS';
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform(({ action }) => {
    if (action === 'GetItem')
      return {
        body: { Item: { generation: { N: '3' }, ...(holder && { holder: { S: holder } }) } },
      };
    return { body: stacks(stackStatus) };
  });
});
afterAll(() => platform.close());
beforeEach(() => {
  holder = undefined;
  stackStatus = 'UPDATE_IN_PROGRESS';
  platform.calls.length = 0;
});

const stacks = (status: string) =>
  `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>Shop</StackName><CreationTime>2026-11-24T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

async function ask(type: 'Create' | 'Update' | 'Delete', lock: string) {
  const properties = { Cluster: 'shop', Lock: lock, Live: ['100', '0'] };
  await handler(request(platform, type, properties));
  return platform.answers.at(-1);
}

describe('the guard of deployments', () => {
  it('lets one through while nobody upgrades the cluster', async () => {
    expect(await ask('Update', 'free')).toMatchObject({ Status: 'SUCCESS' });
  });

  it.each(['Create', 'Update'] as const)(
    'refuses to %s what was rendered while an upgrade held the lock, without another look',
    async (type) => {
      const answer = await ask(type, 'held by arn:upgrade');
      expect(answer).toMatchObject({ Status: 'FAILED' });
      expect(answer?.Reason).toMatch(/^Cluster shop is not deployed .* held by arn:upgrade/);
      expect(platform.calls).toEqual([]);
    },
  );

  it('refuses one that was rendered before an upgrade took the lock', async () => {
    holder = 'arn:upgrade';
    expect(await ask('Update', 'free')).toMatchObject({ Status: 'FAILED' });
  });

  it('says what to do when the upgrade was stopped and holds the lock still', async () => {
    expect((await ask('Update', 'held by arn:upgrade'))?.Reason).toContain(
      'start the same update again',
    );
  });

  it.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])(
    'does not stand in the way back: %s',
    async (status) => {
      holder = 'arn:upgrade';
      stackStatus = status;
      expect(await ask('Update', 'free')).toMatchObject({ Status: 'SUCCESS' });
    },
  );

  it('lets a cluster be deleted at any time', async () => {
    holder = 'arn:upgrade';
    expect(await ask('Delete', 'held by arn:upgrade')).toMatchObject({ Status: 'SUCCESS' });
  });

  it('fails a deployment rather than let it through when the store does not answer', async () => {
    delete process.env.TABLE_NAME;
    expect(await ask('Update', 'free')).toMatchObject({ Status: 'FAILED' });
    process.env.TABLE_NAME = 'public';
  });
});
