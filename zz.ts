import { createServer } from 'node:http';
import { spawn } from 'node:child_process';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { startLoadBalancing } from './local/loadbalancer';
import { deployLoadBalancer } from './local/deployment/load-balancer';
async function main() {
  const server = createServer((q, r) => {
    if (q.url === '/health') return void r.end('ok');
    void (async () => { let n = 0; for await (const c of q) { n += c.length; if (n > 262144) throw new Error('x'); } })().catch(() => { if (!r.destroyed) r.writeHead(413, { 'content-length': 2 }).end('no'); if (!q.complete) q.destroy(); });
  });
  await new Promise<void>((d) => server.listen(0, '127.0.0.1', d));
  const log: any[] = [];
  const lb = await startLoadBalancing({ propagationMs: 0, healthCheckIntervalMs: 50, onRequest: (e) => log.push(e) });
  const api = new ElasticLoadBalancingV2Client({ endpoint: lb.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const d = await deployLoadBalancer(api, { name: 'x', instances: ['a'], port: 0, deregistrationDelaySeconds: 1, idleTimeoutSeconds: 10 });
  await lb.targets.register(d.targetGroups.a!, { host: '127.0.0.1', port: (server.address() as any).port });
  await new Promise((r) => setTimeout(r, 500));
  const body = 'x'.repeat(4 << 20);
  for (let i = 0; i < 60; i++) {
    await Promise.all([0, 1, 2].map(() => new Promise<void>((done) => { const c = spawn('curl', ['-q', '-sS', '-o', '/dev/null', '--data-binary', '@-', d.url + '/x'], { stdio: ['pipe', 'ignore', 'ignore'] }); c.stdin.on('error', () => 0); c.stdin.end(body); c.on('close', () => done()); })));
  }
  const counts: Record<string, number> = {};
  for (const e of log) { const k = `${e.status} ${e.durationMs > 5000 ? 'slow' : 'quick'}`; counts[k] = (counts[k] ?? 0) + 1; }
  console.log(counts);
  api.destroy(); await lb.close(); server.closeAllConnections(); server.close();
}
void main();
