import { resolve } from 'node:path';
import { TransshipError } from '../core/errors';
import { type DemoOptions, parseOptions } from './demo/options';
import { verdictText } from './demo/print-verdict';
import { colorsFor, createProgress } from './demo/progress/progress';
import { runDemo } from './demo/run';
import { interruption } from './interruption';

// `npm start`: the whole idea, on one machine. Exit codes: 0 all held, 1 something did not, 2 wrong options,
// 130 interrupted.

const { stdout, stderr, env: environment } = process;

// The versions of the AWS SDK that are pinned here support Node.js 20; that later ones will not is nobody's concern now.
environment.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

async function demonstrate(options: DemoOptions, signal: AbortSignal): Promise<number> {
  const progress = createProgress({ stream: options.json ? stderr : stdout, environment });
  const { verdict, report } = await runDemo(options, progress, signal);
  if (options.json) stdout.write(`${JSON.stringify(verdict, undefined, 2)}\n`);
  else stdout.write(`\n${verdictText(verdict, colorsFor({ stream: stdout, environment }))}\n\n`);
  progress.say(`Report: ${resolve(report.html)}`);
  progress.say(`As JSON: ${resolve(report.json)}`);
  if (report.logs !== undefined) progress.say(`Logs of the nodes: ${resolve(report.logs)}`);
  return verdict.passed ? 0 : 1;
}

async function main(): Promise<number> {
  const signal = interruption();
  try {
    const options = parseOptions(process.argv.slice(2));
    if ('help' in options) {
      stdout.write(options.help);
      return 0;
    }
    return await demonstrate(options, signal);
  } catch (error) {
    if (signal.aborted) return 130;
    if (!(error instanceof TransshipError)) throw error;
    stderr.write(`${error.name}: ${error.message}\n`);
    return error.name === 'InvalidOption' ? 2 : 1;
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
