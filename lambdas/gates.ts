import { listedRecords, sumFigures } from '../core/census';
import { systemClock } from '../core/clock';
import { TransshipError } from '../core/errors';
import { type Gates, type InFlight, trippedGates } from '../core/gates';
import { instanceOf, takeCensus } from './census';
import type { InstanceEvent } from './events';
import type { Work } from './lambda';

interface Looked {
  /** The instance itself runs the release by now. Default false. */
  updated?: boolean;
  /** Executions that only the instance itself can go on with wait for it to look again: that they wait tells nothing. */
  stays?: boolean;
}

/**
 * No instance goes forward once a gate of the update's has tripped: by how half-done executions fare on the instances that
 * run the release already. What goes back is kept by none. Errors: `GateTripped`.
 */
export async function refuseIfGated(
  work: Work<InstanceEvent>,
  { updated = false, stays = false }: Looked = {},
): Promise<void> {
  const { instance, options, rollBack } = work.event;
  const { gates } = options;
  if (!gates || rollBack || instance.former !== undefined) return;
  const { after = [], name } = instance;
  const instances = updated ? [...after, name] : after;
  if (instances.length === 0) return;
  const asked = stays ? { ...gates, oldestParkedSeconds: undefined } : gates;
  const tripped = trippedGates(asked, await inFlight(work, asked, instances));
  if (tripped.length === 0) return;
  const message = `Cluster ${work.cluster.name} is not upgraded any further, for how half-done executions fare on ${instances.join(', ')}: ${tripped.join('; ')}. transship executions list and the nodes' logs say more. Mend the release, or run the update again with wider options.gates.`;
  throw new TransshipError('GateTripped', message);
}

async function inFlight(
  { cluster, stores }: Work<InstanceEvent>,
  gates: Gates,
  instances: string[],
): Promise<InFlight> {
  const censuses = await Promise.all(
    instances.map((name) => takeCensus(cluster, instanceOf(cluster, name), stores)),
  );
  const figures = sumFigures(censuses.flatMap(listedRecords));
  if (gates.oldestParkedSeconds === undefined) return { figures };
  const { since } = await stores.locks.read(cluster.name);
  const now = systemClock.now();
  // What was left before this upgrade does not come of it.
  const due = await stores.executions.oldestParked(since === undefined ? now : Date.parse(since));
  return { figures, oldestParkedSeconds: Math.floor((now - (due ?? now)) / 1000) };
}
