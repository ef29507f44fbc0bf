import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, templateOf } from './synth';
import type { Resource } from './template';

/** A function of the upgrade's stack, as CDK deploys it. */
export interface DeployedFunction {
  /** That the state machine's file calls it by. */
  name: string;
  /** `index.awaitHandover` */
  handler: string;
  code: Buffer;
}

interface FunctionProperties {
  Handler: string;
  Code: { S3Key: string };
}

/** The functions of the upgrade's task states, with the code that is published for them. */
export function functionsOf(stateMachineNames: string[]): DeployedFunction[] {
  const resources: Resource[] = Object.values(templateOf('TransshipUpgrade').Resources);
  const functions = resources
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Properties as unknown as FunctionProperties);
  return stateMachineNames.map((name) => {
    const found = functions.find(({ Handler }) => Handler === `index.${inCamelCase(name)}`);
    if (!found) throw new Error(`The upgrade's stack has no function for ${name}`);
    const asset = `asset.${found.Code.S3Key.replace(/\.zip$/, '')}`;
    const code = readFileSync(join(folderOf('ecs'), asset, 'index.js'));
    return { name, handler: found.Handler, code };
  });
}

const inCamelCase = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
