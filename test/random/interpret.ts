import { setTimeout as delay } from 'node:timers/promises';
import type { Context, Json } from '../../runtime';
import { keyOf } from './occurrences';
import type { Branch, Leaf, Node, Tree } from './tree';
import { Refused, caughtAs, summary, valueOf } from './values';

/** A run of a step's work. */
export interface Effect {
  /** Which step it is, whatever its name. */
  step: string;
  idempotencyKey: string;
}

/** A program as a service's handler. Each run of a step is told; the result tells the outcome of each. */
export const handlerOf =
  (tree: Tree, onEffect: (effect: Effect) => void) =>
  (ctx: Context): Promise<Json> => {
    const inTurn = async (scope: Context, nodes: Tree, rounds: number[], results: Json[] = []) => {
      for (const node of nodes) results.push(await play(scope, node, rounds));
      return results;
    };

    const play = async (scope: Context, node: Node, rounds: number[]): Promise<Json> => {
      if (node.kind === 'branch') return branch(scope, node, rounds);
      if (node.kind === 'parallel')
        return Promise.all(node.of.map((each) => play(scope, each, rounds)));
      if (node.kind !== 'caught') return leaf(scope, node, rounds);
      const results: Json[] = [];
      try {
        return await inTurn(scope, node.of, rounds, results);
      } catch (error) {
        return [...results, caughtAs(error as Error)];
      }
    };

    const branch = async (scope: Context, node: Branch, rounds: number[]): Promise<Json> => {
      const { name, times, sideBySide, of } = node;
      const once = (_: unknown, round: number) =>
        scope.branch(name, (within) => inTurn(within, of, [...rounds, round]));
      if (sideBySide) return Promise.all(Array.from({ length: times }, once));
      const results: Json[] = [];
      for (let round = 0; round < times; round++) results.push(await once(undefined, round));
      return results;
    };

    const leaf = async (scope: Context, node: Leaf, rounds: number[]): Promise<Json> => {
      if (node.kind === 'wait') return scope.wait(node.name, node.ms).then(() => 'waited');
      const step = keyOf(node, rounds);
      const value = await scope.step<Json>(node.name, async ({ idempotencyKey }) => {
        onEffect({ step, idempotencyKey });
        if (node.ms > 0) await delay(node.ms);
        if (node.kind === 'failing') throw new Refused(step);
        return valueOf(node.size, step, node.shapes);
      });
      return summary(value);
    };

    return inTurn(ctx, tree, []);
  };
