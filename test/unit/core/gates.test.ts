import { sumFigures } from '../../../core/census';
import { type InFlight, trippedGates } from '../../../core/gates';
import type { NodeFigures } from '../../../core/node';
import { nodeRecord } from '../../support/ghost';

const none = { owned: 0, relayed: 0, staying: 0, parked: 0, resumed: 0, finished: 0, fenced: 0 };
const counted = (...nodes: Partial<NodeFigures>[]): InFlight['figures'] =>
  sumFigures(nodes.map((but) => nodeRecord({ node: 'a', figures: { ...none, ...but } })));

test('a gate that is not asked for is open, whatever is counted', () => {
  const figures = counted({ fenced: 9, failedHandovers: 9, finished: 9, movedFinished: 9 });
  expect(trippedGates({}, { figures, oldestParkedSeconds: 900 })).toEqual([]);
});

test('what is as much as a gate says passes it, and what is more does not', () => {
  const gates = { failedHandovers: 1, fencedWrites: 2, oldestParkedSeconds: 60 };
  const atMost = { failedHandovers: 1, fenced: 2 };
  expect(trippedGates(gates, { figures: counted(atMost), oldestParkedSeconds: 60 })).toEqual([]);
  const more = counted({ failedHandovers: 1, fenced: 1 }, { failedHandovers: 1, fenced: 2 });
  expect(trippedGates(gates, { figures: more, oldestParkedSeconds: 61 })).toEqual([
    '2 could not be gone on with (gates.failedHandovers: 1)',
    '3 writes were refused because another node had taken over (gates.fencedWrites: 2)',
    'one has waited for 61 s to be claimed (gates.oldestParkedSeconds: 60)',
  ]);
});

const points = { failedMovedPoints: 10 };

test('moved executions may fail as often as those begun on the release, and so many points more', () => {
  // Of 20 begun 4 failed, of 10 moved 3: 30 % and 20 %.
  const figures = { finished: 30, failed: 7, movedFinished: 10, movedFailed: 3 };
  expect(trippedGates(points, { figures: counted(figures) })).toEqual([]);
  expect(
    trippedGates(points, { figures: counted({ ...figures, failed: 8, movedFailed: 4 }) }),
  ).toEqual([
    '4 of 10 (40 %) of those that were moved failed, and 4 of 20 (20 %) of those begun there (gates.failedMovedPoints: 10)',
  ]);
});

test('fewer than five moved executions trip no gate, and five do, also if none was begun there', () => {
  const all = (count: number) =>
    counted({ finished: count, failed: count, movedFinished: count, movedFailed: count });
  expect(trippedGates(points, { figures: all(4) })).toEqual([]);
  expect(trippedGates(points, { figures: all(5) })).toEqual([
    '5 of 5 (100 %) of those that were moved failed, and 0 of 0 (0 %) of those begun there (gates.failedMovedPoints: 10)',
  ]);
});

test('nodes of a runtime that did not count them trip no gate', () => {
  const gates = { failedHandovers: 0, fencedWrites: 0, failedMovedPoints: 0 };
  expect(trippedGates(gates, { figures: counted({ finished: 100 }) })).toEqual([]);
});
