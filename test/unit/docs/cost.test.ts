import { costParts } from '../../../bench/cost/parts';
import { type Price, costOf, prices } from '../../../bench/cost/prices';
import { courseOf, enteredIn, walk } from '../../../bench/cost/walk';
import { type Recorded, readRecording } from '../../../recordings/recording';
import { madeParts, squeezed } from './made';

const invocationsIn = (events: Recorded[]) => events.filter(({ lambda }) => lambda !== undefined);

test('the tables of docs/cost.md are what `npm run cost -- --write` makes of prices and counts', async () => {
  const made = Object.entries(await costParts()).map(([name, part]) => [name, squeezed(part)]);
  expect(madeParts('cost.md')).toEqual(Object.fromEntries(made));
});

test('the state machine goes as in the recorded upgrade, state by state; if not, `npm run record` anew', async () => {
  const { events } = readRecording('succeeded');
  const walked = await walk(2, courseOf(readRecording('succeeded')));
  expect(walked.entered).toEqual(enteredIn(events));
  expect(walked.events).toBe(events.length);
  const invocations = Object.values(walked.invoked).reduce((sum, times) => sum + times, 0);
  expect(invocations).toBe(invocationsIn(events).length);
});

test('every price names the page of AWS that has it', () => {
  for (const price of Object.values<Price>(prices))
    expect(price).toMatchObject({
      value: expect.any(Number) as number,
      page: expect.stringMatching(/^https:\/\/aws\.amazon\.com\/[a-z-]+\/pricing\/$/) as string,
    });
  expect(costOf('transition', 4_000)).toBeCloseTo(0.1);
});
