import { createColors } from 'picocolors';
import { lengthOf, paintLine } from '../../../../../local/demo/progress/line';
import { summary } from '../../../../../local/demo/progress/plain';
import { render, rowsOf } from '../../../../../local/demo/progress/render';
import { view } from './view';

const plainText = (width: number) =>
  render(view, width).map((line) => paintLine(line, width, createColors(false)));

test('the view tells what is done, where requests go, and how the traffic fares', () => {
  expect(plainText(80).join('\n')).toMatchInlineSnapshot(`
    "Upgrading to release 2                                      0:42
    ● Await handover · first · 2.3 s

    first   ░░░░░░░░░░░░░░░░░░░░░░░░   0 % draining, 1/2 sealed
            release 1 ■■  3 orders here
    second  ████████████████████████ 100 % serving
            release 1 ■■  40 orders here

    quotes  1,204 sent, 0 failed, p99 85 ms
    orders  63 sent, 2 failed, 43 open
    moved   12 executions"
  `);
});

test('nodes are named by the releases that the upgrade is from and to', () => {
  const back = { ...view, releases: { from: '2', to: '1' } };
  const instances = view.instances.map((each) => ({ ...each, tasks: { old: 1, new: 2 } }));
  const lines = render({ ...back, instances }, 80).map((line) =>
    paintLine(line, 80, createColors(false)),
  );
  expect(lines.join('\n')).toContain('release 2 ■  release 1 ■■  3 orders here');
});

test('where no quote was answered lately, no response time is told', () => {
  const quiet = { ...view, quotes: { count: 0, p50: 0, p99: 0, max: 0 } };
  const lines = render(quiet, 80).map((line) => paintLine(line, 80, createColors(false)));
  expect([summary(view), plainText(80).join()].every((text) => text.includes('p99'))).toBe(true);
  expect([summary(quiet), lines.join()].some((text) => text.includes('p99'))).toBe(false);
});

test.each([39, 40, 60, 200])('no line is longer than a terminal of %i columns', (width) => {
  for (const line of plainText(width)) expect([...line].length).toBeLessThanOrEqual(width);
});

test('colours change nothing but colours', () => {
  const colored = render(view, 40).map((line) => paintLine(line, 40, createColors(true)));
  expect(colored.map((line) => line.replaceAll(/\x1b\[\d+m/g, ''))).toEqual(plainText(40));
});

test('on a terminal that was made narrower, the rows of wrapped lines are counted', () => {
  const lines = render(view, 64);
  const longest = Math.max(...lines.map(lengthOf));
  expect(rowsOf(lines, 200)).toBe(lines.length);
  expect(rowsOf(lines, longest - 1)).toBeGreaterThan(lines.length);
});
