/** The parts of dynalite that engine.ts reaches into; dynalite has no types of its own. */
declare module 'dynalite/db' {
  export interface Store {
    /** All tables' data, in memory. */
    db: unknown;
  }
  export function create(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): Store;
  /** The write units that an item of this size costs. */
  export function capacityUnits(item: object): number;
}

declare module 'dynalite/validations' {
  import type { Store } from 'dynalite/db';
  export function checkTypes(body: object, types: object): object;
  export function checkValidations(
    body: object,
    types: object,
    custom: unknown,
    store: Store,
  ): void;
}
