import { type Ledger, startLedger } from '../../examples/shop/ledger';
import { type Cloud, startCloud } from '../cloud';
import { startDynamoDbApart } from '../dynamodb/apart';
import { deployShop, type Shop } from '../deploy';
import { entryFile } from '../deployment/releases';
import type { Teardown } from '../teardown';
import { type Monitor, startMonitor } from './monitor/monitor';
import { drillAlarms, drillFile } from './drills';
import type { DemoOptions } from './options';
import { look, type Sources } from './progress/look';
import type { Progress } from './progress/progress';
import { Whereabouts } from './progress/whereabouts';
import { strategies } from './strategies';
import type { Upgrade } from './strategies/strategy';
import { startTraffic, type Traffic } from './traffic/traffic';

/** The cluster at the release that it comes from, traffic on it, and those who look on. */
export interface Stage {
  ledger: Ledger;
  cloud: Cloud;
  shop: Shop;
  instances: string[];
  monitor: Monitor;
  traffic: Traffic;
  trafficFrom: number;
  /** Says what the run is doing now. */
  enter(phase: string): void;
  /** Has the progress show an upgrade, and say what it does. */
  show(upgrade: Upgrade): void;
}

const names = ['first', 'second', 'third', 'fourth', 'fifth'];
/** A load balancer's default; plain servers that answer an order only when it is done need more. */
const IDLE_TIMEOUT_SECONDS = 60;

/** Nothing of the demonstration waits for a lease, and on a busy machine a beat may come late. */
const LEASE_SECONDS = 30;

/** Everything that is opened here is closed by `teardown`. */
export async function setStage(
  options: DemoOptions,
  { progress, teardown, signal }: { progress: Progress; teardown: Teardown; signal: AbortSignal },
): Promise<Stage> {
  const { deployment } = strategies[options.strategy];
  const instances = names.slice(0, options.instances);
  const startedAt = Date.now();

  progress.say(`Starting a cloud on this machine, and the shop at release ${options.from}`);
  const ledger = teardown.closing(await startLedger());
  const cloud = teardown.closing(
    await startCloud({
      dynamodb: await startDynamoDbApart(),
      propagationMs: options.propagation * 1_000,
      replaceUnhealthyAfterMs: 60_000,
    }),
  );
  const shop = await deployShop(cloud, {
    ...deployment,
    compute: options.compute,
    instances,
    nodes: options.nodes,
    port: options.port,
    propagationSeconds: options.propagation,
    leaseSeconds: LEASE_SECONDS,
    ledgerUrl: ledger.url,
    entryFiles: {
      from: entryFile(options.from, deployment.plain),
      to: options.bad ? drillFile(options.bad) : entryFile(options.to, deployment.plain),
    },
    ...(options.bad && { alarms: drillAlarms(options.bad) }),
    idleTimeoutSeconds: deployment.plain
      ? Math.ceil(IDLE_TIMEOUT_SECONDS + options.orderSeconds)
      : IDLE_TIMEOUT_SECONDS,
    signal,
  });
  progress.say(`${instances.join(', ')}: ${options.nodes} nodes each, behind ${shop.url}`);

  const monitor = startMonitor({ clients: cloud.clients, shop, onSample: () => announce() });
  teardown.add(() => monitor.stop());
  const quit = new AbortController();
  const traffic = startTraffic({
    url: shop.url,
    quotesPerSecond: options.rate,
    ordersPerSecond: options.ordersRate,
    orderSeconds: options.orderSeconds,
    signal: AbortSignal.any([signal, quit.signal]),
  });
  teardown.add(() => {
    quit.abort();
    return traffic.ended();
  });

  const trafficFrom = Date.now();
  const sources: Sources = {
    phase: '',
    startedAt,
    instances,
    releases: { from: options.from, to: options.to },
    newRelease: shop.releases.to,
    monitor,
    traffic,
    whereabouts: new Whereabouts(() => ledger.effects(), traffic.log),
    upgrade: undefined,
  };
  progress.follow(() => look(sources, Date.now()));

  let announced = 0;
  const announce = () => {
    for (const { name, instance } of sources.upgrade?.visits().slice(announced) ?? []) {
      announced += 1;
      progress.say(`  ${name}${instance === undefined ? '' : ` · ${instance}`}`);
    }
  };
  // Nobody wants to hear of an upgrade that is being taken down.
  teardown.add(() => (sources.upgrade = undefined));
  return {
    ledger,
    cloud,
    shop,
    instances,
    monitor,
    traffic,
    trafficFrom,
    enter(phase) {
      announce();
      sources.phase = phase;
      progress.say(phase);
    },
    show(upgrade) {
      sources.upgrade = upgrade;
    },
  };
}
