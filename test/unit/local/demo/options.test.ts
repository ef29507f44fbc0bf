import { command, parseOptions } from '../../../../local/demo/options';

test('without options the defaults hold', () => {
  expect(parseOptions([])).toMatchObject({
    strategy: 'transship',
    from: '1',
    to: '2',
    bad: undefined,
    instances: 2,
    nodes: 2,
    deadline: 120,
    port: 0,
    json: false,
  });
});

test('the longer weights take to be in force, the longer the orders', () => {
  expect(parseOptions([])).toMatchObject({ orderSeconds: 50 });
  expect(parseOptions(['--propagation', '10'])).toMatchObject({ orderSeconds: 86 });
  const given = ['--propagation', '10', '--order-seconds', '20'];
  expect(parseOptions(given)).toMatchObject({ orderSeconds: 20 });
});

test('options are read as numbers', () => {
  const options = parseOptions(['--instances', '3', '--orders-rate', '0.5', '--port', '8080']);
  expect(options).toMatchObject({ instances: 3, ordersRate: 0.5, port: 8080 });
});

test('an upgrade goes from any release to any other, an earlier one included', () => {
  expect(parseOptions(['--from', '2', '--to', '1'])).toMatchObject({ from: '2', to: '1' });
});

test.each(['stop', 'drain-only'])('the strategy %s takes other releases as well', (strategy) => {
  const options = parseOptions(['--strategy', strategy, '--from', '2', '--to', '1']);
  expect(options).toMatchObject({ strategy, from: '2', to: '1' });
});

test.each([
  ['good', undefined],
  ['bad', 'errors'],
  ['bad:slow', 'slow'],
])('--release %s installs a release that is %s', (release, bad) => {
  expect(parseOptions(['--release', release])).toMatchObject({ bad });
});

test.each([
  [['--instances', '1'], 'whole number from 2 to 5'],
  [['--instances', '2.5'], 'whole number from 2 to 5'],
  [['--rate', 'fast'], 'number from 1 to 500'],
  [['--rate', ''], 'number from 1 to 500'],
  [['--port', '70000'], 'whole number from 0 to 65535'],
  [['--strategy', 'hope'], 'Allowed choices are transship, stop, drain-only'],
  [['--release', 'awful'], 'Allowed choices are good, bad'],
  [['--release', 'bad', '--strategy', 'stop'], 'Only the strategy transship'],
  [['--compute', 'lambda'], 'Allowed choices are ecs, ec2'],
  [['--compute', 'ec2', '--strategy', 'stop'], 'Only the strategy transship'],
  [['--from', '0'], 'Allowed choices are 1, 2, 3, 4'],
  [['--to', 'newest'], 'Allowed choices are 1, 2, 3, 4'],
  [['--from', '2'], '--from and --to are both release 2'],
  [['--from', '1', '--to', '1'], '--from and --to are both release 1'],
  [['--release', 'bad', '--from', '1'], 'it goes with neither --from nor --to'],
  [['--release', 'bad:slow', '--to', '1'], 'it goes with neither --from nor --to'],
  [['--nodes'], 'argument missing'],
  [['--fast'], "unknown option '--fast'"],
  [['now'], 'too many arguments'],
])('%j is refused as InvalidOption, which says why and where to look', (args, why) => {
  const refused = expect.objectContaining({ name: 'InvalidOption' }) as Error;
  expect(() => parseOptions(args)).toThrow(refused);
  expect(() => parseOptions(args)).toThrow(why);
  expect(() => parseOptions(args)).toThrow('npm start -- --help');
});

test('--help explains every option, with its default', () => {
  const answer = parseOptions(['--help']);
  if (!('help' in answer)) throw new Error('no help was given');
  for (const { long, defaultValue } of command().options) {
    expect(answer.help).toContain(long);
    if (defaultValue !== undefined) expect(answer.help).toContain(String(defaultValue));
  }
});
