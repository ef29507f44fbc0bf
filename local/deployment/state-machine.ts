import { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '../cloud';
import type { LambdaFunction } from '../lambda';
import { functionArn } from '../lambda/arn';

const root = join(__dirname, '..', '..');

export interface StateMachineOptions {
  name: string;
  tableName: string;
  lambdaTimeoutSeconds: number;
  /** Cleans up after upgrades that do not end by themselves. */
  cleanUp: boolean;
  /** Functions that are deployed besides. */
  more?: Record<string, LambdaFunction> | undefined;
}

/** The upgrade's state machine, the one that cleans up after it, and a Lambda for each name that they leave open. */
export async function deployStateMachine(
  cloud: Cloud,
  { name, cleanUp, ...options }: StateMachineOptions,
): Promise<string> {
  const upgrade = await definition('upgrade');
  const after = await definition('clean-up');
  await deployFunctions(cloud, upgrade + after, options);
  const stateMachineArn = await create(cloud, name, upgrade);
  if (cleanUp)
    cloud.stepFunctions.addRule({
      stateMachineArn,
      statuses: ['ABORTED', 'TIMED_OUT', 'FAILED'],
      targetStateMachineArn: await create(cloud, `${name}-clean-up`, after),
    });
  return stateMachineArn;
}

const definition = (name: string) =>
  readFile(join(root, 'statemachines', `${name}.asl.json`), 'utf8');

async function deployFunctions(
  cloud: Cloud,
  definitions: string,
  { tableName, lambdaTimeoutSeconds, more = {} }: Omit<StateMachineOptions, 'name' | 'cleanUp'>,
): Promise<void> {
  const found = [...definitions.matchAll(OPEN_NAME)].flatMap(([, open]) => open ?? []);
  const ofStates = Object.fromEntries(
    [...new Set(found)].map((each) => [
      each,
      {
        handlerFile: join(root, 'lambdas', `${kebab(each)}.ts`),
        timeoutSeconds: lambdaTimeoutSeconds,
        environment: { ...cloud.environment, TABLE_NAME: tableName },
      },
    ]),
  );
  await cloud.deployFunctions({ ...ofStates, ...more });
}

async function create(cloud: Cloud, name: string, text: string): Promise<string> {
  const { stateMachineArn = '' } = await cloud.clients.stateMachines.send(
    new CreateStateMachineCommand({
      name,
      roleArn: `arn:aws:iam::123456789012:role/${name}`,
      definition: text.replaceAll(OPEN_NAME, (_, each: string) => functionArn(each)),
    }),
  );
  return stateMachineArn;
}

const OPEN_NAME = /\$\{(\w+)\}/g;

/** AwaitHandover → await-handover */
const kebab = (name: string) =>
  name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
