import { App, type AppProps } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { context } = JSON.parse(readFileSync(join(__dirname, '../../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

/** As `cdk synth` would make it, but that no Lambda is bundled. */
export const testApp = (more: Record<string, unknown> = {}, props: AppProps = {}): App =>
  new App({ context: { ...context, 'aws:cdk:bundling-stacks': [], ...more }, ...props });

/** The same without the checks of CDK's own, which cost most of the time; one test makes them for all. */
export const quickApp = (): App => testApp({}, { builtinCloudFormationValidation: false });
