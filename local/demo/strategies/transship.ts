import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UpgradeLog } from '../evidence';
import { ExecutionHistory } from '../monitor/history';
import type { Strategy, Surroundings, Upgrade } from './strategy';

const LOOK_EVERY_MS = 200;

/** The real thing: the state machine, started as anybody would start it. */
export const transship: Strategy = {
  deployment: { plain: false, deregistrationDelaySeconds: 60, stopTimeoutSeconds: 30 },

  async start({ cloud, shop, options, signal }): Promise<Upgrade> {
    const { stateMachines } = cloud.clients;
    const { from, to } = shop.releases;
    const changed = Object.entries(to).filter(
      ([component, artifact]) => from[component] !== artifact,
    );
    const update = Object.fromEntries(changed);
    const { executionArn = '' } = await stateMachines.send(
      new StartExecutionCommand({
        stateMachineArn: shop.transship?.stateMachineArn,
        input: JSON.stringify({ cluster: shop.configuration.name, update, options }),
      }),
    );
    const history = new ExecutionHistory(stateMachines, executionArn);
    return {
      visits: () => history.visits,
      ended: follow(stateMachines, executionArn, history, signal),
    };
  },
};

async function follow(
  client: Surroundings['cloud']['clients']['stateMachines'],
  executionArn: string,
  history: ExecutionHistory,
  signal: AbortSignal,
): Promise<UpgradeLog> {
  for (;;) {
    const {
      status = '',
      error,
      cause,
    } = await client.send(new DescribeExecutionCommand({ executionArn }));
    await history.look();
    if (status !== 'RUNNING') {
      const told = error === undefined ? undefined : `${error}: ${cause ?? ''}`;
      return { status, error: told, rehearsal: history.rehearsal, states: history.visits };
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}
