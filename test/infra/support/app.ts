import { App } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { context } = JSON.parse(readFileSync(join(__dirname, '../../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

/** As `cdk synth` would make it, but that no Lambda is bundled. */
export const testApp = (more: Record<string, unknown> = {}): App =>
  new App({ context: { ...context, 'aws:cdk:bundling-stacks': [], ...more } });

/** The same without the checks of CDK's own, which cost most of the time; one test makes them for all. */
export const quickApp = (): App => testApp({ '@aws-cdk/core:validateAgainstDefaultRules': false });
