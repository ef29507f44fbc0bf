import { createColors } from 'picocolors';
import { LiveProgress } from '../../../../../local/demo/progress/live';
import { createProgress } from '../../../../../local/demo/progress/progress';
import { PlainProgress } from '../../../../../local/demo/progress/plain';
import { view } from './view';

/** A terminal that keeps what is written to it. */
const screen = (columns: number, rows = 24) => {
  const written: string[] = [];
  const write = (text: string) => (written.push(text), true);
  return { columns, rows, write: write as never, written };
};

// No second passes between the beginning and what is said.
beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(0));
afterEach(() => jest.restoreAllMocks());

test('what is said stands above the view, and the view is gone at the end', () => {
  const terminal = screen(80);
  const progress = new LiveProgress(terminal, createColors(false));
  progress.follow(() => view);
  progress.say('Drain · first');
  progress.end();
  progress.say('Report: report/index.html');
  expect(replay(terminal.written)).toEqual([
    '0:00  Drain · first',
    '0:00  Report: report/index.html',
  ]);
});

test('the cursor is hidden while the view moves, and shown again', () => {
  const terminal = screen(80);
  const progress = new LiveProgress(terminal, createColors(false));
  progress.follow(() => view);
  expect(terminal.written.join('')).toContain('\x1b[?25l');
  progress.end();
  expect(terminal.written.at(-1)).toContain('\x1b[?25h');
});

test('a low terminal gets no more lines than it has', () => {
  const terminal = screen(80, 6);
  const progress = new LiveProgress(terminal, createColors(false));
  progress.follow(() => view);
  progress.end();
  const lines = terminal.written.map((text) => text.split('\n').length - 1);
  expect(Math.max(...lines)).toBeLessThanOrEqual(4);
});

test.each([
  ['a terminal', true, {}, LiveProgress],
  ['a pipe', false, {}, PlainProgress],
  ['continuous integration', true, { CI: 'true' }, PlainProgress],
  ['a dumb terminal', true, { TERM: 'dumb' }, PlainProgress],
])('%s gets the progress that suits it', (_, isTTY, environment, kind) => {
  const stream = { ...screen(80), isTTY } as unknown as NodeJS.WriteStream;
  expect(createProgress({ stream, environment })).toBeInstanceOf(kind);
});

test('where there is no terminal, each line has its time in front', () => {
  const terminal = screen(80);
  const progress = new PlainProgress(terminal);
  progress.say('Warming up');
  progress.end();
  expect(terminal.written).toEqual(['0:00 Warming up\n']);
});

/** What a terminal would show: lines, and the few escape sequences that are used. */
function replay(written: string[]): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const [token] of written.join('').matchAll(/\x1b\[\??\d+[A-Za-z]|\r|\n|[^\x1b\r\n]+/g)) {
    if (token === '\n') row += 1;
    else if (token.endsWith('A') && token.startsWith('\x1b')) row -= parseInt(token.slice(2), 10);
    else if (token === '\x1b[0J') lines.length = row;
    else if (token !== '\r' && !token.startsWith('\x1b')) lines[row] = token.trim();
  }
  return lines.filter((line) => line !== '');
}
