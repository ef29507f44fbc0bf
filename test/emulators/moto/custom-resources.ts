import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CustomResourceEvent } from '../../../deployment/custom-resource';
import { handler as createLiveState } from '../../../deployment/live-state';
import { type Compute, templateOf } from '../stacks/synth';

interface Answered {
  Status: 'SUCCESS' | 'FAILED';
  Reason: string;
}

/**
 * Asks the handler of a custom resource as CloudFormation does: moto does not wait for what one does. Rejects with the
 * reason that it gives.
 */
export async function ask<Properties>(
  handler: (event: CustomResourceEvent<Properties>) => Promise<void>,
  properties: Properties,
  RequestType: 'Create' | 'Update' = 'Create',
): Promise<void> {
  let answered: Answered | undefined;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      answered = JSON.parse(body) as Answered;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await handler({
      RequestType,
      ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/TransshipShop/1',
      RequestId: '1',
      LogicalResourceId: 'Resource',
      ResourceProperties: { ...properties, ServiceToken: 'any' },
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
  if (answered?.Status !== 'SUCCESS') throw new Error(answered?.Reason ?? 'It gave no answer');
}

/** Has the parameters made that tell what is live, with what the store's template says of them. */
export async function makeLiveState(compute: Compute): Promise<void> {
  const resources = Object.values(templateOf('TransshipStore', compute).Resources);
  for (const { Type, Properties } of resources)
    if (Type === 'Custom::TransshipLiveState')
      await ask(createLiveState, Properties as unknown as LiveStateProperties);
}

type LiveStateProperties = Parameters<typeof createLiveState>[0]['ResourceProperties'];
