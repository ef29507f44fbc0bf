import { Command, Option } from 'commander';
import type * as AllVerbs from './verbs';
import type { ApproveOptions } from './verbs/approve';
import type { BeginOptions } from './verbs/begin';
import type { ExportOptions } from './verbs/export-executions';
import type { CommonOptions, Verb } from './verbs/verb';
import { type Manifest, readManifest } from './manifest';
import {
  component,
  future,
  keptPath,
  text,
  whole,
  withBeginning,
  withCommon,
  withJson,
} from './options';
import { type UpdateFlags, optionsOf, withUpdateOptions } from './update-options';
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
Exit codes: 0 done; 1 what was asked for failed or was refused, or doctor found a failure; 2 wrong usage, or no such thing;
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

  withUpdateOptions(
    withBeginning(looking(root, 'rollback', 'have the cluster go back to what it ran before')),
  ).action((flags: CommonOptions & UpdateFlags & BeginOptions) =>
    run.verb(({ rollback }) => rollback, { ...flags, options: optionsOf(flags) }, flags),
  );

  withBeginning(looking(root, 'resume', 'carry on with the upgrade that is unfinished')).action(
    (flags: CommonOptions & BeginOptions) => run.verb(({ resume }) => resume, flags, flags),
  );

  looking(root, 'history', 'tell how an upgrade went')
    .argument('[execution]', 'its name or ARN; default: the newest one of the cluster')
    .action((execution: string | undefined, common: CommonOptions) =>
      run.verb(({ history }) => history, { execution }, common),
    );

  looking(root, 'audit', 'tell who had which upgrade made, and what came of it, newest first')
    .option('--limit <count>', 'most that are told', whole(1, 10_000), 20)
    .action((options: CommonOptions & { limit: number }) =>
      run.verb(({ audit }) => audit, options, options),
    );

  looking(root, 'stop', 'stop the upgrade that runs; the cluster goes on serving')
    .option('--reason <text>', 'is kept in the history of the execution')
    .action((options: CommonOptions & { reason?: string }) =>
      run.verb(({ stop }) => stop, options, options),
    );

  looking(root, 'approve', 'have the upgrade that waits for an approval go on')
    .argument('[instance]', 'only if it waits for approval of this one')
    .option('--reject', 'refuse it: the upgrade goes back', false)
    .option('--comment <text>', 'is kept with it, in at most 1,000 characters', text(1_000))
    .option('--by <who>', 'who says so (user and name of this machine)', text(256))
    .action((instance: string | undefined, options: CommonOptions & ApproveOptions) =>
      run.verb(({ approve }) => approve, { ...options, instance }, options),
    );

  looking(root, 'freeze', 'have no new upgrade of the cluster begin')
    .requiredOption('--reason <text>', 'is told to whom it keeps from upgrading')
    .option('--until <time>', 'when it ends by itself, as 2027-01-02T08:00Z (never)', future)
    .option('--by <who>', 'who says so (user and name of this machine)')
    .action((options: CommonOptions & { reason: string; until?: string; by?: string }) =>
      run.verb(({ freeze }) => freeze, options, options),
    );

  looking(root, 'unfreeze', 'let upgrades of the cluster begin again').action(
    (common: CommonOptions) => run.verb(({ unfreeze }) => unfreeze, {}, common),
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
  UpdateFlags &
  BeginOptions & {
    update: Record<string, string>;
    release?: string;
  };

function addUpgrade(command: Command, run: Runner): void {
  withUpdateOptions(withBeginning(command))
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
    .action(async (path: string | undefined, flags: UpgradeFlags) => {
      const { update, release, dryRun, follow, by } = flags;
      const manifest = path === undefined ? {} : await readManifest(path);
      const cluster = flags.cluster ?? clusterOf(manifest);
      const asked = { manifest, update, release, dryRun, follow, by, options: optionsOf(flags) };
      return run.verb(({ upgrade }) => upgrade, asked, { ...flags, cluster });
    });
}

const clusterOf = ({ cluster }: Manifest): string | undefined =>
  typeof cluster === 'string' ? cluster : undefined;

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
    .option('--stuck', 'only those that no node goes on with, nor will by itself', false)
    .option('--limit <count>', 'most that are shown', whole(1, 100_000), 100)
    .action((options: CommonOptions & { stuck: boolean; limit: number }) =>
      run.verb(({ listExecutions }) => listExecutions, options, options),
    );

  looking(executions, 'show', 'one, with its steps')
    .argument('<id>', 'its Execution-Id')
    .option('--values', 'its input, outcomes and result too', false)
    .action((id: string, options: CommonOptions & { values: boolean }) =>
      run.verb(({ showExecution }) => showExecution, { ...options, id }, options),
    );

  looking(executions, 'retry', 'have one that is stuck tried again, by whoever reads it')
    .argument('<id>', 'its Execution-Id')
    .action((id: string, options: CommonOptions) =>
      run.verb(({ retryExecution }) => retryExecution, { id }, options),
    );

  looking(executions, 'cancel', 'give one that no node owns its result: a failure')
    .argument('<id>', 'its Execution-Id')
    .option('--reason <text>', 'message of the failure, which its caller gets to see')
    .action((id: string, options: CommonOptions & { reason?: string }) =>
      run.verb(({ cancelExecution }) => cancelExecution, { ...options, id }, options),
    );

  addExport(
    looking(executions, 'export', 'records as fixtures for tests of their services, redacted'),
    run,
  );
}

function addExport(command: Command, run: Runner): void {
  command
    .argument(
      '[ids...]',
      'Execution-Ids; default: all of the cluster that have begun, the oldest first, and finished ones as long as they are kept; this scans the table',
    )
    .option('--service <name>', 'without ids: only its executions')
    .option('--version <version>', 'without ids: only what this version has written')
    .option('--limit <count>', 'without ids: most that are exported', whole(1, 10_000), 100)
    .addOption(
      new Option(
        '--keep <path...>',
        'not redacted: as input.lines.*.sku or price.currency; ids go before it, or after --',
      )
        .argParser(keptPath)
        .default([], 'nothing'),
    )
    .addOption(
      new Option('--plain', 'nothing is redacted: it may contain personal data')
        .default(false)
        .conflicts('keep'),
    )
    .option('--output <file>', 'default: standard output')
    .option('--force', 'overwrite the file', false)
    .action((ids: string[], options: CommonOptions & Omit<ExportOptions, 'ids'>) =>
      run.verb(({ exportExecutions }) => exportExecutions, { ...options, ids }, options),
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
