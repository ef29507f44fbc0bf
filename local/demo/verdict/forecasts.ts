import type { Move } from '../../../core/receipt';
import type { ExecutionForecast } from '../../../core/rehearsal';
import type { Evidence } from '../evidence';

/** What was forecast of orders in the rehearsal, held against what then happened to each. */
export interface Forecasts {
  rehearsed: number;
  /** They moved to the instance that had rehearsed them, or stayed, as was forecast. */
  asForecast: number;
  /** They could have moved, and had ended before they had to. */
  endedBefore: number;
  /** A sentence for each that went otherwise. */
  otherwise: string[];
}

/** Undefined: nothing was rehearsed. */
export function judgeForecasts({
  forecasts,
  receipts,
  requests,
  upgrade: { rehearsal },
}: Pick<Evidence, 'forecasts' | 'receipts' | 'requests' | 'upgrade'>): Forecasts | undefined {
  if (!rehearsal) return undefined;
  const orderOf = new Map(
    requests.flatMap(({ service, id, execution }) =>
      service === 'orders' && execution !== undefined ? [[execution, id] as const] : [],
    ),
  );
  const ofOrders = forecasts.flatMap((forecast) => {
    const order = orderOf.get(forecast.execution);
    return order === undefined ? [] : [{ order, forecast }];
  });
  const outcomes = ofOrders.map(({ order, forecast }) =>
    compare(order, forecast, arrival(receipts[order] ?? [], rehearsal)),
  );
  const count = (kind: string) => outcomes.filter((outcome) => outcome === kind).length;
  return {
    rehearsed: ofOrders.length,
    asForecast: count('as forecast'),
    endedBefore: count('ended before'),
    otherwise: outcomes.filter(
      (outcome) => outcome !== 'as forecast' && outcome !== 'ended before',
    ),
  };
}

/** The first move to the instance that had rehearsed it. */
const arrival = (moves: Move[], { instance, at }: { instance: string; at: number }) =>
  moves.find(
    ({ to, from, claimedAt }) =>
      to.instance === instance && from?.instance !== instance && claimedAt >= at,
  );

function compare(order: string, { kind, reason }: ExecutionForecast, moved: Move | undefined) {
  const became = moved && (moved.translated ? 'translated' : 'movable');
  if (kind === 'pinned' && !became) return 'as forecast';
  if (kind === became) return 'as forecast';
  if ((kind === 'movable' || kind === 'translated') && !became) return 'ended before';
  return `${order} was forecast as ${kind}${reason ? ` (${reason})` : ''}, and was ${became ?? 'not moved'}`;
}
