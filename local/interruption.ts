/** So soon after the first, a second signal is the same one: npm passes on what the terminal sends to both. */
const SAME_SIGNAL_MS = 500;

/**
 * Aborts at the first Ctrl-C (or SIGTERM, SIGHUP, or when whoever read the output has left), so that everything is taken
 * down in order; a second one ends at once, and the children with it.
 */
export function interruption({ stdout, stderr } = process): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const interrupt = () => {
    if (!controller.signal.aborted) first = performance.now();
    else if (performance.now() - first > SAME_SIGNAL_MS) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  for (const stream of [stdout, stderr]) stream.on('error', () => controller.abort());
  return controller.signal;
}
