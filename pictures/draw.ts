import { type RecordingName, readRecording } from '../recordings/recording';
import { courseOf } from './course';
import { readDefinition } from './definition';
import { graphOf } from './graph';

const titles: Record<RecordingName, string> = {
  succeeded: 'An upgrade of two instances that succeeded',
  failed: 'An upgrade to a release that cannot start',
};

/** File name → SVG of each picture; the same at each time for the same state machine and recordings. */
export async function drawAll(): Promise<Record<string, string>> {
  // An ES module, which this CommonJS package imports so.
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  const definition = readDefinition();
  const draw = (name: RecordingName) =>
    viz.renderString(graphOf(definition, courseOf(readRecording(name).events), titles[name]), {
      format: 'svg',
    });
  return {
    'upgrade-succeeded.svg': draw('succeeded'),
    'upgrade-failed.svg': draw('failed'),
  };
}
