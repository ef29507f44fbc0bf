import { type Service, service } from '../../runtime';
import type { Table } from '../../store/client';
import { type Owner, type OwnerOptions, resultOf, startOwner } from './owner';
import type { Log, Program } from './programs';

/** A program as a service, what its steps wrote down, and owners that run it in turn. */
export interface Stage {
  log: Log;
  program: Service;
  owner(this: void, options?: OwnerOptions): Owner;
}

export function stage(table: Table, it: Program): Stage {
  const log: Log = [];
  const program = service({ name: 'program', version: '1', handler: (ctx) => it.run(ctx, log) });
  return { log, program, owner: (options) => startOwner(table, [program], options) };
}

/** What comes of a program that nobody interrupts. */
export async function undisturbed(table: Table, it: Program) {
  const { log, program, owner } = stage(table, it);
  const only = owner();
  const run = await only.begin(program);
  const result = await resultOf(run);
  await only.owned.drained();
  const record = await only.store.read(run.id);
  return { result, log: log.toSorted(), outcomes: record?.outcomes.length ?? 0 };
}
