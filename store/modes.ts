import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { TransshipError } from '../core/errors';
import { type Ids, randomIds } from '../core/ids';
import type { Mode } from '../core/node';
import type { RehearsalPart } from '../core/rehearsal';
import type { Table } from './client';
import { modeKey } from './keys';
import { readItem } from './read-item';
import { type SendOptions, sendUntilAnswered } from './send';

export interface ModeStore {
  /** The mode in force, read consistently; `serving` in generation 0 when none was ever set. */
  read(cluster: string, instance: string): Promise<Mode>;
  /**
   * Sets the mode under the lock's generation, with the next mode generation. If it stands so already, set under the
   * same lock generation, it is left as it is, unless `renew`. `staying` of before is dropped where it is
   * not asked for again. Errors: `LockLost` if a later upgrade has set it.
   */
  set(
    cluster: string,
    instance: string,
    mode: Mode['mode'],
    lockGeneration: number,
    options?: { renew?: boolean } & Pick<Mode, 'staying'>,
  ): Promise<Mode>;
  /**
   * Has the instance's nodes do their part in a rehearsal, in whatever mode they are; it ends with the mode. Errors:
   * `LockLost` if a later upgrade has set the mode.
   */
  rehearse(
    cluster: string,
    instance: string,
    part: RehearsalPart,
    lockGeneration: number,
  ): Promise<void>;
}

interface ModeItem extends Mode {
  lockGeneration: number;
  token: string;
}

const never: ModeItem = { mode: 'serving', generation: 0, lockGeneration: 0, token: '' };

export function createModeStore(
  table: Table,
  { ids = randomIds, ...send }: SendOptions & { ids?: Ids } = {},
): ModeStore {
  const standing = async (cluster: string, instance: string): Promise<ModeItem> =>
    (await readItem<ModeItem>(table, modeKey(cluster, instance), send)) ?? never;

  const put = (cluster: string, instance: string, item: ModeItem, before: number) => {
    const command = new PutItemCommand({
      TableName: table.name,
      Item: marshall({ ...modeKey(cluster, instance), ...item }, { removeUndefinedValues: true }),
      ConditionExpression: 'attribute_not_exists(pk) OR generation = :before',
      ExpressionAttributeValues: marshall({ ':before': before }),
    });
    return sendUntilAnswered(() => table.client.send(command), send);
  };

  return {
    async read(cluster, instance) {
      const { mode, generation, staying, rehearsal } = await standing(cluster, instance);
      return { mode, generation, ...(staying && { staying }), ...(rehearsal && { rehearsal }) };
    },

    async set(cluster, instance, mode, lockGeneration, { renew = false, staying } = {}) {
      const asked = { mode, ...(staying && { staying }) };
      for (;;) {
        const before = await standing(cluster, instance);
        refuseIfLater(before, instance, lockGeneration);
        const stands =
          before.mode === mode &&
          before.staying === staying &&
          before.lockGeneration === lockGeneration;
        if (stands && !renew) return { ...asked, generation: before.generation };
        const token = ids.next();
        const generation = before.generation + 1;
        const item = { ...asked, generation, lockGeneration, token };
        const answer = await put(cluster, instance, item, before.generation);
        if (answer === 'accepted') return { ...asked, generation };
        if ((await standing(cluster, instance)).token === token) return { ...asked, generation };
      }
    },

    async rehearse(cluster, instance, rehearsal, lockGeneration) {
      for (;;) {
        const before = await standing(cluster, instance);
        refuseIfLater(before, instance, lockGeneration);
        if (before.rehearsal?.id === rehearsal.id) return;
        await put(cluster, instance, { ...before, rehearsal }, before.generation);
      }
    },
  };
}

function refuseIfLater(before: ModeItem, instance: string, lockGeneration: number): void {
  if (before.lockGeneration <= lockGeneration) return;
  const message = `A later upgrade has set the mode of instance ${instance}; this one changes nothing more.`;
  throw new TransshipError('LockLost', message);
}
