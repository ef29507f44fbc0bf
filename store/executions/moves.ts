import { PutItemCommand, UpdateItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from '../../core/clock';
import type { ExecutionHead } from '../../core/execution';
import type { Move } from '../../core/receipt';
import type { Table } from '../client';
import { MOVES, executionPartition, moveKey } from '../keys';
import { type SendOptions, sendUntilAnswered, untilAnswered } from '../send';
import { EXPIRES } from '../table';
import { LIFETIME_SECONDS } from './writes';

/** Receipts of an execution's moves: written once, by who has claimed it, beside the writes that it goes on by. */
export interface MoveStore {
  /** Keeps a receipt. One that is there stays as it is. */
  recordMove(execution: Receipted, move: Move, send?: SendOptions): Promise<void>;
  /** Has all receipts of an execution that has finished end with it. */
  expireMoves(execution: Receipted & { expires: number }, send?: SendOptions): Promise<void>;
  /** In their order, read consistently; none of an execution that is not there or has expired. Never evidence. */
  moves(id: string): Promise<Move[]>;
}

/** An execution that has expired gives its id free before its receipts are gone: `createdAt` tells whose they are. */
type Receipted = Pick<ExecutionHead, 'id' | 'createdAt'>;

export function createMoves(
  table: Table,
  head: (id: string) => Promise<ExecutionHead | undefined>,
  clock: Clock,
): MoveStore {
  const TableName = table.name;

  const items = async ({ id, createdAt }: Receipted): Promise<Move[]> => {
    const found: Move[] = [];
    const pages = paginateQuery(
      { client: table.client },
      {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :moves)',
        ExpressionAttributeValues: marshall({ ':pk': executionPartition(id), ':moves': MOVES }),
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages)
      for (const item of Items) {
        const it = unmarshall(item) as { move: Move; createdAt: number };
        if (it.createdAt === createdAt) found.push(it.move);
      }
    return found;
  };

  return {
    async recordMove({ id, createdAt }, move, send) {
      const expires = Math.floor(clock.now() / 1000) + LIFETIME_SECONDS;
      const item = { ...moveKey(id, move.epoch), move, createdAt, [EXPIRES]: expires };
      const command = new PutItemCommand({
        TableName,
        Item: marshall(item, { removeUndefinedValues: true }),
        ConditionExpression: 'attribute_not_exists(pk) OR createdAt < :createdAt',
        ExpressionAttributeValues: marshall({ ':createdAt': createdAt }),
      });
      await sendUntilAnswered(() => table.client.send(command), { clock, ...send });
    },

    async expireMoves({ expires, ...execution }, send) {
      const sending = { clock, ...send };
      const expire = ({ epoch }: Move) => {
        const command = new UpdateItemCommand({
          TableName,
          Key: marshall(moveKey(execution.id, epoch)),
          UpdateExpression: `SET ${EXPIRES} = :expires`,
          ConditionExpression: 'createdAt = :createdAt',
          ExpressionAttributeValues: marshall({
            ':expires': expires,
            ':createdAt': execution.createdAt,
          }),
        });
        return sendUntilAnswered(() => table.client.send(command), sending);
      };
      await Promise.all((await untilAnswered(() => items(execution), sending)).map(expire));
    },

    async moves(id) {
      const execution = await head(id);
      return execution ? items(execution) : [];
    },
  };
}
