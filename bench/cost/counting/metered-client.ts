import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What has been asked of the table, by kind of request, and what DynamoDB bills for it. */
export interface Consumed {
  requests: Record<string, number>;
  readUnits: number;
  writeUnits: number;
}

export interface Meter {
  /** Requests without an answer yet. */
  readonly busy: boolean;
  /** What was consumed since this was last asked. */
  take(): Consumed;
}

interface Input {
  ConsistentRead?: boolean;
  IndexName?: string;
}

interface Output {
  ConsumedCapacity?: { CapacityUnits?: number };
}

const nothing = (): Consumed => ({ requests: {}, readUnits: 0, writeUnits: 0 });

/** Counts everything that is asked through a client. */
export function meter(client: DynamoDBClient): Meter {
  let consumed = nothing();
  let underWay = 0;
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        underWay += 1;
        try {
          const input = args.input as Input;
          const asked = { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as typeof args.input;
          const answer = await next({ ...args, input: asked });
          const { ConsumedCapacity } = answer.output as Output;
          count(consumed, commandName, input, ConsumedCapacity?.CapacityUnits ?? 0);
          return answer;
        } finally {
          underWay -= 1;
        }
      },
    { step: 'initialize', name: 'meter', priority: 'high' },
  );
  return {
    get busy() {
      return underWay > 0;
    },
    take() {
      const taken = consumed;
      consumed = nothing();
      return taken;
    },
  };
}

function count(consumed: Consumed, command: string, input: Input, units: number): void {
  const of = input.IndexName === undefined ? 'table' : 'index';
  const kind = `${command.replace(/Command$/, '')} ${of}`;
  consumed.requests[kind] = (consumed.requests[kind] ?? 0) + 1;
  if (/^(Put|Update|Delete)/.test(command)) consumed.writeUnits += units;
  // dynalite asks nothing for what finds nothing; DynamoDB asks as for the smallest item.
  else consumed.readUnits += Math.max(units, input.ConsistentRead ? 1 : 0.5);
}
