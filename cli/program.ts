import { Command, Option } from 'commander';
import type { UpdateOptions } from '../core/update';
import type * as AllVerbs from './verbs';
import type { CommonOptions, Verb } from './verbs/verb';
import { type Manifest, readManifest } from './manifest';
import { component, whole, withCommon, withJson } from './options';
import type { UpOptions } from './local/up';

export type Verbs = typeof AllVerbs;

/** Carries a verb out. */
export interface Runner {
  verb<Options>(
    pick: (verbs: Verbs) => Verb<Options>,
    options: Options,
    common: CommonOptions,
  ): Promise<void>;
  localUp(options: UpOptions & { json: boolean }): Promise<void>;
}

const EXIT_CODES = `
Exit codes: 0 done; 1 the upgrade failed or was refused, or doctor found a failure; 2 wrong usage, or no such thing;
3 AWS or the embedded cloud could not be reached, or did not let us in; 130 interrupted.`;

/** The command line, every option with its meaning. */
export function program(run: Runner): Command {
  const root = new Command('transship')
    .description('Upgrades clusters without losing what is half done, and tells how they stand.')
    .addHelpText('after', EXIT_CODES)
    .helpCommand(false);
  /** One that looks at a cluster. */
  const looking = (parent: Command, name: string, about: string) =>
    withJson(withCommon(parent.command(name).description(about))).allowExcessArguments(false);

  looking(root, 'status', 'how the cluster stands').action((common: CommonOptions) =>
    run.verb(({ status }) => status, {}, common),
  );

  addUpgrade(looking(root, 'upgrade', 'start an upgrade'), run);

  looking(root, 'history', 'tell how an upgrade went')
    .argument('[execution]', 'its name or ARN; default: the newest one of the cluster')
    .action((execution: string | undefined, common: CommonOptions) =>
      run.verb(({ history }) => history, { execution }, common),
    );

  looking(root, 'stop', 'stop the upgrade that runs; the cluster goes on serving')
    .option('--reason <text>', 'is kept in the history of the execution')
    .action((options: CommonOptions & { reason?: string }) =>
      run.verb(({ stop }) => stop, options, options),
    );

  withCommon(root.command('watch').description('show how the cluster stands, until Ctrl-C'))
    .allowExcessArguments(false)
    .action((common: CommonOptions) => run.verb(({ watch }) => watch, {}, common));

  looking(root, 'doctor', 'look whether everything is as an upgrade needs it').action(
    (common: CommonOptions) => run.verb(({ doctor }) => doctor, {}, common),
  );

  addExecutions(root, looking, run);
  addLocal(root, run);
  return root;
}

type UpgradeFlags = CommonOptions &
  Partial<Omit<UpdateOptions, 'firstAdoption'>> & {
    update: Record<string, string>;
    release?: string;
    firstAdoption?: number;
    dryRun: boolean;
    follow: boolean;
  };

function addUpgrade(command: Command, run: Runner): void {
  command
    .argument(
      '[manifest]',
      'file with what the state machine is started with, as JSON; -: standard input',
    )
    .option(
      '--update <component=artifact>',
      'new artifact of a component; may be repeated',
      component,
      {},
    )
    .option('--release <name>', 'with --local: a release that the embedded cloud has published')
    .addOption(
      new Option('--dry-run', 'tell what would be done, and change nothing').default(false),
    )
    .addOption(
      new Option('--follow', 'tell what is done, until it has ended')
        .default(false)
        .conflicts('dryRun'),
    )
    .option('--handover-timeout-seconds <seconds>', 'of one instance (900)', whole(1, 259_200))
    .option('--rollout-timeout-seconds <seconds>', 'of one instance (900)', whole(1, 3_600))
    .option('--first-share-percent <percent>', 'of its requests, first (10)', whole(1, 100))
    .option('--bake-seconds <seconds>', 'at the first share and at all of it (0)', whole(0, 3_600))
    .option('--shift-steps <count>', 'in which requests are shifted away (2)', whole(1, 10))
    .addOption(
      new Option('--on-failure <what>', 'what follows a failure (rollBack)').choices([
        'rollBack',
        'stop',
      ]),
    )
    .option('--ignore-alarms', 'go on while an alarm of the cluster is on')
    .option(
      '--first-adoption <seconds>',
      'there is no runtime in the nodes yet, and no request takes longer',
      whole(1, 86_400),
    )
    .action(async (path: string | undefined, flags: UpgradeFlags) => {
      const { update, release, dryRun, follow } = flags;
      const manifest = path === undefined ? {} : await readManifest(path);
      const cluster = flags.cluster ?? clusterOf(manifest);
      const asked = { manifest, update, release, dryRun, follow, options: optionsOf(flags) };
      return run.verb(({ upgrade }) => upgrade, asked, { ...flags, cluster });
    });
}

const clusterOf = ({ cluster }: Manifest): string | undefined =>
  typeof cluster === 'string' ? cluster : undefined;

/** Those of an upgrade's options that were given. */
function optionsOf(flags: UpgradeFlags): Partial<UpdateOptions> {
  const { firstAdoption } = flags;
  const given = {
    handoverTimeoutSeconds: flags.handoverTimeoutSeconds,
    rolloutTimeoutSeconds: flags.rolloutTimeoutSeconds,
    firstSharePercent: flags.firstSharePercent,
    bakeSeconds: flags.bakeSeconds,
    shiftSteps: flags.shiftSteps,
    onFailure: flags.onFailure,
    ignoreAlarms: flags.ignoreAlarms,
    firstAdoption: firstAdoption === undefined ? undefined : { requestSeconds: firstAdoption },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function addExecutions(
  root: Command,
  looking: (parent: Command, name: string, about: string) => Command,
  run: Runner,
): void {
  const executions = root
    .command('executions')
    .description('requests that are being carried out')
    .helpCommand(false);

  looking(executions, 'list', 'those that are unfinished, oldest first; this scans the table')
    .addOption(new Option('--status <status>').choices(['running', 'parked', 'aside']))
    .option('--service <name>')
    .option('--limit <count>', 'most that are shown', whole(1, 100_000), 100)
    .action((options: CommonOptions & { limit: number }) =>
      run.verb(({ listExecutions }) => listExecutions, options, options),
    );

  looking(executions, 'show', 'one, with its steps')
    .argument('<id>', 'its Execution-Id')
    .option('--values', 'its input, outcomes and result too', false)
    .action((id: string, options: CommonOptions & { values: boolean }) =>
      run.verb(({ showExecution }) => showExecution, { ...options, id }, options),
    );
}

function addLocal(root: Command, run: Runner): void {
  const local = root
    .command('local')
    .description('the embedded cloud, in a clone of Transship')
    .helpCommand(false);
  withJson(local.command('up').description('start it with the example cluster, until Ctrl-C'))
    .allowExcessArguments(false)
    .addOption(
      new Option('--compute <kind>', 'ECS tasks, or EC2 machines')
        .choices(['ecs', 'ec2'])
        .default('ecs'),
    )
    .option('--instances <count>', '2 to 5', whole(2, 5), 2)
    .option('--nodes <count>', 'of each instance, 1 to 8', whole(1, 8), 2)
    .option('--port <port>', 'of the load balancer; 0: any free one', whole(0, 65_535), 0)
    .option(
      '--propagation <seconds>',
      'until a change of weights is in force, 0 to 60',
      whole(0, 60),
      1,
    )
    .action((options: UpOptions & { json: boolean }) => run.localUp(options));
}
