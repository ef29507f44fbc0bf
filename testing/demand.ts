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
  const failing: Failing[] = [];
  for (let begun = 0; begun < its.length; begun += AT_ONCE) {
    const tried = its.slice(begun, begun + AT_ONCE).map((fixture) => complaintsOf(fixture, trial));
    failing.push(...(await Promise.all(tried)).filter(({ told }) => told.length > 0));
  }
  if (failing.length === 0) return;
  const more = failing.length - MOST_TOLD;
  throw failed(
    [
      `${promise} ${service.name}, version ${service.version}: ${failing.length} of ${its.length} fixtures failed.`,
      ...failing.slice(0, MOST_TOLD).flatMap(({ told }) => told),
      ...(more > 0 ? [`… and ${more} more.`] : []),
      ...(failing.some(({ fixture }) => isRedacted(fixture)) ? [REDACTED] : []),
    ].join('\n'),
  );
}

interface Failing {
  fixture: FoundFixture;
  told: string[];
}

/** All that is wrong with the prefixes of a fixture, each thing once, with the shortest of those that it is wrong with. */
async function complaintsOf(fixture: FoundFixture, trial: Trial): Promise<Failing> {
  const prefixes = prefixesOf(fixture);
  const complaints = await Promise.all(prefixes.map(async (prefix) => trial(prefix)));
  const found = new Map<string, FoundFixture[]>();
  prefixes.forEach((prefix, at) => {
    const complaint = complaints[at];
    if (complaint === undefined) return;
    found.set(complaint, [...(found.get(complaint) ?? []), prefix]);
  });
  const told = [...found].map(([complaint, which]) => textOf(fixture, complaint, which));
  return { fixture, told };
}

function textOf(
  fixture: FoundFixture,
  complaint: string,
  [shortest = fixture, ...longer]: FoundFixture[],
): string {
  const where = `${fixture.at}, of version ${fixture.version}, ${lengthText(shortest, fixture)}`;
  const stop = complaint.endsWith('.') ? '' : '.';
  const more = longer.length > 0 ? ` The same with ${longer.length} longer ones.` : '';
  return `${where}: ${complaint}${stop}${more}`;
}

const REDACTED =
  'What failed is redacted, as it seems: if a handler or a translator goes by a placeholder, export the value with --keep.';

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
