import { SSMClient, paginateGetParametersByPath } from '@aws-sdk/client-ssm';
import { TransshipError } from '../core/errors';
import { clientOptions } from '../lambdas/aws/client-options';
import { customResource } from './custom-resource';
import { isRollingBack } from './stack-status';

interface Properties {
  /** Of which the stack has a Lambda each. */
  States: string[];
}

const client = new SSMClient(clientOptions());

/**
 * Refuses to take a state's Lambda away while any cluster is being upgraded: versions are kept, but not when their
 * Lambda is deleted. Errors: `UpgradeInProgress`.
 */
export const handler = customResource<Properties>(async (event) => {
  const { ResourceProperties, OldResourceProperties, StackId } = event;
  const gone = (OldResourceProperties?.States ?? []).filter(
    (state) => !ResourceProperties.States.includes(state),
  );
  if (gone.length === 0) return;
  const held = await heldLocks();
  if (held.length === 0 || (await isRollingBack(StackId))) return;
  const message = `Transship is not deployed without ${gone.join(', ')} while an upgrade that began with it may run: ${held.join('; ')}. Wait until it has ended, and deploy again.`;
  throw new TransshipError('UpgradeInProgress', message);
});

/** As clusters' upgrades tell it to deployments. */
async function heldLocks(): Promise<string[]> {
  const held: string[] = [];
  const query = { Path: '/transship', Recursive: true };
  for await (const { Parameters = [] } of paginateGetParametersByPath({ client }, query))
    for (const { Name = '', Value } of Parameters)
      if (/^\/transship\/[^/]+\/lock$/.test(Name) && Value !== 'free')
        held.push(`${Name} is ${Value}`);
  return held;
}
