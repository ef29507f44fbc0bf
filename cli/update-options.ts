import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Gates, gateBounds, gateNames } from '../core/gates';
import type { StayingLimit } from '../core/staying';
import type { UpdateOptions } from '../core/update';
import { whole } from './options';

/** `all`, or a percentage. */
const share = (given: string): 'all' | number => (given === 'all' ? given : whole(0, 100)(given));

const isGate = (name: string | undefined): name is keyof Gates =>
  gateNames.some((each) => each === name);

/** `fencedWrites=0`, again for each gate. */
const gate = (given: string, before: Gates = {}): Gates => {
  const [, name, most = ''] = /^(\w+)=(\d+)$/.exec(given) ?? [];
  if (!isGate(name))
    throw new InvalidArgumentError(
      `Give NAME=MOST, where NAME is one of ${gateNames.join(', ')}, and MOST a whole number.`,
    );
  if (before[name] !== undefined) throw new InvalidArgumentError(`${name} is given twice.`);
  const { least, most: bound } = gateBounds[name];
  return { ...before, [name]: whole(least, bound)(most) };
};

/** The options of an update, as flags. */
export type UpdateFlags = Partial<Omit<UpdateOptions, 'firstAdoption' | 'staying' | 'gates'>> & {
  firstAdoption?: number;
  stayingSeconds?: number;
  stayingThen?: StayingLimit['then'];
  gate?: Gates;
};

/** Options as they are asked for: whether they are whole is for `parseUpdate` to say. */
export type AskedOptions = Partial<Omit<UpdateOptions, 'staying'>> & {
  staying?: Partial<StayingLimit>;
};

/** A flag for each option of an update; defaults are the update's own. */
export const withUpdateOptions = (command: Command): Command =>
  command
    .option('--handover-timeout-seconds <seconds>', 'of one instance (900)', whole(1, 259_200))
    .option(
      '--staying-seconds <seconds>',
      'that executions may stay which nobody else can read',
      whole(1, 259_200),
    )
    .addOption(
      new Option('--staying-then <what>', 'what follows then (rollBack)').choices([
        'rollBack',
        'extend',
        'fail',
      ]),
    )
    .option('--rollout-timeout-seconds <seconds>', 'of one instance (900)', whole(1, 3_600))
    .option('--first-share-percent <percent>', 'of its requests, first (10)', whole(1, 100))
    .option('--bake-seconds <seconds>', 'at the first share and at all of it (0)', whole(0, 3_600))
    .option('--capacity-percent <percent>', 'of all nodes that the others have (50)', whole(1, 100))
    .option('--shift-steps <count>', 'in which requests are shifted away (2)', whole(1, 10))
    .option('--no-rehearse', 'do not replay on the new release what is half done')
    .addOption(
      new Option(
        '--require-movable <share>',
        'of the executions rehearsed: all, or a percentage',
      ).argParser(share),
    )
    .option('--may-stay <service...>', 'services whose executions may stay where they are (all)')
    .addOption(
      new Option('--on-failure <what>', 'what follows a failure (rollBack)').choices([
        'rollBack',
        'stop',
      ]),
    )
    .addOption(
      new Option(
        '--gate <name=most>',
        `end the upgrade where half-done executions fare worse on the release: ${gateNames.join(', ')}`,
      ).argParser(gate),
    )
    .option('--ignore-alarms', 'go on while an alarm of the cluster is on')
    .addOption(
      new Option('--on-busy <what>', 'while another upgrade runs (fail)').choices(['fail', 'wait']),
    )
    .option('--busy-timeout-seconds <seconds>', 'to wait for its turn (3600)', whole(1, 86_400))
    .addOption(
      new Option('--approval <when>', 'wait for transship approve there').choices([
        'afterFirst',
        'beforeEach',
      ]),
    )
    .option(
      '--approval-timeout-seconds <seconds>',
      'to wait for each approval (86400)',
      whole(10, 604_800),
    )
    .option('--adopt', 'take weights, counts and health as they are live')
    .option('--override <reason>', 'begin in spite of a freeze, or outside of change windows')
    .option(
      '--first-adoption <seconds>',
      'there is no runtime in the nodes yet, and no request takes longer',
      whole(1, 86_400),
    );

/** Those of an upgrade's options that were given. */
export function optionsOf(flags: UpdateFlags): AskedOptions {
  const { firstAdoption, stayingSeconds: seconds, stayingThen: then } = flags;
  const staying = { ...(seconds !== undefined && { seconds }), ...(then && { then }) };
  const given = {
    handoverTimeoutSeconds: flags.handoverTimeoutSeconds,
    staying: Object.keys(staying).length > 0 ? staying : undefined,
    rolloutTimeoutSeconds: flags.rolloutTimeoutSeconds,
    firstSharePercent: flags.firstSharePercent,
    bakeSeconds: flags.bakeSeconds,
    capacityPercent: flags.capacityPercent,
    shiftSteps: flags.shiftSteps,
    rehearse: flags.rehearse === false ? false : undefined,
    requireMovable: flags.requireMovable,
    mayStay: flags.mayStay,
    onFailure: flags.onFailure,
    gates: flags.gate,
    ignoreAlarms: flags.ignoreAlarms,
    onBusy: flags.onBusy,
    busyTimeoutSeconds: flags.busyTimeoutSeconds,
    approval: flags.approval,
    approvalTimeoutSeconds: flags.approvalTimeoutSeconds,
    adopt: flags.adopt,
    override: flags.override,
    firstAdoption: firstAdoption === undefined ? undefined : { requestSeconds: firstAdoption },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
