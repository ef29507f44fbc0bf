import type { Console } from '../console';
import type { ExitCode } from '../exit';
import type { Place, PlaceOptions } from '../cloud/place';

/** What a verb is given besides its own options. */
export interface Context {
  console: Console;
  place: Place;
}

export interface CommonOptions extends PlaceOptions {
  json?: boolean;
}

export type Verb<Options> = (context: Context, options: Options) => Promise<ExitCode>;
