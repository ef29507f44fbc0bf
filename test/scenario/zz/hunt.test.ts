import type { Fault } from '../../../local/dynamodb';
import { effectsOf, order, violations } from '../../support/orders';
import { type Cluster, startCluster } from '../../support/real-cluster';

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const heavy: [Fault, number][] = [
  [{ kind: 'delay', ms: 400 }, 0.1],
  [{ kind: 'delay', ms: 2500 }, 0.01],
  [{ kind: 'duplicate', when: 'at-once' }, 0.08],
  [{ kind: 'duplicate', when: 'after-next-commit' }, 0.12],
  [{ kind: 'drop-request' }, 0.12],
  [{ kind: 'drop-answer' }, 0.12],
  [{ kind: 'throttle' }, 0.12],
];
test.each(JSON.parse(process.env.SEEDS ?? '[1,2,3]') as number[])('seed %p', async (seed) => {
  const cluster = await startCluster({ nodes: 2, leaseSeconds: 30 });
  try {
    const random = seeded(seed);
    for (const [fault, share] of heavy)
      cluster.cloud.dynamodb.faults.add({ match: () => random() < share, fault });
    const requests = Array.from({ length: 30 }, (_, n) => order(`f-${seed}-${n + 1}`, 20));
    const calls = requests.map((body, n) =>
      cluster.call({ service: 'orders', body, respondAsync: n % 3 === 0, ...(n % 2 && { key: `k${n}` }) }),
    );
    const t = Date.now();
    const upgrade = await cluster.startUpgrade();
    const outcome = await cluster.awaitUpgrade(upgrade);
    console.log(seed, 'upgrade', Date.now() - t, outcome.status, outcome.error, outcome.cause, JSON.stringify(outcome.visits.map((v) => [v.state, v.at - t])));
    const answers = await Promise.all(calls);
    console.log(seed, 'answers', Date.now() - t, answers.map((a) => a.way.join('>')).join(' | '));
    const placed = answers.map((answer, n) => ({ order: requests[n]!, answer }));
    expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 200));
    expect(violations(cluster.ledger, placed)).toEqual([]);
    const moved = requests.filter(({ order: id }) => new Set(effectsOf(cluster.ledger, id).map(({ task }) => task)).size > 1);
    console.log(seed, 'moved', moved.length);
    expect(outcome.status).toBe('SUCCEEDED');
  } finally {
    await cluster.close();
  }
}, 200_000);
