import type { AccessLogEntry } from '../../../../local/loadbalancer';
import { countHealthy, countRequest } from '../../../../local/alarms/balancer-metrics';
import { evaluate } from '../../../../local/alarms/evaluate';
import { Metrics } from '../../../../local/alarms/metrics';
import { noneHealthy, serverErrors, slowResponses } from '../../../../local/deployment/alarms';

const prefix = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const loadBalancerArn = `${prefix}:loadbalancer/app/shop/1`;
const targetGroupArn = `${prefix}:targetgroup/shop-first/2`;
const options = {
  loadBalancerArn,
  targetGroups: { first: targetGroupArn },
  periodSeconds: 10,
  slowResponseSeconds: 1,
};

let metrics: Metrics;
beforeEach(() => (metrics = new Metrics()));

/** A request that came in at that second, was answered by a target, and took no time. */
const request = (second: number, more: Partial<AccessLogEntry> = {}) =>
  countRequest(metrics, {
    at: second * 1_000,
    method: 'POST',
    path: '/quotes',
    loadBalancerArn,
    targetGroupArn,
    target: '127.0.0.1:1',
    targetStatus: 200,
    status: 200,
    durationMs: 0,
    ...more,
  });

const answered = (status: number) => ({ targetStatus: status, status });
const byBalancer = (status: number) => ({ targetStatus: undefined, status });

/** At second 30 there have been three whole periods. */
const state = async (alarm: Parameters<typeof evaluate>[0]) =>
  (await evaluate(alarm, metrics, 30_000)).StateValue;

describe('the alarm on server errors', () => {
  const alarm = { AlarmName: 'errors', ...serverErrors(options) };

  test.each([
    ['a target', answered(500)],
    ['the load balancer', byBalancer(502)],
    ['the load balancer, for want of a target', { ...byBalancer(503), target: undefined }],
  ])('is on when %s has answered so in two periods of three', async (_, bad) => {
    request(5);
    request(15, bad);
    expect(await state(alarm)).toBe('OK');
    request(25, bad);
    expect(await state(alarm)).toBe('ALARM');
  });

  test('is off while no more than one in a hundred has', async () => {
    for (const second of [5, 15, 25]) {
      for (let n = 0; n < 99; n++) request(second);
      request(second, answered(500));
    }
    expect(await state(alarm)).toBe('OK');
  });

  test('is off where there are no requests', async () => {
    expect(await state(alarm)).toBe('OK');
  });

  test('says what it has seen, as CloudWatch does', async () => {
    request(15, answered(500));
    request(25, answered(500));
    expect(await evaluate(alarm, metrics, 30_000)).toEqual({
      StateValue: 'ALARM',
      StateReason:
        'Threshold Crossed: 2 out of the last 3 datapoints [missing, 100.0, 100.0] were GreaterThanThreshold 1',
    });
  });
});

describe('the alarm on slow responses', () => {
  const alarm = { AlarmName: 'slow', ...slowResponses(options, 'first') };
  const slow = { durationMs: 2_000 };

  test('is on when most are slow in three periods', async () => {
    for (const second of [1, 11]) request(second, slow);
    expect(await state(alarm)).toBe('OK');
    request(21, slow);
    expect(await state(alarm)).toBe('ALARM');
  });

  test('is off when most are not', async () => {
    for (const second of [1, 11, 21]) {
      request(second, slow);
      request(second);
    }
    expect(await state(alarm)).toBe('OK');
  });
});

describe('the alarm on healthy nodes', () => {
  const alarm = { AlarmName: 'healthy', ...noneHealthy(options, 'first') };
  const healthy = (second: number, count: number) =>
    countHealthy(metrics, [{ loadBalancerArn, targetGroupArn, count }], second * 1_000);

  test('is on when in every period there was a moment without one', async () => {
    for (const second of [1, 11, 21]) {
      healthy(second, 0);
      healthy(second + 5, 1);
    }
    expect(await state(alarm)).toBe('ALARM');
  });

  test('is off when there was one throughout a period', async () => {
    for (const second of [1, 11]) healthy(second, 0);
    healthy(21, 1);
    expect(await state(alarm)).toBe('OK');
  });

  test('is on when nothing is told', async () => {
    expect(await state(alarm)).toBe('ALARM');
  });
});
