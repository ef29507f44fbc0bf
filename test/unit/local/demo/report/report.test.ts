import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { page } from '../../../../../local/demo/report/page';
import { journeys } from '../../../../../local/demo/report/stays';
import { writeReport } from '../../../../../local/demo/report/write-report';
import { judge } from '../../../../../local/demo/verdict/verdict';
import { smallDrill } from '../small-drill';
import { smallRun } from '../small-run';
import { smallWayBack } from '../small-way-back';

test('the page needs nothing from anywhere else', () => {
  const run = smallRun();
  const html = page(run, judge(run));
  expect(html).not.toMatch(/<(link|img|iframe)\b|\bsrc=|@import|url\(|https?:\/\//);
});

test('of a drill it says what was bad, that it went back, and whose the failed requests are', () => {
  const run = smallDrill();
  const html = page(run, judge(run));
  expect(html).toContain('Release 1 → a bad release 2 → 1, under load');
  expect(html).toContain('answers every new request with 500: the upgrade to it rolled back');
  expect(html).toContain('of 2 sent; 1 of them by the bad release itself');
});

test('of an upgrade to a release that cannot go on with what is half done it says where that finished', () => {
  const run = smallWayBack();
  const html = page(run, judge(run));
  expect(html).toContain('Release 2 → 1, under load');
  expect(html).toContain('Release 1 cannot go on with them: they finished where release 2 still');
});

test('what comes from outside cannot break out of the page', () => {
  const run = smallRun();
  const evil = '</script><script>alert(1)</script>';
  run.upgrade = {
    status: 'FAILED',
    error: evil,
    states: [{ name: evil, instance: evil, from: 1, to: 2 }],
  };
  const html = page(run, judge(run));
  expect(html).not.toContain(evil);
});

test('a run of which nothing was seen still gives a page', () => {
  const run = { ...smallRun(), samples: [], effects: [], requests: [] };
  const html = page(run, judge(run));
  expect(html).toContain('Failed');
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
});

test('no coordinate is left without a number', () => {
  const run = smallRun();
  run.upgrade.states = [{ name: 'Drain', instance: 'first', from: 10_000, to: 11_000 }];
  expect(page(run, judge(run))).not.toMatch(/NaN|="undefined|Infinity/);
});

test('a journey is cut into stays where instance or release change', () => {
  const [journey] = journeys(smallRun());
  expect(journey?.stays.map(({ instance, release }) => `${instance} ${release}`)).toEqual([
    'first 1',
    'second 1',
    'first 2',
  ]);
});

test('page and JSON are written whole, and nothing else is left', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'report-'));
  try {
    const run = smallRun();
    const paths = await writeReport(join(directory, 'report'), run, judge(run));
    expect(await readdir(join(directory, 'report'))).toEqual(['index.html', 'run.json']);
    const { verdict, evidence } = JSON.parse(await readFile(paths.json, 'utf8')) as {
      verdict: unknown;
      evidence: unknown;
    };
    expect(verdict).toMatchObject({ passed: true });
    expect(evidence).toMatchObject({ instances: ['first', 'second'] });
  } finally {
    await rm(directory, { recursive: true });
  }
});
