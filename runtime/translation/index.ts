export { changed, changedInput } from './changed';
export type { Difference, Translate } from './difference';
export { type Inserted, type Removed, type ValueOf, inserted, removed } from './inserted';
export { renamed } from './renamed';
export { type Translator, translator } from './translator';
