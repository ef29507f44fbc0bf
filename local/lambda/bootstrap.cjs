// Runs in a function's process, as AWS's own bootstrap does: takes one event at a time and answers with what the
// handler made of it. Events and answers cross as JSON text, so that what JSON cannot carry is lost here too.
const { load } = require('./load.cjs');

const { exports: handlers, keepCompiled } = load(process.env.HANDLER_FILE);
const handler = handlers[process.env.HANDLER_NAME];

const failed = (errorType, errorMessage, trace = []) => ({
  ok: false,
  errorType,
  errorMessage,
  trace,
});

const thrown = (error) =>
  error instanceof Error
    ? failed(error.name, error.message, String(error.stack).split('\n'))
    : failed(typeof error, String(error));

async function answer(event) {
  let result;
  try {
    result = await handler(JSON.parse(event));
  } catch (error) {
    return thrown(error);
  }
  try {
    return { ok: true, payload: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    return failed('Runtime.MarshalError', `Unable to stringify response body: ${error.message}`);
  }
}

process.on('message', async (event) => {
  process.send(await answer(event));
  keepCompiled();
});

// The leash lets a process go that has nothing left to do; this one is kept warm.
process.channel.ref();
