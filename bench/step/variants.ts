import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Clock, systemClock } from '../../core/clock';
import { randomIds } from '../../core/ids';
import { Owned } from '../../runtime/owned';
import { type Service, service } from '../../runtime/service';
import { State } from '../../runtime/state';
import type { Table } from '../../store/client';
import { createExecutionStore } from '../../store/executions';

/** One way of doing the same work; resolves when one execution of so many steps is done. */
export interface Variant {
  name: string;
  execute(steps: number): Promise<void>;
}

/** What a step does: nothing, so that only what is around it is measured. */
const work = (step: number): { step: number } => ({ step });

const inSteps = (checkpointAfter: number): Service =>
  service<number>({
    name: 'work',
    version: '1',
    checkpointAfter,
    handler: async (ctx, steps) => {
      for (let step = 0; step < steps; step++) await ctx.step('step', () => work(step));
      return { steps };
    },
  });

function owner(table: Table, services: Service, clock: Clock): Owned {
  const state = new State(clock, Infinity);
  state.state = 'serving';
  return new Owned({
    place: { node: randomIds.next(), instance: 'only' },
    state,
    store: createExecutionStore(table, 'bench'),
    services: new Map([[services.name, services]]),
    clock,
    send: {},
    keepSeconds: 60,
    elsewhere: () => [],
    onTrouble: (error) => {
      throw error;
    },
  });
}

export function transship(
  name: string,
  table: Table,
  checkpointAfter: number,
  clock = systemClock,
): Variant {
  const work = inSteps(checkpointAfter);
  const owned = owner(table, work, clock);
  return {
    name,
    async execute(steps) {
      const recordFirst = checkpointAfter === 0;
      const begun = await owned.begin(work, { id: randomIds.next(), input: steps, recordFirst });
      const ending = 'run' in begun ? await begun.run.ended : undefined;
      if (ending?.kind !== 'finished') throw new Error(`${name}: ended as ${ending?.kind}`);
    },
  };
}

/** The same loop without Transship. */
const bare: Variant = {
  name: 'bare handler',
  async execute(steps) {
    for (let step = 0; step < steps; step++) await Promise.resolve(work(step));
  },
};

/** One conditional write of a small item for each step: the least that any saving of it could cost. */
const bareWrite = ({ client, name: TableName }: Table): Variant => ({
  name: 'bare conditional write',
  async execute(steps) {
    const pk = `bench#${randomIds.next()}`;
    for (let seq = 1; seq <= steps; seq++)
      await client.send(
        new PutItemCommand({
          TableName,
          Item: marshall({ pk, sk: 'head', seq, ...work(seq) }),
          ConditionExpression: 'attribute_not_exists(pk) OR seq = :before',
          ExpressionAttributeValues: marshall({ ':before': seq - 1 }),
        }),
      );
  },
});

export const variants = (table: Table): Variant[] => [
  bare,
  bareWrite(table),
  transship('checkpointAfter Infinity', table, Infinity),
  transship('checkpointAfter 60 s', table, 60_000),
  transship('checkpointAfter 0', table, 0),
];
