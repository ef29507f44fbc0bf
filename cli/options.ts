import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Release } from '../core/cluster';
import { type KeptPath, parseKeptPath } from '../core/kept-path';

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

/** One line, not empty, and no longer than `most` characters. */
export const text =
  (most: number) =>
  (given: string): string => {
    if (given.trim() !== '' && given.length <= most && !/[\r\n]/.test(given)) return given;
    throw new InvalidArgumentError(`It must be one line of 1 to ${most} characters.`);
  };

/** A time that is still to come. */
export function future(given: string): string {
  const at = /T.*(Z|[+-]\d\d:\d\d)$/.test(given) ? Date.parse(given) : NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('It must be a time with its zone, as 2027-01-02T08:00Z.');
  if (at <= Date.now()) throw new InvalidArgumentError('It must be still to come.');
  return new Date(at).toISOString();
}

/** `orders=IMAGE`, again and again. */
export function component(given: string, before: Release): Release {
  const [, name = '', artifact = ''] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (!name) throw new InvalidArgumentError('It must be COMPONENT=ARTIFACT.');
  if (before[name] !== undefined)
    throw new InvalidArgumentError(`The component ${name} is named twice.`);
  return { ...before, [name]: artifact };
}

/** `input.lines.*.sku`, again and again. */
export function keptPath(given: string, before: KeptPath[]): KeptPath[] {
  const path = parseKeptPath(given);
  if (path) return [...before, path];
  throw new InvalidArgumentError(
    'It must be words between dots, as input.lines.*.sku, the first one input or the id of a step.',
  );
}

/** Of a verb that starts an upgrade. */
export const withBeginning = (command: Command): Command =>
  command
    .addOption(
      new Option('--dry-run', 'tell what would be done, and change nothing').default(false),
    )
    .addOption(
      new Option('--follow', 'tell what is done, until it has ended')
        .default(false)
        .conflicts('dryRun'),
    )
    .option('--by <who>', 'who has it made, for the audit record (user and name of this machine)');
