import { Command, InvalidArgumentError, Option } from 'commander';
import { TransshipError } from '../../core/errors';
import { type ReleaseName, releaseNames } from '../../examples/shop/releases';
import { refuseCombinations } from './combinations';
import type { BadRelease } from './drills';
import type { StrategyName } from './evidence';

export interface DemoOptions {
  strategy: StrategyName;
  from: ReleaseName;
  to: ReleaseName;
  /** What is to be installed in the place of the release `to`; undefined: that release. */
  bad: BadRelease | undefined;
  compute: 'ecs' | 'ec2';
  instances: number;
  nodes: number;
  rate: number;
  ordersRate: number;
  orderSeconds: number;
  propagation: number;
  warmUp: number;
  coolDown: number;
  deadline: number;
  port: number;
  report: string;
  json: boolean;
}

/** What `--release` takes. */
const qualities: Record<string, BadRelease | undefined> = {
  good: undefined,
  bad: 'errors',
  'bad:errors': 'errors',
  'bad:slow': 'slow',
  'bad:exits': 'exits',
};

const number =
  (least: number, most: number, { whole = false } = {}) =>
  (given: string): number => {
    const value = Number(given);
    const fits = given.trim() !== '' && value >= least && value <= most;
    if (fits && (!whole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(
      `It must be a ${whole ? 'whole number' : 'number'} from ${least} to ${most}.`,
    );
  };
const whole = (least: number, most: number) => number(least, most, { whole: true });

const about = [
  'Upgrades a running cluster from one release of a shop to another under load, on this machine,',
  'and judges from outside whether a single request failed, was lost or was done twice.',
  'Nothing is left behind but the report.',
].join(' ');

/** The command line of the demonstration, every option with its meaning, unit and default. */
export const command = (): Command =>
  new Command('npm start --')
    .description(about)
    .addOption(
      new Option('--strategy <name>', 'how it is upgraded; the others are for comparison')
        .choices(['transship', 'stop', 'drain-only'] satisfies StrategyName[])
        .default('transship'),
    )
    .addOption(
      new Option('--from <release>', 'release of the shop that runs at first')
        .choices(releaseNames)
        .default('1'),
    )
    .addOption(
      new Option('--to <release>', 'release that it is upgraded to; an earlier one will do as well')
        .choices(releaseNames)
        .default('2'),
    )
    .addOption(
      new Option(
        '--release <which>',
        'what is installed: the release --to, or, to see an upgrade roll back by itself, a release 2 that answers with errors (bad), answers slowly or exits at once',
      )
        .choices(Object.keys(qualities))
        .default('good'),
    )
    .addOption(
      new Option('--compute <kind>', 'what runs the nodes: ECS tasks, or EC2 machines from AMIs')
        .choices(['ecs', 'ec2'] satisfies DemoOptions['compute'][])
        .default('ecs'),
    )
    .option('--instances <count>', 'instances of the cluster, 2 to 5', whole(2, 5), 2)
    .option('--nodes <count>', 'nodes of each instance, 1 to 8', whole(1, 8), 2)
    .option('--rate <per second>', 'short requests, 1 to 500', number(1, 500), 25)
    .option('--orders-rate <per second>', 'long requests, 0.1 to 20', number(0.1, 20), 1)
    .addOption(
      new Option(
        '--order-seconds <seconds>',
        'how long one takes, 5 to 3600 (default: 46, and 4 for each second of propagation, so that there is much left to do when an instance is drained)',
      ).argParser(number(5, 3_600)),
    )
    .option(
      '--propagation <seconds>',
      'until a change of weights is in force everywhere, 0 to 60',
      number(0, 60),
      1,
    )
    .option('--warm-up <seconds>', 'traffic before the upgrade, 1 to 600', number(1, 600), 10)
    .option('--cool-down <seconds>', 'traffic after it, 0 to 600', number(0, 600), 5)
    .option(
      '--deadline <seconds>',
      'drain-only: longest wait for requests to end, 0 to 3600',
      number(0, 3_600),
      120,
    )
    .option('--port <port>', 'of the load balancer; 0: any free one', whole(0, 65_535), 0)
    .option('--report <directory>', 'where the report is written', 'report')
    .option('--json', 'print the verdict as JSON, and the progress to stderr', false)
    .allowExcessArguments(false)
    .addHelpText(
      'after',
      '\nExit codes: 0 all held, 1 something did not, 2 wrong options, 130 interrupted.',
    );

type Given = Omit<DemoOptions, 'bad' | 'orderSeconds'> &
  Partial<Pick<DemoOptions, 'orderSeconds'>> & { release: string };

/** An instance gets no more orders while requests are shifted away from it, which takes some propagations. */
const orderSecondsFor = (propagation: number): number => Math.round(46 + 4 * propagation);

/** Errors: `InvalidOption`. `help`: nothing is to be done but to print that text. */
export function parseOptions(args: string[]): DemoOptions | { help: string } {
  const written: string[] = [];
  const parser = command()
    .exitOverride()
    .configureOutput({ writeOut: (text) => written.push(text), writeErr: () => undefined });
  try {
    const { release, ...given } = parser.parse(args, { from: 'user' }).opts<Given>();
    const options = {
      ...given,
      bad: qualities[release],
      orderSeconds: given.orderSeconds ?? orderSecondsFor(given.propagation),
    };
    refuseCombinations(options, (option) => parser.getOptionValueSource(option) === 'cli');
    return options;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'commander.helpDisplayed') return { help: written.join('') };
    const reason = message.replace(/^error: /, '');
    const hint = 'Options are explained by: npm start -- --help';
    throw new TransshipError('InvalidOption', `${reason}\n${hint}`, { cause: error });
  }
}
