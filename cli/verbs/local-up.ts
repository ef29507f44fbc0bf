import type * as Up from '../local/up';
import { TransshipError } from '../../core/errors';
import { createConsole, type Surroundings } from '../console';
import { exitCodes, type ExitCode } from '../exit';
import { interruption } from '../../local/interruption';
import { localFile } from '../local/file';

const ORDER = JSON.stringify({
  order: '1',
  customer: 'Ada',
  lines: [{ sku: 'kettle', quantity: 1 }],
  seconds: 30,
});

/** Starts the embedded cloud and keeps it, until it is interrupted. */
export async function localUp(
  options: Up.UpOptions & { json?: boolean },
  surroundings: Surroundings,
): Promise<ExitCode> {
  const console = createConsole(surroundings, options);
  const { up } = load();
  const signal = interruption();
  console.say('Starting a cloud on this machine, and the shop at release 1.');
  await up(options, signal, (cloud, { instances }) =>
    console.result(cloud, () =>
      [
        `Cluster ${cloud.cluster} serves at ${cloud.url} (${instances.map(({ name }) => name).join(', ')}).`,
        `Where it is, is told in ${localFile()}, for every verb with --local in this directory:`,
        '',
        '  transship status --local',
        '  transship upgrade --local --release 2 --follow',
        '',
        'An order that takes half a minute:',
        '',
        `  curl -L ${cloud.url}/orders -H 'content-type: application/json' -d '${ORDER}'`,
        '',
        'Ctrl-C takes everything down.',
      ].join('\n'),
    ),
  );
  console.say('Everything is taken down.');
  return exitCodes.done;
}

/** Only a clone has the embedded cloud; the package has not. Errors: `LocalCloudMissing`. */
function load(): typeof Up {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('../local/up') as typeof Up;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    const message =
      'The embedded cloud is not part of the package. Clone Transship, and there: npm ci && npm run transship -- local up.';
    throw new TransshipError('LocalCloudMissing', message, { cause: error });
  }
}
