import { setMaxListeners } from 'node:events';
import { systemClock } from '../../core/clock';
import type { DynamoDb } from '../../local/dynamodb';
import { delivery } from '../../local/dynamodb/delivery';
import { FaultRules } from '../../local/dynamodb/faults';
import { startFront } from '../../local/dynamodb/front';
import { type Answer, type StoreRequest, succeeded } from '../../local/dynamodb/request';
import { Schemas } from '../../local/dynamodb/schemas';

const notThere = (): never => {
  throw new Error('Only the engine of this machine has this');
};

/** Somebody else's DynamoDB, with the embedded one's faults in front of it. It counts nothing and delays no index. */
export async function startRemoteDynamoDb(endpoint: string): Promise<DynamoDb> {
  const schemas = new Schemas();
  const rules = new FaultRules();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);

  const execute = async (request: StoreRequest): Promise<Answer> => {
    const answer = await send(endpoint, request);
    if (request.operation === 'CreateTable' && succeeded(answer)) schemas.created(request.body);
    return answer;
  };
  const deliver = delivery(execute, schemas, systemClock, closing.signal);
  const front = await startFront((operation, body) => {
    const request = schemas.request(operation, body);
    return deliver(request, rules.strike(request));
  });

  return {
    endpoint: front.endpoint,
    faults: {
      add: (rule) => rules.add(rule),
      clear: () => rules.clear(),
      freezeIndexes: notThere,
    },
    counts: notThere,
    resetCounts: notThere,
    close: () => {
      closing.abort();
      return front.close();
    },
  };
}

/** Nobody looks at the signature; the region and the account are read from where they stand in it. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none';

async function send(endpoint: string, { operation, body }: StoreRequest): Promise<Answer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      authorization,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}
