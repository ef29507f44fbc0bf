/** A process that runs programs on a store of its own, and tells the one that has started it what came of each. */
import { hastyTable } from '../support/storm';
import { startStore } from '../support/store';
import { type Figures, figuresOf } from './figures';
import { perform } from './perform';
import { told } from './told';

export interface Order {
  seeds: number[];
  atOnce: number;
  /** Everything is told, also of what is as it must be. */
  details: boolean;
}

export interface Report {
  seed: number;
  figures: Figures;
  violations: number;
  /** Undefined: nothing is worth telling. */
  text?: string;
}

/** Resolves once it is sent: what is not yet when this process disconnects would be lost. */
const tell = (report: Report) =>
  new Promise<void>((resolve, reject) => {
    process.send?.(report, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });

async function carryOut({ seeds, atOnce, details }: Order): Promise<void> {
  const store = await startStore();
  const hasty = hastyTable(store);
  const open = [...seeds];
  const one = async () => {
    for (let seed = open.shift(); seed !== undefined; seed = open.shift()) {
      const performed = await perform(store, hasty, seed);
      const { scenario, shares, violations } = performed;
      const text = details || violations.length > 0 ? told(performed) : undefined;
      const figures = figuresOf(scenario, shares);
      await tell({ seed, figures, violations: violations.length, text });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

process.once('message', (order: Order) => {
  carryOut(order).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error);
      process.exit(2);
    },
  );
});
// Also when nobody is there any more to be told.
process.once('disconnect', () => process.exit());
