import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Freeze } from '../core/freeze';
import type { Table } from './client';
import { freezeKey } from './keys';
import { readItem } from './read-item';
import { type SendOptions, sendUntilAnswered } from './send';
import { updateItem } from './update-item';

export interface FreezeStore {
  /** Read consistently; also one that is over. Undefined when there is none. */
  read(cluster: string): Promise<Freeze | undefined>;
  /** Freezes a cluster, unless it is frozen: one that is over by `since` gives way. Returns what stands then. */
  set(cluster: string, freeze: Freeze): Promise<Freeze | undefined>;
  /** Lifts the freeze that was `seen`; does nothing if another one stands. */
  lift(cluster: string, seen: Freeze): Promise<void>;
}

export function createFreezeStore(table: Table, send: SendOptions = {}): FreezeStore {
  const read = (cluster: string) => readItem<Freeze>(table, freezeKey(cluster), send);

  return {
    read,

    async set(cluster, { reason, by, since, until }) {
      const update = {
        change: `SET #reason = :reason, #by = :by, #since = :since ${until ? ', #until = :until' : 'REMOVE #until'}`,
        // Times of one form are ordered as texts are.
        condition: 'attribute_not_exists(#since) OR #until <= :since',
        values: { ':reason': reason, ':by': by, ':since': since, ':until': until },
      };
      await updateItem(table, freezeKey(cluster), update, send);
      return read(cluster);
    },

    async lift(cluster, { since, by }) {
      const command = new DeleteItemCommand({
        TableName: table.name,
        Key: marshall(freezeKey(cluster)),
        ConditionExpression: '#since = :since AND #by = :by',
        ExpressionAttributeNames: { '#since': 'since', '#by': 'by' },
        ExpressionAttributeValues: marshall({ ':since': since, ':by': by }),
      });
      await sendUntilAnswered(() => table.client.send(command), send);
    },
  };
}
