import { type Command, InvalidArgumentError } from 'commander';
import type { Release } from '../core/cluster';

/** Where to look, and how to answer: every verb has these. */
export const withCommon = (command: Command): Command =>
  command
    .option('--cluster <name>', 'which cluster (TRANSSHIP_CLUSTER)')
    .option('--local', 'the embedded cloud that was started in this directory')
    .option('--profile <name>', 'of the AWS configuration (AWS_PROFILE)')
    .option('--region <name>', 'of AWS (AWS_REGION)')
    .option('--table <name>', 'the public store (TRANSSHIP_TABLE; default: transship)')
    .option(
      '--state-machine <arn>',
      'by which upgrades are started (TRANSSHIP_STATE_MACHINE; default: output StateMachine of the stack TransshipUpgrade)',
    );

export const withJson = (command: Command): Command =>
  command.option('--json', 'print one JSON document on standard output, and nothing else', false);

export const whole =
  (least: number, most: number) =>
  (given: string): number => {
    const value = Number(given);
    if (given.trim() !== '' && Number.isInteger(value) && value >= least && value <= most)
      return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

/** `orders=IMAGE`, again and again. */
export function component(given: string, before: Release): Release {
  const [, name = '', artifact = ''] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (!name) throw new InvalidArgumentError('It must be COMPONENT=ARTIFACT.');
  if (before[name] !== undefined)
    throw new InvalidArgumentError(`The component ${name} is named twice.`);
  return { ...before, [name]: artifact };
}
