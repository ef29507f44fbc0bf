import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Release } from '../core/cluster';
import { TransshipError } from '../core/errors';
import { type UpdateRequest, parseUpdate } from '../core/update';
import type { Place } from './cloud/place';
import type { AskedOptions } from './update-options';

/** What an upgrade is asked for by: a manifest, flags, or both; flags go before. */
export interface Asked {
  manifest: Manifest;
  update: Release;
  /** Name of a release that the embedded cloud has published. */
  release?: string;
  options: AskedOptions;
}

/** What the state machine is started with, or a part of it, as somebody has written it. */
export interface Manifest {
  cluster?: unknown;
  update?: unknown;
  options?: unknown;
}

/** Errors: `InvalidOption`, `InvalidUpdate`. */
export function requestFrom(
  { manifest, update, release, options }: Asked,
  place: Place,
): UpdateRequest {
  const { cluster = place.cluster } = manifest;
  if (cluster !== place.cluster) {
    const message = `The manifest is for cluster ${JSON.stringify(cluster)}, and --cluster says ${place.cluster}.`;
    throw new TransshipError('InvalidOption', message);
  }
  return parseUpdate({
    ...manifest,
    cluster,
    update: merge(manifest.update, releaseNamed(release, place), update),
    options: merge(manifest.options, options),
  });
}

/** What is no object is left as it is, for `parseUpdate` to complain of. */
const merge = (first: unknown, ...others: object[]): unknown =>
  first === undefined || isObject(first) ? Object.assign({}, first, ...others) : first;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function releaseNamed(name: string | undefined, { local }: Place): Release {
  if (name === undefined) return {};
  const release = local?.releases[name];
  if (release) return release;
  const message = local
    ? `The embedded cloud has no release ${name}; it has ${Object.keys(local.releases).join(', ')}.`
    : '--release names what the embedded cloud has published, and goes with --local only. Use --update.';
  throw new TransshipError('InvalidOption', message);
}

/** `path` is `-` for standard input. Errors: `InvalidOption`. */
export async function readManifest(path: string): Promise<Manifest> {
  const name = path === '-' ? 'standard input' : path;
  try {
    const content = path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
    const manifest: unknown = JSON.parse(content);
    if (isObject(manifest)) return manifest;
  } catch (error) {
    const message = `The manifest cannot be read from ${name}: ${(error as Error).message}.`;
    throw new TransshipError('InvalidOption', message, { cause: error });
  }
  throw new TransshipError('InvalidOption', `The manifest in ${name} is not a JSON object.`);
}
