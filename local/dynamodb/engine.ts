import { createRequire } from 'node:module';
import { create } from 'dynalite/db';
import { checkTypes, checkValidations } from 'dynalite/validations';
import type { Answer } from './request';

/** Executes one call of the DynamoDB API. A refusal is an answer; only a fault of the engine itself rejects. */
export type Engine = (operation: string, body: Record<string, unknown>) => Promise<Answer>;

const operations = [
  ...['CreateTable', 'DeleteTable', 'DescribeTable', 'ListTables', 'UpdateTable'],
  ...['DescribeTimeToLive', 'ListTagsOfResource', 'TagResource', 'UntagResource'],
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchGetItem', 'BatchWriteItem'],
  ...['Query', 'Scan'],
];

interface Operation {
  types: object;
  custom: unknown;
  run(
    store: unknown,
    body: object,
    done: (error: Error | null, answer: Answer['body']) => void,
  ): void;
}

const load = createRequire(__filename);
const loadOperation = (operation: string): Operation => {
  const file = operation.charAt(0).toLowerCase() + operation.slice(1);
  return {
    ...(load(`dynalite/validations/${file}`) as Pick<Operation, 'types' | 'custom'>),
    run: load(`dynalite/actions/${file}`) as Operation['run'],
  };
};

/**
 * dynalite, in memory and without its HTTP server, which ends the whole process when a client resets a connection
 * in mid-body, and closes a kept-alive connection after 5 s. Credentials and signatures are not looked at.
 */
export function openEngine(): Engine {
  const store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const known = new Map(operations.map((operation) => [operation, loadOperation(operation)]));
  return async (operation, body) => {
    const found = known.get(operation);
    if (!found) {
      return {
        status: 400,
        body: { __type: 'com.amazon.coral.service#UnknownOperationException' },
      };
    }
    try {
      const checked = checkTypes({ ...body }, found.types);
      checkValidations(checked, found.types, found.custom, store);
      return { status: 200, body: await run(found, store, checked) };
    } catch (error) {
      const { statusCode, body: reason } = error as { statusCode?: number; body: Answer['body'] };
      if (statusCode === undefined) throw error;
      return { status: statusCode, body: reason };
    }
  };
}

const run = (operation: Operation, store: unknown, body: object): Promise<Answer['body']> =>
  new Promise((resolve, reject) =>
    operation.run(store, body, (error, answer) => (error ? reject(error) : resolve(answer))),
  );
