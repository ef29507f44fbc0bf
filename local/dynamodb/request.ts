/** An item, or its key, as DynamoDB writes it down: attribute → { S: … }, { N: … }, … */
export type Attributes = Record<string, Record<string, unknown>>;

/** One call of the DynamoDB API, as it came in. */
export interface StoreRequest {
  /** 'PutItem', 'Query', … */
  operation: string;
  table: string;
  /** Of the one item that is read or written; undefined for a Query, a Scan, a batch, a call about tables. */
  key: { pk: string; sk: string } | undefined;
  body: Record<string, unknown>;
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export const succeeded = (answer: Answer): boolean => answer.status === 200;

const NAMESPACE = 'com.amazonaws.dynamodb.v20120810#';

export const refusal = (code: string, message: string): Answer => ({
  status: 400,
  body: { __type: NAMESPACE + code, message },
});

export const isRefusal = (answer: Answer, code: string): boolean =>
  answer.body.__type === NAMESPACE + code;
