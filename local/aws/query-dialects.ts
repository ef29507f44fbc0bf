import { toXml } from './xml';

/** How an API of the query protocol writes its answers. */
export interface Dialect {
  answer(action: string, output: object, requestId: string): string;
  refusal(code: string, message: string, requestId: string): string;
}

/** That of most: what is answered is wrapped, and lists have members. */
export const awsQuery = (namespace: string): Dialect => ({
  answer: (action, output, RequestId) =>
    toXml(`${action}Response`, namespace, {
      [`${action}Result`]: output,
      ResponseMetadata: { RequestId },
    }),
  refusal: (Code, Message, RequestId) =>
    toXml('ErrorResponse', namespace, { Error: { Type: 'Sender', Code, Message }, RequestId }),
});

/** That of EC2: nothing is wrapped, and lists have items. */
export const ec2Query = (namespace: string): Dialect => ({
  answer: (action, output, requestId) =>
    toXml(`${action}Response`, namespace, { requestId, ...output }, 'item'),
  refusal: (Code, Message, RequestID) =>
    toXml('Response', namespace, { Errors: { Error: { Code, Message } }, RequestID }, 'item'),
});
