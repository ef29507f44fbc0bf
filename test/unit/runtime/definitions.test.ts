import { type ServiceOptions, service, startNode } from '../../../runtime';
import { StepIds } from '../../../runtime/execution/step-ids';

const invalid = expect.objectContaining({ name: 'InvalidOption' }) as Error;
const handler = () => null;

test('a service has defaults, and reads its own version first', () => {
  const it = service({ name: 'orders', version: '2', reads: ['1', '2'], handler });
  expect(it).toMatchObject({ reads: ['2', '1'], checkpointAfter: 0, answer: 'redirect' });
});

test.each<Partial<ServiceOptions>>([
  { name: '' },
  { name: 'a/b' },
  { name: 'executions' },
  { name: 'health' },
  { name: 'x'.repeat(65) },
  { version: '' },
  { version: '1 2' },
  { reads: [''] },
  { checkpointAfter: -1 },
  { checkpointAfter: NaN },
  { checkpointAfter: 2 ** 31 },
])('a service is not defined with %p', (options) => {
  expect(() => service({ name: 'orders', version: '1', handler, ...options })).toThrow(invalid);
});

const it = service({ name: 'orders', version: '1', handler });
const place = { table: 'store', cluster: 'shop', instance: 'first', services: [it] };

test.each<[string, Partial<Parameters<typeof startNode>[0]>]>([
  ['no service', { services: [] }],
  ['a service twice', { services: [it, it] }],
  ['no table', { table: '' }],
  ['no cluster', { cluster: '' }],
  ['a base path without its slash', { basePath: 'api' }],
  ['a base path that ends in a slash', { basePath: '/api/' }],
  ['a body of any length', { bodyLimit: 1_000_000 }],
  ['no time to hold callers', { idleTimeoutSeconds: 5 }],
  ['results that are not kept', { keepSeconds: 0 }],
  ['no adoption', { adoptAtOnce: 0 }],
])('a node does not start with %s', async (_, options) => {
  await expect(startNode({ ...place, ...options })).rejects.toThrow(invalid);
});

test('step ids are paths, and a name met again gets a number', () => {
  const ids = new StepIds();
  expect([ids.next('a'), ids.next('b'), ids.next('a'), ids.next('a')]).toEqual([
    'a',
    'b',
    'a#2',
    'a#3',
  ]);
  const [one, other] = [ids.branch('a'), ids.branch('c')];
  expect([one.next('a'), other.next('a'), one.branch('d').next('a')]).toEqual([
    'a#4/a',
    'c/a',
    'a#4/d/a',
  ]);
});

test.each(['', 'a/b', 'a#2', 'x'.repeat(101)])('%j is no name of a step', (name) => {
  expect(() => new StepIds().next(name)).toThrow(invalid);
});
