import { isDone, order, violations } from './orders';
import { failuresOf, startQuotes } from './quotes';
import type { Cluster, UpgradeOutcome } from './real-cluster';
import { until } from './until';

/** An upgrade to release 2 with quotes and four orders under way, of which none may be harmed; their ids begin with `name`. */
export async function upgradeUnderway(
  cluster: Cluster,
  name: string,
): Promise<UpgradeOutcome & { execution: string }> {
  const quotes = startQuotes(cluster.url);
  const requests = Array.from({ length: 4 }, (_, n) => order(`${name}-${n + 1}`, 12));
  const answering = requests.map((body) => cluster.call({ service: 'orders', body }));
  await until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'price')));
  const execution = await cluster.startUpgrade();
  const outcome = await cluster.awaitUpgrade(execution);
  const failures = failuresOf(await quotes.stop());
  const given = await Promise.all(answering);
  const placed = requests.flatMap((request, n) => {
    const answer = given[n];
    return answer ? [{ order: request, answer }] : [];
  });
  expect(failures).toEqual([]);
  expect(given.map(({ status }) => status)).toEqual(requests.map(() => 200));
  expect(violations(cluster.ledger, placed)).toEqual([]);
  return { execution, ...outcome };
}
