import { TransshipError } from '../core/errors';
import { staysText } from '../core/stays';
import type { Event, Progress } from './await-handover';

/** What keeps an instance from being vacated. */
export type Left = Pick<
  Progress,
  'figures' | 'tasks' | 'vacated' | 'silent' | 'needed' | 'staying'
> &
  Pick<Progress, 'waited'>;

/** It was not vacated in time. */
export function timedOut({ instance, options }: Event, left: Left, longest: number) {
  const { figures, tasks, vacated, silent, needed } = left;
  const counts = Object.entries(figures).map(([figure, count]) => `${figure} ${count}`);
  const unheard =
    silent > 0 && !options.firstAdoption
      ? ` ${silent} tasks have never told of themselves: if there is no runtime in them, options.firstAdoption says so.`
      : '';
  const message = `Instance ${instance.name} was not vacated within ${longest} s: ${vacated} of ${tasks} tasks are; ${counts.join(', ')}; ${needed} that only this instance can go on with${which(left)}.${unheard} Run the update again, with a longer handoverTimeoutSeconds if its steps take that long.`;
  return new TransshipError('HandoverTimedOut', message);
}

/** What stays on it was not finished in time. */
export function stayedTooLong({ instance, options }: Event, left: Left): TransshipError {
  const { needed, waited } = left;
  const { then } = options.staying ?? {};
  const advice =
    then === 'rollBack'
      ? "with more seconds in options.staying, or with then: 'extend' or 'fail'; or update to a release that reads what these have saved."
      : 'once they are finished; or update to a release that reads what these have saved.';
  const many = needed === 1 ? '1 execution has' : `${needed} executions have`;
  const message = `${many} stayed on instance ${instance.name} for ${waited} s, and nobody else can go on with that${which(left)}. Run the update again ${advice}`;
  return new TransshipError('StayedTooLong', message);
}

const which = ({ staying = [] }: Left): string =>
  staying.length > 0 ? `: ${staysText(staying)}` : '';
