import { type Service, startNode } from '../../runtime';
import { listenSettings } from './domain/settings';
import { startHttpServer } from './http-server';

/** What the container of the component `orders` runs, on any release: serves until it is told to end. */
export async function serve(services: Service[]): Promise<void> {
  const node = await startNode({ services });
  const server = await startHttpServer(
    (request, response) => node.handler(request, response),
    listenSettings(),
  );
  // Moves what is half done to other nodes, then ends.
  process.once('SIGTERM', () => void node.stop().then(() => server.finish()));
}

/** A quote is over in a moment: only one that hangs is worth saving. In ms. */
export const quotesSavedAfter = 5_000;
