import { lookAgain } from '../../../cli/look-again';

test('an interruption ends a look that gets no answer', async () => {
  const controller = new AbortController();
  const looking = lookAgain(() => new Promise<never>(() => undefined), {
    place: 'here',
    signal: controller.signal,
    trouble: () => undefined,
  });
  controller.abort();
  expect(await looking).toBeUndefined();
});

test('a look that has an answer ends the looking', async () => {
  const signal = new AbortController().signal;
  const answer = lookAgain(() => Promise.resolve('it is there'), {
    place: 'here',
    signal,
    trouble: () => undefined,
  });
  expect(await answer).toBe('it is there');
});
