import type { Evidence, TaskSample } from '../../evidence';
import { escape } from '../html';
import { type DrawLane, placeClass } from '../lane';
import { round } from '../scale';

const ROW = 11;
const GAP = 8;

interface TaskLife {
  task: string;
  release: string;
  from: number;
  to: number;
  stopping: number | undefined;
  sealed: number | undefined;
}

/** Every task a bar from when it was first listed to when it was gone; a diamond where it has sealed. */
export const tasksLane: DrawLane = (evidence, scale) => {
  const labels: { y: number; text: string }[] = [];
  const bars: string[] = [];
  let top = 0;
  for (const instance of evidence.instances) {
    const lives = livesOf(instance, evidence);
    labels.push({ y: top + ROW, text: instance });
    lives.forEach((life, row) => {
      const y = top + row * ROW;
      const x = scale.x(life.from);
      const gone = life.stopping ?? life.to;
      const title = `${life.task.split('/').at(-1)} · ${instance}, release ${life.release}`;
      bars.push(
        `<rect class="${placeClass(evidence, instance, life.release)}" x="${x}" y="${y + 1}" width="${round(scale.x(gone) - x)}" height="${ROW - 3}" rx="2"><title>${escape(title)}</title></rect>`,
        `<path class="stopping" d="M${scale.x(gone)} ${y + ROW / 2}H${scale.x(life.to)}"/>`,
      );
      if (life.sealed !== undefined)
        bars.push(`<path class="seal" d="M${scale.x(life.sealed)} ${y}l5 5l-5 5l-5 -5z"/>`);
    });
    top += lives.length * ROW + GAP;
  }
  return {
    title: 'Tasks',
    description: 'Every task of every instance, by release, and when it had sealed its drain.',
    height: Math.max(1, top - GAP),
    labels,
    svg: bars.join(''),
  };
};

function livesOf(instance: string, { samples, definitions, images, releases }: Evidence) {
  const lives = new Map<string, TaskLife>();
  samples.forEach((sample, index) => {
    const until = samples[index + 1]?.at ?? sample.at;
    for (const seen of sample.instances[instance]?.tasks ?? []) {
      const life = lives.get(seen.task) ?? begun(seen, sample.at);
      lives.set(seen.task, {
        ...life,
        to: until,
        stopping: life.stopping ?? (seen.stopping ? sample.at : undefined),
        sealed: life.sealed ?? (seen.sealed === undefined ? undefined : sample.at),
      });
    }
  });
  return [...lives.values()];

  function begun({ task, definition }: TaskSample, at: number): TaskLife {
    const installed = definitions[definition]?.images ?? {};
    const isNew = Object.entries(images.to).every(([name, image]) => installed[name] === image);
    const release = isNew ? releases.to : releases.from;
    return { task, release, from: at, to: at, stopping: undefined, sealed: undefined };
  }
}
