import { service } from '../../../runtime';
import { resolveOptions } from '../../../runtime/options';

const echo = service<string>({
  name: 'echo',
  version: '1',
  handler: (_, input) => Promise.resolve(input),
});
const given = { services: [echo], table: 'transship', cluster: 'shop', instance: 'first' };

const former = process.env;
beforeEach(() => {
  process.env = { ...former };
});
afterEach(() => {
  process.env = former;
});

test('the load balancer\u2019s idle time-out is what the environment says, unless told otherwise', () => {
  expect(resolveOptions(given).idleTimeoutSeconds).toBe(60);
  process.env.TRANSSHIP_IDLE_TIMEOUT_SECONDS = '120';
  expect(resolveOptions(given).idleTimeoutSeconds).toBe(120);
  expect(resolveOptions({ ...given, idleTimeoutSeconds: 30 }).idleTimeoutSeconds).toBe(30);
});

test('one that is no number of seconds is refused', () => {
  process.env.TRANSSHIP_IDLE_TIMEOUT_SECONDS = 'a minute';
  expect(() => resolveOptions(given)).toThrow(/idleTimeoutSeconds.*10 to 4000, not NaN/);
});

test('where a node is comes from the environment too, and is missed by name', () => {
  const { services } = given;
  Object.assign(process.env, { TRANSSHIP_TABLE: 't', TRANSSHIP_CLUSTER: 'c' });
  expect(() => resolveOptions({ services })).toThrow(/`instance`, or TRANSSHIP_INSTANCE/);
  process.env.TRANSSHIP_INSTANCE = 'i';
  expect(resolveOptions({ services })).toMatchObject({ cluster: 'c', instance: 'i' });
});
