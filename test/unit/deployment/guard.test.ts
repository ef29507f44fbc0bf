import { marshall } from '@aws-sdk/util-dynamodb';
import { handler } from '../../../deployment/guard';
import { type Platform, request, startPlatform } from './platform';

/** Of each item by its sort key, what is in the table; writes change nothing. */
let items: Record<string, object>;
/** By its ARN; that of others there is none. */
let statuses: Record<string, string>;
let platform: Platform;

/** That asks, in `platform.ts`. */
const STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/Shop/1';
const OTHER = 'arn:aws:cloudformation:us-east-1:123456789012:stack/Other/1';

beforeAll(async () => {
  platform = await startPlatform(({ action, input }) => {
    if (action === 'GetItem') {
      const { sk } = input.Key as { sk: { S: string } };
      const item = items[sk.S];
      return { body: item ? { Item: marshall(item) } : {} };
    }
    if (action !== 'DescribeStacks') return undefined;
    const status = statuses[String(input.StackName)];
    return status ? { body: stacks(status) } : { status: 400, body: noStack };
  });
});
afterAll(() => platform.close());
beforeEach(() => {
  items = { lock: { generation: 3 }, deployer: { deployer: `${STACK} Resource` } };
  statuses = { [STACK]: 'UPDATE_IN_PROGRESS' };
  platform.calls.length = 0;
});

const held = () => {
  items.lock = { generation: 3, holder: 'arn:upgrade' };
};

const XML = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';
const stacks = (status: string) =>
  `<DescribeStacksResponse ${XML}><DescribeStacksResult><Stacks><member><StackName>Shop</StackName><CreationTime>2026-11-24T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const noStack = `<ErrorResponse ${XML}><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack does not exist</Message></Error></ErrorResponse>`;

const Anew = {
  '/transship/shop/lock': 'free',
  '/transship/shop/weight/first': '100',
  '/transship/shop/version/first': '1',
};

async function ask(type: 'Create' | 'Update' | 'Delete', lock = 'free', anew: object = Anew) {
  const properties = {
    Cluster: 'shop',
    Lock: lock,
    Live: ['100', '0'],
    Template: 'digest',
    Instances: ['first'],
    Anew: anew as Record<string, string>,
  };
  await handler(request(platform, type, properties));
  return platform.answers.at(-1);
}

const made = (action: string) =>
  platform.calls.filter((call) => call.action === action).map(({ input }) => input);

describe('the guard of deployments', () => {
  it('lets one through while nobody upgrades the cluster', async () => {
    expect(await ask('Update')).toMatchObject({ Status: 'SUCCESS' });
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
    held();
    expect(await ask('Update')).toMatchObject({ Status: 'FAILED' });
  });

  it('says what to do when the upgrade was stopped and holds the lock still', async () => {
    expect((await ask('Update', 'held by arn:upgrade'))?.Reason).toContain(
      'start the same update again',
    );
  });

  it.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])(
    'does not stand in the way back: %s',
    async (status) => {
      held();
      statuses = { [STACK]: status };
      expect(await ask('Update')).toMatchObject({ Status: 'SUCCESS' });
    },
  );

  it('fails a deployment rather than let it through when the store does not answer', async () => {
    delete process.env.TABLE_NAME;
    expect(await ask('Update')).toMatchObject({ Status: 'FAILED' });
    process.env.TABLE_NAME = 'public';
  });
});

describe('a cluster that another stack deploys', () => {
  beforeEach(() => {
    items.deployer = { deployer: `${OTHER} Guard` };
  });

  it('is refused, by the name of that stack', async () => {
    statuses[OTHER] = 'CREATE_COMPLETE';
    expect(await ask('Create')).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining(`by Guard in ${OTHER} already`) as string,
    });
  });

  it.each([undefined, 'DELETE_COMPLETE'])(
    'is taken over once that stack is gone: %s',
    async (status) => {
      if (status) statuses[OTHER] = status;
      await ask('Create');
      expect(made('UpdateItem').at(-1)).toMatchObject({
        ExpressionAttributeValues: {
          ':deployer': { S: `${STACK} Resource` },
          ':seen': { S: `${OTHER} Guard` },
        },
      });
    },
  );

  it('is left as it is by the deletion of one that was refused', async () => {
    held();
    expect(await ask('Delete')).toMatchObject({ Status: 'SUCCESS' });
    expect(new Set(platform.calls.map(({ action }) => action))).toEqual(new Set(['GetItem']));
  });
});

describe('a cluster that is deleted', () => {
  it('can be so at any time, and leaves no lock behind', async () => {
    held();
    expect(await ask('Delete', 'held by arn:upgrade')).toMatchObject({ Status: 'SUCCESS' });
    expect(made('UpdateItem')).toMatchObject([
      { UpdateExpression: expect.stringMatching(/^REMOVE #holder/) as string },
    ]);
  });

  it('leaves parameters with which it can be made again', async () => {
    await ask('Delete');
    expect(
      made('PutParameter').map(({ Name, Value, Overwrite }) => [Name, Value, Overwrite]),
    ).toEqual(Object.entries(Anew).map((each) => [...each, true]));
  });

  it('leaves no instance drained', async () => {
    items.mode = { mode: 'draining', generation: 7, lockGeneration: 3, token: '' };
    await ask('Delete');
    expect(made('PutItem')).toMatchObject([
      { Item: { pk: { S: 'mode#shop#first' }, mode: { S: 'serving' } } },
    ]);
  });

  it('leaves no record of an upgrade that failed: what was before it is gone', async () => {
    items.upgrade = { update: {}, originals: {}, generation: 3 };
    await ask('Delete');
    const removed = made('DeleteItem').map(({ Key }) => (Key as { sk: { S: string } }).sk.S);
    expect(removed).toEqual(['upgrade', 'deployer']);
  });

  it('keeps that record where the stack had made nothing of the cluster', async () => {
    items.upgrade = { update: {}, originals: {}, generation: 3 };
    await ask('Delete', 'free', { '/transship/shop/lock': 'free' });
    const removed = made('DeleteItem').map(({ Key }) => (Key as { sk: { S: string } }).sk.S);
    expect(removed).toEqual(['deployer']);
  });
});
