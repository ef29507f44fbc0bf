#!/usr/bin/env node
// A custom runtime of Lambda's: MiniStack's own one for Node.js forgets how errors are named.
const exported = require('./index.js');

// The function's handler, which MiniStack does not tell a custom runtime: of `index.drain`, `drain`.
const handler = exported[process.env.HANDLER_EXPORT];

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

async function serveNext() {
  const next = await fetch(`${api}/next`);
  const request = next.headers.get('lambda-runtime-aws-request-id');
  const tell = (path, body) =>
    fetch(`${api}/${request}/${path}`, { method: 'POST', body: JSON.stringify(body ?? null) });
  try {
    const context = { functionName: process.env.AWS_LAMBDA_FUNCTION_NAME };
    await tell('response', await handler(await next.json(), context));
  } catch ({ name, message }) {
    await tell('error', { errorType: name, errorMessage: message, stackTrace: [] });
  }
}

async function main() {
  for (;;) await serveNext();
}

void main();
