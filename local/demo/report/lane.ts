import type { Evidence } from '../evidence';
import type { TimeScale } from './scale';

/** One strip of the timeline, drawn into its own coordinates: y from 0 to `height`, x by the shared scale. */
export interface Lane {
  title: string;
  /** What the picture says, for those who cannot see it. */
  description: string;
  height: number;
  /** Labels to the left of it. */
  labels: { y: number; text: string; className?: string }[];
  svg: string;
}

export type DrawLane = (evidence: Evidence, scale: TimeScale) => Lane;

/** The classes that give a place its colour: an instance's hue, pale on the old release and full on the new one. */
export function placeClass(
  { instances, releases }: Pick<Evidence, 'instances' | 'releases'>,
  instance: string,
  release?: string,
): string {
  const hue = `i${Math.max(0, instances.indexOf(instance))}`;
  return release === undefined ? hue : `${hue} ${release === releases.to ? 'new' : 'old'}`;
}
