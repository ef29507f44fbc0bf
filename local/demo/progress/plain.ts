import { clockTime } from '../report/scale';
import { count, duration } from '../wording';
import type { Progress } from './progress';
import type { View } from './view';

const EVERY_MS = 10_000;

/** Lines that any log can keep. */
export class PlainProgress implements Progress {
  private readonly from = Date.now();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly stream: Pick<NodeJS.WritableStream, 'write'>) {}

  say(text: string): void {
    this.stream.write(`${clockTime(Date.now(), this.from)} ${text}\n`);
  }

  follow(look: () => View): void {
    this.end();
    this.timer = setInterval(() => this.say(summary(look())), EVERY_MS);
  }

  end(): void {
    clearInterval(this.timer);
  }
}

export function summary({ instances, traffic, quotes, moved }: View): string {
  const shares = instances.map(
    ({ name, share, orders }) => `${name} ${Math.round(share * 100)} %, ${orders} orders`,
  );
  const { quotes: short, orders: long } = traffic;
  return [
    `  ${count(short.sent + long.sent)} sent, ${count(short.failed + long.failed)} failed`,
    ...(quotes.count > 0 ? [`quotes p99 ${duration(quotes.p99)}`] : []),
    `${moved} moved`,
    ...shares,
  ].join(' · ');
}
