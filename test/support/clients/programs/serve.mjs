import { createInterface } from 'node:readline';

const decode = (text) => Buffer.from(text, 'base64').toString();
const encode = (text) => Buffer.from(text).toString('base64');

/** Makes the calls that come in on stdin, one a line, all at once; see ../driver.ts for the lines. */
export function serve(call) {
  const answer = (number, status, headers, body) =>
    console.log([number, status, encode(headers), encode(body)].join('\t'));

  const lines = createInterface({ input: process.stdin });
  lines.on('close', () => process.exit());
  lines.on('line', async (line) => {
    const [number, , method, url, headers, body] = line.split('\t');
    const pairs = decode(headers).split('\n').filter(Boolean);
    try {
      const {
        status,
        headers: given,
        text,
      } = await call({
        method,
        url,
        headers: Object.fromEntries(pairs.map((pair) => pair.split(': '))),
        body: body ? decode(body) : undefined,
      });
      const shown = [...given].map(([name, value]) => `${name}: ${value}`).join('\n');
      answer(number, status, shown, text);
    } catch (error) {
      answer(number, 0, '', `${error} ${error.cause ?? ''}`);
    }
  });
}
