#!/usr/bin/env node
import { exitCodes } from './exit';
import { main } from './main';

// The versions of the AWS SDK that are used here support Node.js 20; that later ones will not is nobody's concern now.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Whoever read the output has left.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // What was still being asked would keep the process until it is answered.
  if (code === exitCodes.interrupted) process.exit();
});
