import { ParameterAlreadyExists, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { customResource } from './custom-resource';

interface Properties {
  /** Name → first value. */
  Parameters: Record<string, string>;
}

const parameters = new SSMClient();

/** Creates the parameters that are not there. Those that are belong to the upgrades, and stay as they are. */
export const handler = customResource<Properties>(async ({ ResourceProperties }) => {
  for (const [Name, Value] of Object.entries(ResourceProperties.Parameters)) {
    const Description = 'Live state of a cluster; written by its upgrades only (Transship)';
    const command = new PutParameterCommand({ Name, Value, Type: 'String', Description });
    try {
      await parameters.send(command);
    } catch (error) {
      if (!(error instanceof ParameterAlreadyExists)) throw error;
    }
  }
});
