import { CreateRuleCommand, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Client, request } from 'undici';
import type { AccessLogEntry } from '../../../../local/loadbalancer';
import { given, startCluster, startTarget, type TestTarget, until } from './fixture';

async function startTwoGroups(options?: Parameters<typeof startCluster>[0]) {
  const cluster = await startCluster(options);
  const [one, other] = [await startTarget(), await startTarget()];
  await cluster.add(cluster.first, one);
  await cluster.add(cluster.second, other);
  return { ...cluster, one, other };
}

const get = async (client: Client, path = '/'): Promise<void> => {
  await (await client.request({ method: 'GET', path })).body.dump();
};

test('a weight of 0 receives no request once it has propagated', async () => {
  const { url, one, other, setWeights, balancing, listener, second } = await startTwoGroups({
    propagationMs: 50,
  });
  await setWeights(0, 1);
  await until(() => balancing.weightsInForce(listener).every((weights) => weights[second] === 1));
  for (let n = 0; n < 20; n += 1) await (await request(url)).body.dump();
  expect([one.paths.length, other.paths.length]).toEqual([0, 20]);
});

test('each connection keeps to its balancer node, and nodes take up new weights at different moments', async () => {
  // Node 0 takes up the change at once, the others at the end of an hour.
  const drawn: number[] = [];
  const { connect, one, other, setWeights, balancing, listener, first, second } =
    await startTwoGroups({ propagationMs: 3_600_000, random: () => drawn.shift() ?? 0 });
  const clients = [connect(), connect(), connect(), connect(), connect()];
  for (const client of clients) await get(client, '/before');
  expect([one.paths.length, other.paths.length]).toEqual([5, 0]);

  drawn.push(1 - Number.EPSILON, 0, 0, 0);
  await setWeights(0, 1);
  const [before, after] = [
    { [first]: 1, [second]: 0 },
    { [first]: 0, [second]: 1 },
  ];
  await until(() => balancing.weightsInForce(listener)[0]?.[second] === 1);
  expect(balancing.weightsInForce(listener)).toEqual([after, before, before, before]);
  for (const client of clients) await get(client, '/after');
  // The fifth connection belongs to the same node as the first.
  const afterwards = (target: TestTarget) =>
    target.paths.filter((path) => path === '/after').length;
  expect([afterwards(one), afterwards(other)]).toEqual([3, 2]);
});

test('rules are tried by priority before the default action, and change like it', async () => {
  const { api, url, one, other, listener, first, second, balancing } = await startTwoGroups();
  const to = (group: string) => [{ Type: 'forward' as const, TargetGroupArn: group }];
  const create = (priority: number, group: string, pattern: string) =>
    api.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: priority,
        Conditions: [{ Field: 'path-pattern', Values: [pattern] }],
        Actions: to(group),
      }),
    );
  await create(20, first, '/second/*');
  const { Rules: rules } = await create(10, second, '/second*');
  const rule = given(rules?.[0]?.RuleArn);
  await (await request(`${url}/second/1`)).body.dump();
  await (await request(`${url}/other`)).body.dump();
  expect([one.paths, other.paths]).toEqual([['/other'], ['/second/1']]);

  await api.send(new ModifyRuleCommand({ RuleArn: rule, Actions: to(first) }));
  expect(balancing.weightsInForce(rule)).toEqual(Array(4).fill({ [first]: 1 }));
  await (await request(`${url}/second/2`)).body.dump();
  expect(one.paths).toEqual(['/other', '/second/2']);
});

test('the log tells of every request where it went and how it ended', async () => {
  const entries: AccessLogEntry[] = [];
  const { url, first, one, setWeights, second } = await startTwoGroups({
    onRequest: (entry) => entries.push(entry),
  });
  await (await request(`${url}/a?b=1`)).body.dump();
  await setWeights(0, 0);
  await (await request(`${url}/c`, { method: 'POST' })).body.dump();
  await until(() => entries.length === 2);
  expect(entries).toMatchObject([
    {
      method: 'GET',
      path: '/a?b=1',
      targetGroupArn: first,
      target: `127.0.0.1:${one.port}`,
      status: 200,
    },
    { method: 'POST', path: '/c', targetGroupArn: undefined, target: undefined, status: 503 },
  ]);
  expect(second).not.toBe(first);
});
