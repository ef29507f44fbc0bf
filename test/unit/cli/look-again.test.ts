import { lookAgain } from '../../../cli/look-again';
import { TransshipError } from '../../../core/errors';

const looking = () => {
  const troubles: string[] = [];
  const stopping = new AbortController();
  return {
    troubles,
    stopping,
    options: {
      place: 'here',
      signal: stopping.signal,
      trouble: (it: string) => void troubles.push(it),
    },
  };
};

test('that nobody answers for a while ends no following, and is told once', async () => {
  const { options, troubles } = looking();
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const answers = [away, away, undefined, 'ended'];
  const look = () => {
    const answer = answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  expect(await lookAgain(look, options)).toBe('ended');
  expect(troubles).toEqual([expect.stringContaining('here does not answer')]);
});

test('what another look cannot help ends it', async () => {
  const { options } = looking();
  const gone = new TransshipError('UpgradeNotFound', 'gone');
  await expect(lookAgain(() => Promise.reject(gone), options)).rejects.toBe(gone);
});

test('who is told to stop looks no more', async () => {
  const { options, stopping } = looking();
  let looks = 0;
  const look = () => {
    looks += 1;
    stopping.abort();
    return Promise.resolve(undefined);
  };
  expect(await lookAgain(look, options)).toBeUndefined();
  expect(looks).toBe(1);
});

test('who is told to stop does not wait for a look that gets no answer', async () => {
  const { options, stopping } = looking();
  const waiting = lookAgain(() => new Promise<never>(() => undefined), options);
  stopping.abort();
  expect(await waiting).toBeUndefined();
});
