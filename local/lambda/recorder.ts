import { Client } from '@smithy/core/client';
import { appendFileSync } from 'node:fs';

/** One call of a function's to AWS, as it was handed to the SDK. */
export interface RecordedCall {
  functionName: string;
  /** As the SDK names it: `ECS`, `Elastic Load Balancing v2`. */
  service: string;
  operation: string;
  input: Record<string, unknown>;
}

const file = process.env.RECORD_CALLS_TO;
const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME ?? '';

interface Sent {
  config: { serviceId?: string };
}

type Send = (
  this: Sent,
  command: { constructor: { name: string }; input: object },
  ...rest: unknown[]
) => unknown;

// Injected into a function's bundle, this is run before any client is made.
if (file) {
  const prototype = Client.prototype as unknown as { send: Send };
  const { send } = prototype;
  prototype.send = function (command, ...rest) {
    const call: RecordedCall = {
      functionName,
      service: this.config.serviceId ?? '',
      operation: command.constructor.name.replace(/Command\d*$/, ''),
      input: command.input as Record<string, unknown>,
    };
    appendFileSync(file, `${JSON.stringify(call)}\n`);
    return send.call(this, command, ...rest);
  };
}
