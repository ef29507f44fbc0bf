import { TransshipError } from '../../core/errors';
import { type Recorded, recordedOf } from '../../core/recorded';
import { toJson } from '../execution/values';
import { type Difference, inverse } from './difference';
import { addedBy, keptTwice } from './keys';
import type { Translator } from './translator';

/** The way from the records of one version to those of another, over all versions in between. */
export class Passage {
  constructor(
    readonly from: string,
    readonly to: string,
    private readonly differences: Difference[],
  ) {}

  /** The record in the words of `to`. What it throws says why this one cannot be translated. Errors: `TranslationFailed`. */
  translate(record: Recorded): Recorded {
    try {
      // What translators do with it must not be seen by whoever has the record.
      return sound(this.differences.reduce((translated, { up }) => up(translated), copy(record)));
    } catch (cause) {
      const { from, to } = this;
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `Its record of version ${from} cannot be translated to version ${to}: ${reason}`;
      throw new TransshipError('TranslationFailed', message, { cause });
    }
  }

  /** Whether what was cut off under `from` is done again under `to`. */
  get redoes(): boolean {
    return this.differences.every(({ redoes }) => redoes.up);
  }

  /** Paths that `to` has and `from` has not. */
  get added(): string[] {
    return addedBy(this.differences);
  }

  /** A path that would share its idempotency key with another, whichever version an execution was begun on. */
  get keptTwice(): string | undefined {
    return keptTwice(this.differences) ?? keptTwice(this.reversed().differences);
  }

  reversed(): Passage {
    return new Passage(this.to, this.from, this.differences.map(inverse).reverse());
  }

  then(next: Passage): Passage {
    return new Passage(this.from, next.to, [...this.differences, ...next.differences]);
  }
}

const copy = (record: Recorded): Recorded => structuredClone(recordedOf(record));

/** Translators are code of others': what they make must be what could have been recorded. */
const sound = ({ input, outcomes, renamings }: Recorded): Recorded => ({
  input: toJson(input, 'The input'),
  outcomes: outcomes.map((outcome) =>
    outcome.kind === 'step' && outcome.result.ok
      ? {
          ...outcome,
          result: { ok: true, value: toJson(outcome.result.value, `The outcome of ${outcome.id}`) },
        }
      : outcome,
  ),
  renamings,
});

/**
 * The ways from every other version that the translators lead from to this one. Errors: `InvalidOption`, where they leave a
 * gap, where two ways lead to one version, or where a name is dropped and given to another step later.
 */
export function passagesTo(service: string, version: string, translators: Translator[]): Passage[] {
  const edges = translators.flatMap(({ from, to, differences }) => {
    const way = new Passage(from, to, differences);
    return [way, way.reversed()];
  });
  const found = new Map([[version, new Passage(version, version, [])]]);
  let used = 0;
  for (const onward of found.values())
    for (const way of edges.filter(({ to }) => to === onward.from)) {
      // Back along the way that it came by is no second way.
      if (found.has(way.from)) continue;
      found.set(way.from, way.then(onward));
      used += 1;
    }
  const versions = new Set(edges.map(({ from }) => from));
  const lost = [...versions].filter((each) => !found.has(each));
  if (lost.length > 0)
    throw invalid(
      `The translators of service ${service} lead to version ${version} from ${[...found.keys()].join(', ')}, and not from ${lost.join(', ')}: there is a gap.`,
    );
  if (used < translators.length)
    throw invalid(`The translators of service ${service} lead two ways to one version.`);
  found.delete(version);
  const passages = [...found.values()];
  for (const { from, keptTwice: path } of passages)
    if (path !== undefined)
      throw invalid(
        `Between versions ${from} and ${version}, the translators of service ${service} add ${path} where another ${path} was dropped: they would have the same idempotency key. Give the new one another name.`,
      );
  return passages;
}

const invalid = (message: string): TransshipError => new TransshipError('InvalidOption', message);
