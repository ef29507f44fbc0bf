import { setTimeout as sleep } from 'node:timers/promises';
import { Teardown } from '../teardown';
import { releases } from '../../examples/shop/releases';
import type { Evidence, Phases, UpgradeLog } from './evidence';
import { drillOptions, drills } from './drills';
import type { DemoOptions } from './options';
import type { Progress } from './progress/progress';
import { readForecasts } from './forecasts';
import { readReceipts } from './receipts';
import { keepLogs } from './report/keep-logs';
import { writeReport } from './report/write-report';
import { setStage, type Stage } from './stage';
import { strategies } from './strategies';
import { confirmResults } from './traffic/confirm';
import { saysRolledBack } from './verdict/drill';
import { judge, type Verdict } from './verdict/verdict';

export interface Outcome {
  verdict: Verdict;
  /** Paths of what was written; `logs`, what the cluster's processes have printed, only after a failure. */
  report: { html: string; json: string; logs: string | undefined };
}

/**
 * Upgrades a cluster under load, and judges it. Rejects when `signal` aborts, or when something breaks that has nothing
 * to do with the upgrade; however it ends, everything that was started has been taken down by then.
 * Errors: `PortInUse`.
 */
export async function runDemo(
  options: DemoOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Outcome> {
  const teardown = new Teardown();
  try {
    const stage = await setStage(options, { progress, teardown, signal });
    const evidence = await upgradeUnderLoad(stage, options, signal);
    const verdict = judge(evidence);
    const report = await writeReport(options.report, evidence, verdict);
    const logs = verdict.passed
      ? undefined
      : await keepLogs(stage.cloud.workDirectory, options.report);
    return { verdict, report: { ...report, logs } };
  } finally {
    progress.end();
    progress.say('Taking everything down');
    await teardown.run();
  }
}

async function upgradeUnderLoad(
  stage: Stage,
  options: DemoOptions,
  signal: AbortSignal,
): Promise<Evidence> {
  const { traffic, monitor, trafficFrom } = stage;

  stage.enter('Warming up');
  await sleep(options.warmUp * 1_000, undefined, { signal });

  const drill = options.bad && drills[options.bad];
  stage.enter(
    drill
      ? `Upgrading to a bad release ${options.to}: it ${drill.does}`
      : `Upgrading to release ${options.to}`,
  );
  const upgradeFrom = Date.now();
  const upgrade = await upgradeShop(stage, options, signal);
  const upgradeTo = Date.now();

  const [cause, ...more] = upgrade.error?.split('\n') ?? [];
  if (cause !== undefined) stage.enter(`  ${cause}`);
  const end = saysRolledBack(more) ? 'rolled back' : upgrade.status.toLowerCase();
  stage.enter(`Upgrade ${end}, cooling down`);
  await sleep(options.coolDown * 1_000, undefined, { signal });
  traffic.stop();
  const trafficTo = Date.now();

  stage.enter('No more requests; letting those accepted finish');
  await traffic.ended();
  signal.throwIfAborted();
  const allEndedAt = Date.now();

  stage.enter('Reading every result once more');
  if (stage.shop.transship) await confirmResults(stage.shop.url, traffic.log, signal);
  signal.throwIfAborted();
  await monitor.stop();
  const phases = { trafficFrom, upgradeFrom, upgradeTo, trafficTo, allEndedAt };
  const receipts = await readReceipts(stage.shop, traffic.log);
  const forecasts = await readForecasts(stage.shop, upgrade);
  return gather(stage, options, phases, { upgrade, receipts, forecasts });
}

/** An upgrade that breaks is a finding like any other; only an interruption ends the run. */
async function upgradeShop(
  stage: Stage,
  options: DemoOptions,
  signal: AbortSignal,
): Promise<UpgradeLog> {
  const upgrade = await strategies[options.strategy].start({
    cloud: stage.cloud,
    shop: stage.shop,
    propagationSeconds: options.propagation,
    deadlineSeconds: options.deadline,
    options: options.bad ? drillOptions : {},
    signal,
  });
  stage.show(upgrade);
  return upgrade.ended.catch((error: unknown) => {
    signal.throwIfAborted();
    return { status: 'FAILED', error: String(error), states: upgrade.visits() };
  });
}

const gather = (
  { shop, instances, ledger, monitor, traffic }: Stage,
  { strategy, bad, from, to }: DemoOptions,
  phases: Phases,
  { upgrade, receipts, forecasts }: Pick<Evidence, 'upgrade' | 'receipts' | 'forecasts'>,
): Evidence => ({
  strategy,
  drill: bad && drills[bad],
  instances,
  phases,
  releases: { from, to },
  carriesOn: releases[to].reads.includes(from) || releases[from].leavesTo.includes(to),
  images: shop.releases,
  definitions: monitor.definitions,
  requests: traffic.log,
  effects: ledger.effects(),
  samples: monitor.samples,
  forecasts,
  receipts,
  upgrade,
});
