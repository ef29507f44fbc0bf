import { createServer } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { hookPoints, type HookPoint, type HookRequest } from '../../core/hook';
import { listen, shut } from '../../local/aws/listen';
import type { LocalHooks } from '../../local/deployment/hooks';

export interface HookAnswers {
  /** To be deployed: a function at every point, each of which asks here what to say. */
  hooks: LocalHooks;
  /** All that was asked since the last `forget`, in order. */
  asked: HookRequest[];
  /** What to say; `{ throws }` has the function fail. Default: that it is done. */
  answer: (request: HookRequest) => object | Promise<object>;
  close(): Promise<void>;
}

const done = () => ({ hookStatus: 'SUCCEEDED' });

/** Hooks that say what a test wants. */
export async function startHookAnswers(hookSeconds = 60): Promise<HookAnswers> {
  const server = createServer((request, response) => {
    void json(request)
      .then((event) => {
        answers.asked.push(event as HookRequest);
        return answers.answer(event as HookRequest);
      })
      .catch((error: unknown) => ({ throws: String(error) }))
      .then((answer) => response.end(JSON.stringify(answer)));
  });
  const url = `http://127.0.0.1:${await listen(server, 0)}`;
  const hook = {
    handlerFile: join(__dirname, '../fixtures/lambda/hook.ts'),
    timeoutSeconds: 30,
    environment: { HOOK_URL: url },
    hookSeconds,
  };
  const answers: HookAnswers = {
    hooks: Object.fromEntries(hookPoints.map((point: HookPoint) => [point, hook])),
    asked: [],
    answer: done,
    close: () => shut(server),
  };
  return answers;
}
