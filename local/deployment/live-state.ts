import { PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

/** What the store's stack would do: tells what is live under a path, where nothing is told yet. */
export async function deployLiveState(
  client: SSMClient,
  path: string,
  weights: Record<string, number>,
): Promise<void> {
  const values = Object.entries(weights).map(([name, weight]) => [`weight/${name}`, `${weight}`]);
  for (const [name, Value] of [['lock', 'free'], ...values])
    await client.send(
      new PutParameterCommand({ Name: `${path}/${name}`, Value, Type: 'String', Overwrite: false }),
    );
}
