import { TransshipError } from '../../core/errors';
import { type Fixture, fixtureLines } from '../../core/fixture';
import type { KeptPath } from '../../core/kept-path';
import { redaction } from '../../core/redaction';
import { reach } from '../cloud/cluster';
import type { Console } from '../console';
import { exitCodes } from '../exit';
import { refuseExisting, writeOutput } from '../output-file';
import { exportedText } from '../render/executions';
import { type Chosen, type Filter, fixturesNamed, fixturesWhere } from './choose-fixtures';
import type { Verb } from './verb';

export interface ExportOptions extends Filter {
  /** Which ones. None: those that the filter leaves. */
  ids: string[];
  /** What is not redacted. */
  keep: KeptPath[];
  /** Nothing is redacted. */
  plain: boolean;
  /** A file. Default: standard output. */
  output?: string;
  /** The file may be there already. */
  force: boolean;
}

/** Writes the records of executions as fixtures for tests of their services. Without ids it scans the table. */
export const exportExecutions: Verb<ExportOptions> = async ({ console, place }, options) => {
  refuseContradiction(options);
  const reached = await reach(place);
  const chosen =
    options.ids.length > 0
      ? await fixturesNamed(reached, options.ids)
      : await fixturesWhere(reached, options);
  const fixtures = forOthers(chosen.fixtures, options, console);
  await handOver({ ...chosen, fixtures }, options, console);
  return exitCodes.done;
};

function refuseContradiction({ ids, service, version, output, force }: ExportOptions): void {
  if (ids.length > 0 && (service !== undefined || version !== undefined)) {
    const message = '--service and --version choose among all executions: they do not go with ids.';
    throw new TransshipError('InvalidOption', message);
  }
  if (output !== undefined) refuseExisting(output, { force });
}

function forOthers(
  fixtures: Fixture[],
  { keep, plain }: ExportOptions,
  console: Console,
): Fixture[] {
  if (plain) {
    console.warn('Nothing is redacted: this may contain personal data, and is to be kept like it.');
    return fixtures;
  }
  const { redact, unmet } = redaction(keep);
  const redacted = fixtures.map(redact);
  for (const { text } of unmet()) console.warn(`Nothing was there to --keep at ${text}.`);
  return redacted;
}

async function handOver(
  { found, fixtures }: Chosen,
  { output, force }: ExportOptions,
  console: Console,
): Promise<void> {
  const exported = fixtures.length;
  const lines = fixtureLines(fixtures);
  if (found > exported) console.warn(`… and ${found - exported} more: --limit`);
  if (output === undefined) return console.result({ found, exported, fixtures }, () => lines);
  await writeOutput(output, `${lines}\n`, { force });
  console.result({ found, exported, output }, () => exportedText(exported, output));
}
