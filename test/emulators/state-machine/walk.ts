import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type HistoryEvent,
  type SFNClient,
  StartExecutionCommand,
  paginateGetExecutionHistory,
} from '@aws-sdk/client-sfn';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../../core/json';
import { until } from '../../support/until';
import { ACCOUNT, REGION } from '../engines/start';
import type { MachineName } from './courses';

const text = (machine: MachineName) =>
  readFileSync(join(__dirname, `../../../statemachines/${machine}.asl.json`), 'utf8');

/** The names that a definition leaves open for its functions. */
export const functionNames = (machine: MachineName): string[] => [
  ...new Set([...text(machine).matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name)),
];

/** Every state of a definition. */
export const stateNames = (machine: MachineName): string[] =>
  Object.keys((JSON.parse(text(machine)) as { States: Record<string, unknown> }).States);

const arnOf = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;

/** MiniStack takes no time-out of a task that is an expression. */
const timeouts = /"TimeoutSeconds": "\{%[^"]*%\}"/g;

/** Creates a state machine from its file, whole, and as it is but for time-outs that are expressions. */
export async function createStateMachine(client: SFNClient, machine: MachineName): Promise<string> {
  const { stateMachineArn = '' } = await client.send(
    new CreateStateMachineCommand({
      name: machine,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/${machine}`,
      definition: text(machine)
        .replaceAll(timeouts, '"TimeoutSeconds": 3600')
        .replaceAll(/\$\{(\w+)\}/g, (_, name: string) => arnOf(name)),
    }),
  );
  return stateMachineArn;
}

/** What one execution came to, and by which way. */
export interface Walk {
  status: string | undefined;
  /** The states entered, in order. */
  states: string[];
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  /** The types of all events, in order. */
  events: (string | undefined)[];
}

export async function walk(client: SFNClient, stateMachineArn: string, asked: Json): Promise<Walk> {
  const input = JSON.stringify(asked);
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  const describe = () => client.send(new DescribeExecutionCommand({ executionArn }));
  await until(async () => (await describe()).status !== 'RUNNING', { everyMs: 50 });
  const { status, output, error, cause } = await describe();
  const history: HistoryEvent[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn }))
    history.push(...events);
  return {
    status,
    states: history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []),
    output: output === undefined ? undefined : (JSON.parse(output) as unknown),
    error,
    cause,
    events: history.map(({ type }) => type),
  };
}
