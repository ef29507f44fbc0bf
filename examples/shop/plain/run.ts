import { listenSettings } from '../domain/settings';
import { type Handlers, startPlainServer } from './server';

/**
 * Serves until SIGTERM, then finishes what is open and ends, as a careful server does that has nowhere to move its
 * requests to: what is not done within the platform's stop time-out is lost.
 */
export async function runPlain(handlers: Handlers): Promise<void> {
  const server = await startPlainServer(handlers, listenSettings());
  process.once('SIGTERM', () => void server.finish());
}
