import { type Reached, reach } from '../cloud/cluster';
import { lookAt } from '../cloud/look';
import { Events } from '../cloud/upgrades';
import type { Console } from '../console';
import { exitCodes } from '../exit';
import { interruption } from '../../local/interruption';
import { lookAgain } from '../look-again';
import { statusText } from '../render/status';
import { span } from '../render/words';
import { type View, changes } from '../render/watch';
import { chaptersIn } from '../story/chapters';
import { Screen } from '../render/screen';
import type { Verb } from './verb';

/** Shows how the cluster stands until it is interrupted: live on a terminal, elsewhere a line for what has changed. */
export const watch: Verb<object> = async ({ console, place }) => {
  const signal = interruption();
  const reached = await reach(place);
  const show = shower(console);
  const current = new Current();
  await lookAgain(
    async () => {
      show(await view(reached, current));
      return undefined;
    },
    { place: place.name, signal, trouble: (text) => console.say(`! ${text}`) },
  );
  return exitCodes.interrupted;
};

/** What the upgrade that holds the lock is doing. */
class Current {
  private events: Events | undefined;
  private execution: string | undefined;

  async chapter(execution: string | undefined): Promise<View['chapter']> {
    if (execution !== this.execution)
      this.events = execution === undefined ? undefined : new Events(execution);
    this.execution = execution;
    return this.events && chaptersIn(await this.events.look()).at(-1);
  }
}

async function view(reached: Reached, current: Current): Promise<View> {
  const { look } = await lookAt(reached);
  const { lock } = look;
  const running = lock.state === 'held' || lock.state === 'cleaning up' ? lock.holder : undefined;
  return { at: new Date(), look, chapter: await current.chapter(running) };
}

function shower(console: Console): (view: View) => void {
  if (console.live) {
    const screen = new Screen(process.stdout);
    return (shown) => screen.draw(liveText(shown, console));
  }
  let before: View | undefined;
  return (shown) => {
    changes(before, shown).forEach((line) => console.say(line));
    before = shown;
  };
}

function liveText({ at, look, chapter }: View, { colors }: Console): string {
  const doing = chapter
    ? [
        `${chapter.state}${chapter.instance ? ` · ${chapter.instance}` : ''}, for ${span(Math.max(0, at.getTime() - chapter.from.getTime()))}${chapter.says ? `: ${chapter.says}` : ''}`,
        ...chapter.problems.slice(-1).map((problem) => colors.yellow(`! ${problem}`)),
      ]
    : [];
  return [
    statusText(look, colors),
    ...doing,
    colors.dim(`${at.toISOString().slice(11, 19)} UTC, Ctrl-C ends watching and nothing else`),
  ].join('\n');
}
