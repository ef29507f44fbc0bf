import { createServer } from 'node:http';
import { Dispatcher, request } from 'undici';
import { listen, shut } from '../../../../local/aws/listen';
import { forward } from '../../../../local/loadbalancer/proxy/forwarding';
import { Target } from '../../../../local/loadbalancer/proxy/target';
import { afterwards } from './fixture';

type Attempt = (handler: Required<Dispatcher.DispatchHandler>) => void;

const controller = { abort: () => undefined } as unknown as Dispatcher.DispatchController;
const broken: Attempt = (handler) =>
  handler.onResponseError(
    controller,
    Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  );
const brokenAfterSending: Attempt = (handler) => {
  handler.onRequestStart(controller, {});
  broken(handler);
};
const answered: Attempt = (handler) => {
  handler.onRequestStart(controller, {});
  handler.onResponseStart({ ...controller, rawHeaders: [] }, 200, {}, 'OK');
  handler.onResponseEnd(controller, {});
};

/** What a client gets when the target's connections do as told, one attempt after the other. */
async function statusAfter(...attempts: Attempt[]): Promise<number> {
  class Connections extends Dispatcher {
    override dispatch(_options: unknown, handler: Dispatcher.DispatchHandler): boolean {
      attempts.shift()?.(handler as Required<Dispatcher.DispatchHandler>);
      return true;
    }
  }
  const target = new Target({ host: '127.0.0.1', port: 1 }, new Connections());
  const server = createServer((incoming, response) =>
    forward(
      { request: incoming, response, port: 1, idleTimeoutMs: 1_000, answered: () => undefined },
      target,
    ),
  );
  afterwards(() => shut(server));
  const { statusCode, body } = await request(`http://127.0.0.1:${await listen(server, 0)}`);
  await body.dump();
  expect(target.inFlight).toBe(0);
  return statusCode;
}

test('an idle connection that breaks before the request is written to it costs nothing', async () => {
  expect(await statusAfter(broken, answered)).toBe(200);
});

test('a target all of whose connections break is a 502', async () => {
  expect(await statusAfter(broken, broken)).toBe(502);
});

test('a request whose bytes were sent is never sent again', async () => {
  expect(await statusAfter(brokenAfterSending, answered)).toBe(502);
});
