import { readRecording } from '../recordings/recording';
import { eventTable, failureIn, handoverIn } from './excerpt';

/** Parts of docs/console.md, by their names there. */
export const consoleParts = (): Record<string, string> => ({
  'a handover': eventTable(handoverIn(readRecording('succeeded').events)),
  'a failure': eventTable(failureIn(readRecording('failed').events)),
});
