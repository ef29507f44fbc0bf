import { Duration } from 'aws-cdk-lib';
import {
  type AlarmsOptions,
  noneHealthy,
  serverErrors,
  slowResponses,
} from '../../local/deployment/alarms';
import { clusterTemplate } from './support/clusters';

// What the embedded cloud shows of alarms is worth something only if they are those that a deployment makes.

const template = clusterTemplate({ cluster: { alarms: { slowResponse: Duration.seconds(2) } } });
const balancer = {
  loadBalancerArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop/1',
  targetGroups: {
    first: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/shop-first/1',
  },
};
const options: AlarmsOptions & typeof balancer = {
  ...balancer,
  periodSeconds: 60,
  slowResponseSeconds: 2,
};

interface Dimension {
  Name: string;
  Value: unknown;
}

/** An alarm without what is not of its condition, and without whose load balancer it is of. */
const condition = (alarm: object): unknown =>
  JSON.parse(JSON.stringify(alarm), (key, value: unknown) => {
    const besides = ['AlarmDescription', 'AlarmActions', 'Label', 'ReturnData'];
    if (besides.includes(key)) return undefined;
    return key === 'Dimensions' ? (value as Dimension[]).map(({ Name }) => Name).sort() : value;
  });

const deployed = (name: string): unknown => {
  const [found] = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).filter(([id]) =>
    id.includes(name),
  );
  return condition((found?.[1] as { Properties: object }).Properties);
};

test.each([
  ['ServerErrors', serverErrors(options)],
  ['Healthyfirst', noneHealthy(options, 'first')],
  ['Slowfirst', slowResponses(options, 'first')],
])('the alarm %s of the embedded cloud is the one that is deployed', (name, alarm) => {
  expect(condition(alarm)).toEqual(deployed(name));
});
