import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { clientOptions } from '../lambdas/aws/client-options';
import { customResource } from './custom-resource';

interface Properties {
  /** The parameter by which a cluster is known to have been there before. */
  Lock: string;
  /** Name → first value in a new cluster, that one included. */
  Parameters: Record<string, string>;
  /** Name → first value of an instance that joins a cluster, where it is another one. */
  Joining: Record<string, string>;
}

const parameters = new SSMClient(clientOptions());

/** Creates the parameters that are not there. Those that are belong to the upgrades, and stay as they are. */
export const handler = customResource<Properties>(async ({ ResourceProperties }) => {
  const { Lock, Parameters, Joining } = ResourceProperties;
  const { [Lock]: free, ...others } = Parameters;
  const values = (await exists(Lock)) ? { ...others, ...Joining } : others;
  for (const [name, value] of Object.entries(values)) await create(name, value);
  // The last one, so that a cluster whose parameters were made in part only is still a new one.
  if (free !== undefined) await create(Lock, free);
});

async function exists(Name: string): Promise<boolean> {
  try {
    await parameters.send(new GetParameterCommand({ Name }));
    return true;
  } catch (error) {
    if (error instanceof ParameterNotFound) return false;
    throw error;
  }
}

async function create(Name: string, Value: string): Promise<void> {
  const Description = 'Live state of a cluster; written by its upgrades only (Transship)';
  try {
    await parameters.send(new PutParameterCommand({ Name, Value, Type: 'String', Description }));
  } catch (error) {
    if (!(error instanceof ParameterAlreadyExists)) throw error;
  }
}
