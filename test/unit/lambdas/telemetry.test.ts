import { logAnswer, logFailure, publishFigures, publishWeights } from '../../../lambdas/telemetry';

const printed: string[] = [];
beforeEach(() => {
  printed.splice(0);
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((line) => printed.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());

const event = {
  cluster: 'shop',
  execution: 'arn:execution',
  generation: 3,
  instance: { name: 'first', update: true, from: {}, to: {}, why: 'it is old' },
};
const line = () => JSON.parse(printed[0] ?? 'null') as Record<string, unknown>;

test('an answer is logged as one line of JSON that says whose it is', () => {
  logAnswer(event, { done: false, waited: 4, sightings: { slot: { beat: 1 } } });
  expect(printed).toHaveLength(1);
  expect(line()).toMatchObject({
    level: 'INFO',
    service: 'transship',
    cluster: 'shop',
    instance: 'first',
    generation: 3,
    answer: { done: false, waited: 4 },
  });
  expect(printed[0]).not.toContain('sightings');
});

test('a failure is logged with its name and message', () => {
  logFailure({ cluster: 'shop' }, new RangeError('too far'));
  expect(line()).toMatchObject({
    level: 'ERROR',
    cluster: 'shop',
    error: { name: 'RangeError', message: 'too far' },
  });
});

test('an event that is no object is logged all the same', () => {
  logFailure(null, 'thrown as text');
  expect(line()).toMatchObject({ level: 'ERROR' });
});

test('figures are published by cluster and instance, as CloudWatch reads them out of the log', () => {
  const figures = {
    owned: 1,
    relayed: 2,
    staying: 3,
    parked: 4,
    resumed: 5,
    translated: 10,
    finished: 6,
    failed: 12,
    movedFinished: 13,
    movedFailed: 14,
    failedHandovers: 15,
    fenced: 7,
    outstayed: 11,
  };
  publishFigures(event, figures, 9, 8);
  expect(line()).toMatchObject({
    cluster: 'shop',
    instance: 'first',
    ExecutionsOwned: 1,
    CallersRelayed: 2,
    ExecutionsStaying: 3,
    ExecutionsParked: 4,
    ExecutionsResumed: 5,
    ExecutionsTranslated: 10,
    WritesFenced: 7,
    TasksWithoutRecord: 9,
    HandoverTime: 8,
    _aws: { CloudWatchMetrics: [{ Namespace: 'Transship' }] },
  });
});

test('a weight is published for each instance', () => {
  publishWeights('shop', { first: 0, second: 100 });
  const published = printed.map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(published).toMatchObject([
    { cluster: 'shop', instance: 'first', Weight: 0 },
    { cluster: 'shop', instance: 'second', Weight: 100 },
  ]);
});
