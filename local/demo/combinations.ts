import { InvalidArgumentError } from 'commander';
import type { DemoOptions } from './options';

type Option = keyof DemoOptions;
type Chosen = Pick<DemoOptions, 'strategy' | 'compute' | 'bad' | 'from' | 'to'>;

/** Refuses options of which each is right, but not together with the others. `given`: it was, and is no default. */
export function refuseCombinations(options: Chosen, given: (option: Option) => boolean): void {
  const [wrong] = rules(options, given).flatMap(([broken, message]) => (broken ? message : []));
  if (wrong !== undefined) throw new InvalidArgumentError(wrong);
}

const rules = (
  { strategy, compute, bad, from, to }: Chosen,
  given: (option: Option) => boolean,
): [boolean, string][] => [
  [
    compute === 'ec2' && strategy !== 'transship',
    'Only the strategy transship goes with --compute ec2.',
  ],
  [
    bad !== undefined && strategy !== 'transship',
    'Only the strategy transship goes with --release bad.',
  ],
  [
    bad !== undefined && (given('from') || given('to')),
    '--release bad is always from release 1 to a bad release 2: it goes with neither --from nor --to.',
  ],
  [from === to, `--from and --to are both release ${to}: there would be nothing to upgrade.`],
];
