import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import {
  type Condition,
  drawGroup,
  type Forward,
  matches,
} from '../../../../local/loadbalancer/proxy/routing';
import type { TargetGroup } from '../../../../local/loadbalancer/proxy/target-group';

const forward = (weights: number[]): Forward => ({
  targetGroups: weights.map((weight, n) => ({ group: { arn: `${n}` } as TargetGroup, weight })),
  stickiness: { enabled: false },
});

test('requests are shared out by weight', () => {
  const draw = (point: number) => drawGroup(forward([1, 0, 3]), () => point)?.arn;
  expect([0, 0.2499, 0.25, 0.9999].map(draw)).toEqual(['0', '0', '2', '2']);
});

test('a group of weight 0 is never drawn, and some group always is unless all weights are 0', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 5 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (weights, point) => {
        const drawn = drawGroup(forward(weights), () => point);
        const weight = drawn && weights[Number(drawn.arn)];
        return weights.some((some) => some > 0) ? (weight ?? 0) > 0 : drawn === undefined;
      },
    ),
  );
});

const request = (url: string, headers: Record<string, string> = {}): IncomingMessage =>
  ({ url, headers }) as unknown as IncomingMessage;
const routing = (...conditions: Condition[]) => ({ conditions, forward: forward([1]) });

test.each([
  ['/orders', '/orders', true],
  ['/orders', '/orders?id=7', true],
  ['/orders', '/Orders', false],
  ['/orders', '/orders/7', false],
  ['/orders/*', '/orders/7/lines', true],
  ['/v?/orders', '/v1/orders', true],
  ['/v?/orders', '/v12/orders', false],
  ['/a.b+c', '/a.b+c', true],
  ['/a.b', '/axb', false],
])('the path pattern %s on %s: %s', (pattern, url, expected) => {
  const condition: Condition = { field: 'path-pattern', values: ['/other', pattern] };
  expect(matches(routing(condition), request(url))).toBe(expected);
});

test('a header condition compares without regard to case, and all conditions must hold', () => {
  const rule = routing(
    { field: 'http-header', header: 'X-Kind', values: ['*express*'] },
    { field: 'path-pattern', values: ['/orders'] },
  );
  expect(matches(rule, request('/orders', { 'x-kind': 'an EXPRESS one' }))).toBe(true);
  expect(matches(rule, request('/orders', { 'x-kind': 'slow' }))).toBe(false);
  expect(matches(rule, request('/orders'))).toBe(false);
  expect(matches(rule, request('/quotes', { 'x-kind': 'express' }))).toBe(false);
});
