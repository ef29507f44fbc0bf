import { once } from 'node:events';
import type { ClusterConfiguration } from '../../core/cluster';
import { TransshipError } from '../../core/errors';
import { startLedger } from '../../examples/shop/ledger';
import { startCloud } from '../../local/cloud';
import { deployShop } from '../../local/deploy';
import { startDynamoDbApart } from '../../local/dynamodb/apart';
import { Teardown } from '../../local/teardown';
import { localFile, readLocalCloud, tellLocalCloud, type LocalCloud } from './file';

export interface UpOptions {
  compute: 'ecs' | 'ec2';
  instances: number;
  nodes: number;
  port: number;
  propagation: number;
}

const names = ['first', 'second', 'third', 'fourth', 'fifth'];
const LEASE_SECONDS = 20;

/**
 * Starts the embedded cloud, with the example's cluster at release 1, tells where it is, and takes everything down once
 * `signal` aborts. Errors: `PortInUse`; `InvalidOption` if one runs already that was started in this directory.
 */
export async function up(
  options: UpOptions,
  signal: AbortSignal,
  started: (cloud: LocalCloud, configuration: ClusterConfiguration) => void,
): Promise<void> {
  refuseSecond();
  const teardown = new Teardown();
  try {
    const { cloud, configuration } = await open(options, teardown, signal);
    teardown.add(tellLocalCloud(cloud));
    signal.throwIfAborted();
    started(cloud, configuration);
    await once(signal, 'abort');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await teardown.run();
  }
}

function refuseSecond(): void {
  const running = readLocalCloud();
  if (!running) return;
  const message = `An embedded cloud that was started in this directory runs already (process ${running.pid}, ${localFile()}). Use that one, or end it first.`;
  throw new TransshipError('InvalidOption', message);
}

async function open(
  { compute, instances, nodes, port, propagation }: UpOptions,
  teardown: Teardown,
  signal: AbortSignal,
): Promise<{ cloud: LocalCloud; configuration: ClusterConfiguration }> {
  const ledger = teardown.closing(await startLedger());
  const cloud = teardown.closing(
    await startCloud({
      dynamodb: await startDynamoDbApart(),
      propagationMs: propagation * 1_000,
    }),
  );
  const { url, configuration, releases, transship } = await deployShop(cloud, {
    compute,
    instances: names.slice(0, instances),
    nodes,
    port,
    propagationSeconds: propagation,
    leaseSeconds: LEASE_SECONDS,
    plain: false,
    ledgerUrl: ledger.url,
    deregistrationDelaySeconds: 60,
    stopTimeoutSeconds: 30,
    idleTimeoutSeconds: 60,
    signal,
  });
  if (!transship) throw new Error('The shop was deployed without Transship.');
  const told: LocalCloud = {
    pid: process.pid,
    url,
    cluster: configuration.name,
    table: transship.table.name,
    stateMachine: transship.stateMachineArn,
    environment: cloud.environment,
    releases: { '1': releases.from, '2': releases.to },
  };
  return { cloud: told, configuration };
}
