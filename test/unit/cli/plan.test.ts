import { createColors } from 'picocolors';
import { planText } from '../../../cli/render/plan';
import { parseUpdate } from '../../../core/update';

const image = (name: string, digit: string) =>
  `123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/${name}@sha256:${digit.repeat(64)}`;
const from = { orders: image('orders', 'a'), catalog: image('catalog', 'c') };
const update = { orders: image('orders', 'b') };
const { options } = parseUpdate({
  cluster: 'shop',
  update,
  options: { gates: { fencedWrites: 0, failedMovedPoints: 5 } },
});

const text = planText(
  {
    cluster: 'shop',
    options,
    instances: [
      { name: 'first', update: false, from, to: { ...from, ...update }, why: 'it runs it already' },
      {
        name: 'second',
        update: true,
        from,
        to: { ...from, ...update, proxy: 'ami-01234567' },
        why: 'x',
      },
    ],
  },
  createColors(false),
);

test('a plan tells the order, the reasons, and what nothing was done to', () => {
  expect(text).toContain('Plan for cluster shop: 1 of 2 instances updated');
  expect(text).toContain('1. first: only return its requests, because it runs it already');
  expect(text).toContain('2. second: vacate and update, because x');
  expect(text.split('\n').at(-1)).toBe('Nothing was changed.');
});

test('a plan tells which gates there are', () => {
  expect(text).toContain(' Gates: at most fencedWrites 0, failedMovedPoints 5.');
});

test('what is replaced, what comes new and what stays are told apart', () => {
  const second = text.slice(text.indexOf('2. second')).split('\n').slice(1, 5);
  expect(second).toEqual([
    '   - orders  shop/orders@aaaaaaaaaaaa',
    '   + orders  shop/orders@bbbbbbbbbbbb',
    '     catalog  shop/catalog@cccccccccccc',
    '   + proxy  ami-01234567',
  ]);
});

test('an instance that is not updated shows no change', () => {
  const first = text.slice(text.indexOf('1. first'), text.indexOf('2. second'));
  expect(first).not.toMatch(/^ {3}[+-]/m);
});
