import { handler as countFirst } from '../../../deployment/first-count';
import { handler as defineFirst } from '../../../deployment/first-definition';
import { handler as createLiveState } from '../../../deployment/live-state';
import { handler as register } from '../../../deployment/registration';
import { oncePermitted } from '../../../deployment/permitted';
import { toldOnly } from '../../../lambdas/fleet/ecs/revision';
import { type Call, type Platform, request, startPlatform } from './platform';

let platform: Platform;
let answer: (call: Call) => { status?: number; body: unknown } | undefined;

beforeAll(async () => {
  platform = await startPlatform((call) => answer(call));
});
afterAll(() => platform.close());
beforeEach(() => {
  answer = () => undefined;
  platform.calls.length = 0;
});

const made = (action: string) => platform.calls.filter((call) => call.action === action);
const refused = (name: string) => ({ status: 400, body: { __type: name, message: 'no' } });

describe('the parameters that tell what is live', () => {
  const properties = {
    Lock: '/transship/shop/lock',
    Parameters: { '/transship/shop/lock': 'free', '/transship/shop/weight/first': '100' },
    Joining: { '/transship/shop/weight/first': '0' },
  };
  const put = () => made('PutParameter').map(({ input }) => [input.Name, input.Value]);

  it('are created, the lock last, and never overwritten', async () => {
    answer = ({ action }) => (action === 'GetParameter' ? refused('ParameterNotFound') : undefined);
    await createLiveState(request(platform, 'Create', properties));
    expect(put()).toEqual([
      ['/transship/shop/weight/first', '100'],
      ['/transship/shop/lock', 'free'],
    ]);
    for (const { input } of made('PutParameter')) expect(input).not.toHaveProperty('Overwrite');
    expect(platform.answers.at(-1)).toMatchObject({ Status: 'SUCCESS' });
  });

  it('stay as they are where they are there already', async () => {
    answer = ({ action }) =>
      action === 'PutParameter' ? refused('ParameterAlreadyExists') : undefined;
    await createLiveState(request(platform, 'Update', properties));
    expect(made('PutParameter')).toHaveLength(2);
    expect(platform.answers.at(-1)).toMatchObject({ Status: 'SUCCESS' });
  });

  it('give an instance that joins a cluster no requests: it has no node yet', async () => {
    await createLiveState(request(platform, 'Update', properties));
    expect(put()).toContainEqual(['/transship/shop/weight/first', '0']);
  });

  it('are those of a new cluster until it has a lock, so that an attempt that was cut off is made good', async () => {
    answer = ({ action, input }) => {
      if (action === 'GetParameter') return refused('ParameterNotFound');
      return input.Value === '100' ? refused('ParameterAlreadyExists') : undefined;
    };
    await createLiveState(request(platform, 'Create', properties));
    expect(put().at(-1)).toEqual(['/transship/shop/lock', 'free']);
  });

  it('outlive their stack', async () => {
    await createLiveState(request(platform, 'Delete', properties));
    expect(platform.calls).toEqual([]);
  });
});

describe("a cluster's configuration", () => {
  it('is written to the table with its numbers as numbers', async () => {
    const configuration = { name: 'shop', leaseSeconds: 10 };
    await register(request(platform, 'Create', { Configuration: JSON.stringify(configuration) }));
    expect(made('PutItem')).toMatchObject([
      {
        input: {
          TableName: 'public',
          Item: {
            pk: { S: 'cluster#shop' },
            configuration: { M: { name: { S: 'shop' }, leaseSeconds: { N: '10' } } },
          },
        },
      },
    ]);
  });
});

describe('the first task definition', () => {
  const blueprint = {
    taskDefinitionArn: 'arn:aws:ecs:us-east-1:1:task-definition/shop-first-blueprint:1',
    family: 'shop-first-blueprint',
    revision: 1,
    status: 'ACTIVE',
    cpu: '512',
    containerDefinitions: [{ name: 'orders', image: 'orders:release-1' }],
  };
  const properties = { Family: 'shop-first', Blueprint: 'shop-first-blueprint' };
  const withFamilies =
    (...families: string[]) =>
    ({ action, input }: Call) => {
      if (action !== 'DescribeTaskDefinition') return undefined;
      return families.includes(String(input.taskDefinition))
        ? { body: { taskDefinition: blueprint, tags: [{ key: 'team', value: 'one' }] } }
        : refused('ClientException');
    };

  it('is the blueprint in the family that the service runs, and says so', async () => {
    answer = withFamilies('shop-first-blueprint');
    await defineFirst(request(platform, 'Create', properties));
    const [{ input } = { input: {} }] = made('RegisterTaskDefinition');
    expect(input).toEqual({
      family: 'shop-first',
      cpu: '512',
      containerDefinitions: blueprint.containerDefinitions,
      tags: [
        { key: 'team', value: 'one' },
        { key: 'transship:blueprint', value: blueprint.taskDefinitionArn },
      ],
    });
    for (const field of toldOnly) expect(input).not.toHaveProperty(field);
  });

  it('of a new service is made of its blueprint, also where one is left of a service that was deleted', async () => {
    answer = withFamilies('shop-first', 'shop-first-blueprint');
    await defineFirst(request(platform, 'Create', properties));
    expect(made('RegisterTaskDefinition')).toHaveLength(1);
  });

  it('is not made again where the family has one', async () => {
    answer = withFamilies('shop-first', 'shop-first-blueprint');
    await defineFirst(request(platform, 'Update', properties));
    expect(made('RegisterTaskDefinition')).toEqual([]);
  });

  it('fails the deployment where there is no blueprint', async () => {
    answer = withFamilies();
    await defineFirst(request(platform, 'Create', properties));
    expect(platform.answers.at(-1)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('shop-first-blueprint') as string,
    });
  });
});

describe('the first count', () => {
  const properties = { Cluster: 'containers', Service: 'shop-first', Count: '3' };

  it('is given to a new service', async () => {
    await countFirst(request(platform, 'Create', properties));
    expect(made('UpdateService')).toMatchObject([
      { input: { cluster: 'containers', service: 'shop-first', desiredCount: 3 } },
    ]);
  });

  it.each(['Update', 'Delete'] as const)('is not touched by an %s', async (type) => {
    await countFirst(request(platform, type, properties));
    expect(platform.calls).toEqual([]);
    expect(platform.answers.at(-1)).toMatchObject({ Status: 'SUCCESS' });
  });
});

describe('what is not permitted yet', () => {
  it('is asked again, for a while', async () => {
    let asked = 0;
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    const ask = () => (++asked < 3 ? Promise.reject(denied) : Promise.resolve('done'));
    expect(await oncePermitted(ask, { everyMs: 1 })).toBe('done');
    await expect(
      oncePermitted(() => Promise.reject(denied), { everyMs: 1, withinMs: 20 }),
    ).rejects.toBe(denied);
  });
});
