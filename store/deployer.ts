import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Table } from './client';
import { deployerKey } from './keys';
import { readItem } from './read-item';
import { type SendOptions, sendUntilAnswered } from './send';

/** Which resource of which stack a cluster is deployed by; there is one at a time. */
export interface DeployerStore {
  /** Read consistently; undefined when the cluster is not deployed. */
  read(cluster: string): Promise<string | undefined>;
  /** Claims the cluster if nobody has, or who was `seen` to have it. Returns who has it then. */
  claim(cluster: string, deployer: string, seen?: string): Promise<string | undefined>;
  /** Gives it up; does nothing if another one has it. */
  giveUp(cluster: string, deployer: string): Promise<void>;
}

export function createDeployerStore(table: Table, send: SendOptions = {}): DeployerStore {
  const keyOf = (cluster: string) => ({
    TableName: table.name,
    Key: marshall(deployerKey(cluster)),
  });
  const read = async (cluster: string): Promise<string | undefined> =>
    (await readItem<{ deployer: string }>(table, deployerKey(cluster), send))?.deployer;

  return {
    read,

    async claim(cluster, deployer, seen = deployer) {
      const command = new UpdateItemCommand({
        ...keyOf(cluster),
        UpdateExpression: 'SET deployer = :deployer',
        ConditionExpression: 'attribute_not_exists(deployer) OR deployer = :seen',
        ExpressionAttributeValues: marshall({ ':deployer': deployer, ':seen': seen }),
      });
      await sendUntilAnswered(() => table.client.send(command), send);
      return read(cluster);
    },

    async giveUp(cluster, deployer) {
      const command = new DeleteItemCommand({
        ...keyOf(cluster),
        ConditionExpression: 'deployer = :deployer',
        ExpressionAttributeValues: marshall({ ':deployer': deployer }),
      });
      await sendUntilAnswered(() => table.client.send(command), send);
    },
  };
}
