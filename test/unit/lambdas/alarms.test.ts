import type { DescribeAlarmsInput } from '@aws-sdk/client-cloudwatch';
import type { ClusterConfiguration } from '../../../core/cluster';
import { parseUpdate } from '../../../core/update';
import { refuseIfAlarmed } from '../../../lambdas/alarms';
import { type AwsApi, startJsonApi } from '../../../local/aws/json-api';

let api: AwsApi;
/** How many names came in each call. */
const asked: number[] = [];
let on: string | undefined;

beforeAll(async () => {
  api = await startJsonApi('1.0', {
    DescribeAlarms({ AlarmNames = [] }: DescribeAlarmsInput) {
      asked.push(AlarmNames.length);
      const tripped = AlarmNames.filter((name) => name === on);
      return {
        MetricAlarms: tripped.map((AlarmName) => ({ AlarmName, StateReason: 'too many' })),
      };
    },
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_CLOUDWATCH: api.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
beforeEach(() => void asked.splice(0));
afterAll(() => api.close());

const named = (name: string, count: number) =>
  Array.from({ length: count }, (_, place) => `${name}-${place}`);
const instance = (name: string, alarms: number) => ({
  name,
  targetGroupArn: name,
  fleet: { kind: 'ecs' as const, cluster: 'shop', service: name },
  alarms: named(name, alarms),
});
const cluster: ClusterConfiguration = {
  name: 'shop',
  application: 'orders',
  forwards: [],
  instances: [instance('first', 60), instance('second', 50)],
  propagationSeconds: 1,
  leaseSeconds: 1,
  lambdaTimeoutSeconds: 1,
  alarms: named('of-all', 100),
};
const { options } = parseUpdate({ cluster: 'shop', rollBack: true });

test('however many alarms there are, no call asks of more than CloudWatch takes', async () => {
  on = undefined;
  await refuseIfAlarmed(cluster, { options });
  expect(asked).toEqual([100, 100, 10]);
});

test.each(['of-all-0', 'first-59', 'second-49'])(
  'an alarm that is on is found, wherever it stands: %s',
  async (name) => {
    on = name;
    await expect(refuseIfAlarmed(cluster, { options })).rejects.toMatchObject({
      name: 'AlarmTripped',
      message: expect.stringContaining(`${name} (too many)`) as string,
    });
  },
);
