import { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '../cloud';

const root = join(__dirname, '..', '..');

export interface StateMachineOptions {
  name: string;
  tableName: string;
  lambdaTimeoutSeconds: number;
}

/** The upgrade's state machine and its Lambdas, one for each name that its definition leaves open. */
export async function deployStateMachine(
  cloud: Cloud,
  { name, tableName, lambdaTimeoutSeconds }: StateMachineOptions,
): Promise<string> {
  const text = await readFile(join(root, 'statemachines', 'upgrade.asl.json'), 'utf8');
  const functions = [
    ...new Set([...text.matchAll(/\$\{(\w+)\}/g)].flatMap(([, found]) => found ?? [])),
  ];
  await cloud.deployFunctions(
    Object.fromEntries(
      functions.map((each) => [
        each,
        {
          handlerFile: join(root, 'lambdas', `${kebab(each)}.ts`),
          timeoutSeconds: lambdaTimeoutSeconds,
          environment: { ...cloud.environment, TABLE_NAME: tableName },
        },
      ]),
    ),
  );
  const { stateMachineArn = '' } = await cloud.clients.stateMachines.send(
    new CreateStateMachineCommand({
      name,
      roleArn: 'arn:aws:iam::123456789012:role/upgrade',
      definition: text.replaceAll(/\$\{(\w+)\}/g, (_, each: string) => functionArn(each)),
    }),
  );
  return stateMachineArn;
}

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

/** AwaitHandover → await-handover */
const kebab = (name: string) =>
  name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
