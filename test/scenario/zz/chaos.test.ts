import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../../../local/dynamodb';
import { order, violations } from '../../support/orders';
import { startCluster } from '../../support/real-cluster';

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const faults: [Fault, number][] = process.env.NOFAULT ? [] : [
  [{ kind: 'delay', ms: 300 }, 0.05],
  [{ kind: 'duplicate', when: 'after-next-commit' }, 0.05],
  [{ kind: 'drop-request' }, 0.03],
  [{ kind: 'drop-answer' }, 0.05],
];
test.each(JSON.parse(process.env.SEEDS ?? '[1,2,3]') as number[])('seed %p', async (seed) => {
  const cluster = await startCluster({ nodes: 2, leaseSeconds: 5, waitScale: 1, stopTimeoutSeconds: 5, replaceUnhealthyAfterSeconds: 6, restart: seed % 2 === 0 });
  const random = seeded(seed);
  const log: string[] = [];
  const t = Date.now();
  const say = (text: string) => log.push(`${((Date.now() - t) / 1000).toFixed(1)} ${text}`);
  try {
    for (const [fault, share] of faults) cluster.cloud.dynamodb.faults.add({ match: () => Math.random() < share, fault });
    const requests = Array.from({ length: 24 }, (_, n) => order(`f-${seed}-${n + 1}`, 30));
    const calls = requests.map((body, n) =>
      cluster.call({ service: 'orders', body, key: `k${n}`, respondAsync: n % 3 === 0 }),
    );
    let over = false;
    const upgrade = await cluster.startUpgrade();
    const chaos = (async () => {
      while (!over) {
        await delay(2000 + 4000 * random());
        const nodes = await cluster.nodes();
        const node = nodes[Math.floor(random() * nodes.length)];
        if (!node || over) continue;
        try {
        if (random() < 0.4) { say(`kill ${node.instance} ${node.record?.state} ${node.record?.node} ${node.pid}`); process.kill(node.pid, 'SIGKILL'); }
        else { const ms = 9000 * random(); say(`freeze ${node.instance} ${node.record?.state} ${node.record?.node} ${node.pid} ${ms.toFixed(0)}`); process.kill(node.pid, 'SIGSTOP');
          setTimeout(() => { try { process.kill(node.pid, 'SIGCONT'); say(`wake ${node.pid}`);} catch {} }, ms); }
        } catch {}
      }
    })();
    const outcome = await cluster.awaitUpgrade(upgrade);
    say(`upgrade ${outcome.status} ${outcome.error} ${outcome.cause}`);
    over = true;
    await chaos;
    const answers = await Promise.race([Promise.all(calls), delay(60_000).then(() => undefined)]);
    say('answers');
    const visits = outcome.visits.map((v) => `${((v.at - t) / 1000).toFixed(1)} ${v.state} ${v.instance ?? ''}`);
    console.log(seed, [...log, ...visits].sort((a, b) => parseFloat(a) - parseFloat(b)).join('\n'), await cluster.weights(), await cluster.mode('first'), await cluster.mode('second'));
    if (!answers) {
      for await (const head of cluster.executions.unfinished()) console.log(head);
      for (const i of ['first', 'second']) console.log(i, JSON.stringify(await cluster.records(i), null, 1));
      const dir = join(cluster.cloud.workDirectory, 'logs');
      for (const f of await readdir(dir)) console.log(f, (await readFile(join(dir, f), 'utf8')).slice(-1500));
      throw new Error('not all answered');
    }
    const placed = answers.map((answer, n) => ({ order: requests[n]!, answer }));
    expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 200));
    const bad = violations(cluster.ledger, placed);
    console.log(seed, 'repeated', bad.filter((v) => v.kind === 'repeated' && v.keys.length === 1).length, answers.map((a) => a.way.join('>')).join(' | '));
    expect(bad.filter((v) => !(v.kind === 'repeated' && v.keys.length === 1))).toEqual([]);
    expect(await cluster.lock()).not.toHaveProperty('holder');
    expect(outcome.status).toBe('SUCCEEDED');
    expect(await cluster.weights()).toEqual({first:100, second:100});
  } finally {
    await cluster.close();
  }
}, 250_000);
