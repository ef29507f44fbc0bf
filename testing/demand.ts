import { TransshipError } from '../core/errors';
import { holdsPlaceholders } from '../core/placeholders';
import type { Service } from '../runtime/service';
import { lengthText, prefixesOf } from './prefixes';
import type { FoundFixture } from './read-fixtures';

/** Says what is wrong with a record, in a sentence; undefined: nothing. */
export type Trial = (record: FoundFixture) => string | undefined | Promise<string | undefined>;

/** So many fixtures are tried at once: a replay that diverges takes a second, most of which it sleeps. */
const AT_ONCE = 50;
/** Of so many it is told why they fail. */
const MOST_TOLD = 20;

/**
 * Tries every prefix of every fixture of the service. Errors: `FixtureFailed`, with all that fail; also where no fixture is
 * of the service, as then nothing would have been tried.
 */
export async function demand(
  service: Service,
  fixtures: FoundFixture[],
  { promise, trial }: { promise: string; trial: Trial },
): Promise<void> {
  const its = fixtures.filter((fixture) => fixture.service === service.name);
  if (its.length === 0)
    throw failed(`None of ${fixtures.length} fixtures is of service ${service.name}.`);
  const failures: string[] = [];
  for (let begun = 0; begun < its.length; begun += AT_ONCE) {
    const tried = its.slice(begun, begun + AT_ONCE).map((fixture) => failureOf(fixture, trial));
    failures.push(...(await Promise.all(tried)).filter((failure) => failure !== undefined));
  }
  if (failures.length === 0) return;
  const { name, version } = service;
  const more = failures.length - MOST_TOLD;
  throw failed(
    [
      `${promise} ${name}, version ${version}: ${failures.length} of ${its.length} fixtures failed.`,
      ...failures.slice(0, MOST_TOLD),
      ...(more > 0 ? [`… and ${more} more.`] : []),
    ].join('\n'),
  );
}

/** All that is wrong with the prefixes of a fixture, each thing once, with the shortest of those that it is wrong with. */
async function failureOf(fixture: FoundFixture, trial: Trial): Promise<string | undefined> {
  const prefixes = prefixesOf(fixture);
  const complaints = await Promise.all(prefixes.map(async (prefix) => trial(prefix)));
  const found = new Map<string, FoundFixture[]>();
  complaints.forEach((complaint, at) => {
    const prefix = prefixes[at];
    if (complaint === undefined || !prefix) return;
    found.set(complaint, [...(found.get(complaint) ?? []), prefix]);
  });
  if (found.size === 0) return undefined;
  return [
    ...[...found].map(([complaint, which]) => told(fixture, complaint, which)),
    ...(isRedacted(fixture) ? [REDACTED] : []),
  ].join('\n');
}

function told(fixture: FoundFixture, complaint: string, [shortest, ...longer]: FoundFixture[]) {
  const where = `${fixture.at}, of version ${fixture.version}, ${lengthText(shortest ?? fixture, fixture)}`;
  const more = longer.length > 0 ? ` The same ${longer.length} times further on.` : '';
  return `${where}: ${complaint}${more}`;
}

const REDACTED =
  '  It is redacted: if the handler or a translator goes by one of its placeholders, export it with --keep.';

const isRedacted = ({ input, outcomes }: FoundFixture): boolean =>
  holdsPlaceholders([
    input,
    ...outcomes.map((outcome) =>
      outcome.kind !== 'step'
        ? null
        : outcome.result.ok
          ? outcome.result.value
          : outcome.result.error.message,
    ),
  ]);

const failed = (message: string): TransshipError => new TransshipError('FixtureFailed', message);
