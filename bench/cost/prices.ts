/**
 * What AWS asks in us-east-1, in US dollars, without free tiers, discounts and taxes. Nothing else here knows a price.
 * Most of AWS's pages fill their prices in by script, so that a stored copy of them has none; such a price was read
 * elsewhere, and is to be checked on `page` before anybody relies on it.
 */
export const REGION = 'us-east-1';
export const LOOKED_UP = '2026-11-24';

export interface Price {
  /** Dollars for `per` of `unit`. */
  value: number;
  per: number;
  unit: string;
  /** AWS's own. */
  page: string;
  /** Where it was read, if not there. */
  readOn?: string;
}

const MILLION = 1_000_000;
const aws = (service: string): string => `https://aws.amazon.com/${service}/pricing/`;
const dynamodb = 'https://airbyte.com/data-engineering-resources/dynamodb-pricing';
const cloudwatch =
  'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/';
const fargate = 'https://www.vantage.sh/blog/fargate-pricing';

export const prices = {
  transition: {
    value: 0.025,
    per: 1_000,
    unit: 'state transitions of a standard workflow',
    page: aws('step-functions'),
  },
  lambdaRequest: {
    value: 0.2,
    per: MILLION,
    unit: 'invocations of a Lambda',
    page: aws('lambda'),
    readOn:
      'https://git.mcrn.ar/mariano/lambda_local_runner/src/commit/957e45b8adae23ce50b966346229585b5df18b4d/docs/lambdas-md/lambda-13-cost.md?display=rendered',
  },
  lambdaGbSecond: {
    value: 0.0000133334,
    per: 1,
    unit: 'GB-second of a Lambda, arm64',
    page: aws('lambda'),
    readOn: 'https://cloudchipr.com/blog/aws-lambda-pricing',
  },
  writeUnit: {
    value: 0.625,
    per: MILLION,
    unit: 'write request units, on demand, since November 2024',
    page: aws('dynamodb'),
    readOn: dynamodb,
  },
  readUnit: {
    value: 0.125,
    per: MILLION,
    unit: 'read request units, on demand, since November 2024',
    page: aws('dynamodb'),
    readOn: dynamodb,
  },
  tableGbMonth: { value: 0.25, per: 1, unit: 'GB-month in a table', page: aws('dynamodb') },
  recoveryGbMonth: {
    value: 0.2,
    per: 1,
    unit: 'GB-month of point-in-time recovery',
    page: aws('dynamodb'),
    readOn: 'https://finops.com.py/services/dynamodb/backups',
  },
  metricMonth: {
    value: 0.3,
    per: 1,
    unit: 'month of a custom metric, by the hour in which it is sent',
    page: aws('cloudwatch'),
    readOn: 'https://signoz.io/guides/cloudwatch-pricing',
  },
  alarmMonth: {
    value: 0.1,
    per: 1,
    unit: 'month of a metric in an alarm',
    page: aws('cloudwatch'),
    readOn: 'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm',
  },
  dashboardMonth: {
    value: 3,
    per: 1,
    unit: 'month of a dashboard',
    page: aws('cloudwatch'),
    readOn: cloudwatch,
  },
  logGb: {
    value: 0.5,
    per: 1,
    unit: 'GB of logs taken in',
    page: aws('cloudwatch'),
    readOn: cloudwatch,
  },
  trace: { value: 5, per: MILLION, unit: 'traces recorded', page: aws('xray') },
  notification: {
    value: 0.5,
    per: MILLION,
    unit: 'messages on a topic',
    page: aws('sns'),
    readOn: 'https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/',
  },
  keyMonth: { value: 1, per: 1, unit: 'month of a KMS key of your own', page: aws('kms') },
  fargateVcpuHour: {
    value: 0.04048,
    per: 1,
    unit: 'vCPU-hour of Fargate, Linux on x86',
    page: aws('fargate'),
    readOn: fargate,
  },
  fargateGbHour: {
    value: 0.004445,
    per: 1,
    unit: 'GB-hour of Fargate, Linux on x86',
    page: aws('fargate'),
    readOn: fargate,
  },
} satisfies Record<string, Price>;

export type Priced = keyof typeof prices;

/** Of so much of it, in dollars. */
export const costOf = (what: Priced, amount: number): number =>
  (amount * prices[what].value) / prices[what].per;
