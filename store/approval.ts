import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AskedApproval } from '../core/approval';
import type { Table } from './client';
import { approvalKey } from './keys';
import { readItem } from './read-item';
import { type SendOptions, sendUntilAnswered } from './send';
import { updateItem } from './update-item';

/** The approval that a cluster's upgrade waits for. */
export interface ApprovalStore {
  /** Read consistently; also one that nobody waits for any more. Undefined when there is none. */
  read(cluster: string): Promise<AskedApproval | undefined>;
  /** Takes the place of the one before; refused if a later one is there. */
  ask(cluster: string, asked: AskedApproval): Promise<'accepted' | 'refused'>;
  /** Removes what an upgrade has asked for; does nothing if a later one has asked. */
  settle(cluster: string, generation: number): Promise<void>;
}

export function createApprovalStore(table: Table, send: SendOptions = {}): ApprovalStore {
  return {
    read: (cluster) => readItem<AskedApproval>(table, approvalKey(cluster), send),

    ask(cluster, { instance, execution, generation, towards, token, since, until }) {
      return updateItem(
        table,
        approvalKey(cluster),
        {
          change:
            'SET #instance = :instance, #execution = :execution, #generation = :generation, #towards = :towards, #token = :token, #since = :since, #until = :until',
          // Also one of the same upgrade that comes late: its token is answered to no more.
          condition:
            'attribute_not_exists(#generation) OR #generation < :generation OR (#generation = :generation AND #since <= :since)',
          values: {
            ':instance': instance,
            ':execution': execution,
            ':generation': generation,
            ':towards': towards,
            ':token': token,
            ':since': since,
            ':until': until,
          },
        },
        send,
      );
    },

    async settle(cluster, generation) {
      const command = new DeleteItemCommand({
        TableName: table.name,
        Key: marshall(approvalKey(cluster)),
        ConditionExpression: '#generation <= :generation',
        ExpressionAttributeNames: { '#generation': 'generation' },
        ExpressionAttributeValues: marshall({ ':generation': generation }),
      });
      await sendUntilAnswered(() => table.client.send(command), send);
    },
  };
}
