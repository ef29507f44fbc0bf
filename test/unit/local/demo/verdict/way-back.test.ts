import { createColors } from 'picocolors';
import type { Evidence } from '../../../../../local/demo/evidence';
import { verdictText } from '../../../../../local/demo/print-verdict';
import { judge } from '../../../../../local/demo/verdict/verdict';
import { smallWayBack } from '../small-way-back';

const failedChecks = (evidence: Evidence) =>
  judge(evidence)
    .checks.filter(({ passed }) => !passed)
    .map(({ name }) => name);

const movedOnlyWhereRead = 'executions moved, none to release 1, which cannot go on with them';

test('what the new release cannot read finishes on the old one, and the run passes', () => {
  expect(failedChecks(smallWayBack())).toEqual([]);
  expect(judge(smallWayBack()).moves).toMatchObject({ onOldRelease: 1, acrossReleases: 0 });
});

test('the verdict names the releases', () => {
  const text = verdictText(judge(smallWayBack()), createColors(false));
  expect(text).toContain('PASSED  transship, upgraded from release 2 to 1 in 19.0 s');
});

test('one execution that the new release went on with all the same fails the run', () => {
  const run = smallWayBack();
  const there = { instance: 'first', release: '1', task: 'first-new' };
  run.effects = run.effects.map((line) => (line.step === 'notify' ? { ...line, ...there } : line));
  expect(failedChecks(run)).toContain(movedOnlyWhereRead);
});

test('a run in which nothing moved from the first instance fails', () => {
  const run = smallWayBack();
  run.effects = run.effects.map((line) => ({ ...line, instance: 'second' }));
  expect(failedChecks(run)).toEqual([
    movedOnlyWhereRead,
    'they went on while the other was updated',
  ]);
});

test('a release that says that it can go on with them is held to it', () => {
  expect(failedChecks({ ...smallWayBack(), carriesOn: true })).toEqual([
    'executions moved, both ways',
    'they went on while the other was updated',
  ]);
});
