import { listenSettings } from '../domain/settings';
import { startCatalog } from './server';

// The component `catalog`: what its container runs.
void startCatalog(listenSettings()).then((server) =>
  process.once('SIGTERM', () => void server.finish()),
);
