import { type Service, service } from '../../runtime';
import type { Run } from '../../runtime/execution/run';
import type { Result } from '../../core/execution';
import type { StoredCheckpoint } from '../../store/executions';
import type { Table } from '../../store/client';
import { untilAnswered } from '../../store/send';
import { gate } from '../support/gate';
import { type Owner, startOwner } from '../support/owner';
import { nodeOf } from '../support/versions';
import { type Effect, handlerOf } from './interpret';
import type { Scenario, Turn } from './scenario';
import { nameOf, translatorsTo } from './versions';

/** What one owner has made of an execution. */
export interface Share {
  version: number;
  /** `diverged`, `lost` and the like are none that there may be. */
  how: string;
  effects: Effect[];
  /** The record as the owner had it last while it was its own. */
  owned: StoredCheckpoint;
  /** The record as it was then found. */
  left: StoredCheckpoint;
}

export interface Passed {
  shares: Share[];
  result: Result | undefined;
  /** Of all owners, also those that were cut off, once they went on. */
  troubles: unknown[];
  /** What those did then: it may have been done by others before. */
  late: Effect[];
  resultLater: Result | undefined;
}

/** Runs a program on one owner after the other, of this version and that, the last until the end. `shares`: to be seen before that. */
export async function passOn(
  table: Table,
  scenario: Scenario,
  id: string,
  shares: Share[] = [],
): Promise<Passed> {
  const services: Service[] = scenario.versions.map(({ tree }, version) =>
    service({
      name: 'program',
      version: nameOf(version),
      translators: translatorsTo(scenario.versions, version),
      handler: handlerOf(tree, () => undefined),
    }),
  );
  const of = (version: number): Service => {
    const it = services[version];
    if (!it) throw new Error(`There is no version ${nameOf(version)}`);
    return it;
  };
  const frozen = gate();
  const owners: Owner[] = [];
  const late: Effect[] = [];
  let over = false;

  /** One turn; `next`: of which version the nodes are that serve then. */
  async function share({ version, until, after }: Turn, next: number): Promise<Share> {
    const effects: Effect[] = [];
    const { tree } = scenario.versions[version] ?? scenario.versions[0];
    const it: Service = {
      ...of(version),
      handler: handlerOf(tree, (effect) => (over ? late : effects).push(effect)),
    };
    const stopped = gate();
    let owned: StoredCheckpoint | undefined;
    let writes = -1;
    const owner = startOwner(table, [it], {
      elsewhere: () => [nodeOf(of(next))],
      onWritten: (checkpoint) => {
        if (checkpoint.status !== 'running') return undefined;
        owned = checkpoint;
        writes += 1;
        if (writes < after) return undefined;
        if (until === 'parked') return owner.owned.run(id)?.park();
        stopped.open();
        return frozen.opened;
      },
    });
    const before = owners.at(-1);
    owners.push(owner);
    const running = taken(owner, it, before).then(async (run) => {
      if (until === 'parked' && after === 0) run?.park();
      return (await run?.ended)?.kind ?? 'not taken';
    });
    const how = await Promise.race([running, stopped.opened.then(() => 'cut off')]);
    const left = await untilAnswered(() => owner.store.read(id));
    if (!owned || !left)
      throw new Error(`Turn ${shares.length + 1} was ${how}: nothing was written`);
    return { version, how, effects: [...effects], owned, left };
  }

  function taken(owner: Owner, it: Service, before: Owner | undefined): Promise<Run | undefined> {
    if (!before) return owner.begin(it, null, { id });
    return shares.at(-1)?.how === 'cut off'
      ? owner.owned.takeOver(id, before, () => true)
      : owner.claim(id);
  }

  const open = [
    ...scenario.turns,
    { version: scenario.last, until: 'parked' as const, after: Infinity },
  ];
  for (let turn = open.shift(); turn; turn = open.shift()) {
    const before = shares.at(-1);
    const redoes = before?.how !== 'cut off' || canRedo(of(turn.version), of(before.version));
    // Then somebody of the version that was cut off comes first.
    if (before && !redoes) open.unshift(turn);
    const its =
      before && !redoes ? { ...turn, version: before.version, until: 'parked' as const } : turn;
    const made = await share(its, open[0]?.version ?? its.version);
    shares.push(made);
    if (made.how !== 'parked' && made.how !== 'cut off') break;
  }
  const result = shares.at(-1)?.left.result;
  over = true;
  frozen.open();
  for (const { owned } of owners) {
    owned.parkAll();
    await owned.drained();
  }
  const resultLater = (await untilAnswered(async () => owners[0]?.store.head(id)))?.result;
  return {
    shares,
    result,
    troubles: owners.flatMap(({ troubles }) => troubles),
    late,
    resultLater,
  };
}

const canRedo = (it: Service, other: Service): boolean =>
  it.version === other.version || it.redoes.includes(other.version);
