/** One of the promises of docs/promises.md. */
export type PromiseName =
  'S1' | 'S2' | 'S3' | 'S4' | 'S5' | 'S6' | 'S7' | 'S8' | 'S9' | 'L1' | 'L2';

/** One check of a model by Spin. */
export interface ModelRun {
  /** The model, and within it which bounds, or which seeded bug. */
  name: string;
  /** File name, without `.pml`. */
  model: string;
  /** Bounds, variants and seeded bugs, as the model's head tells of them: `NAME` or `NAME=number`. */
  defines: string[];
  /**
   * `holds`: every state within these bounds was looked at, and nothing is wrong. `ends`: nor does anything go round for
   * ever, without which what must come could not be judged by what there is in the end. `caught`: the seeded bug is found.
   */
  expected: 'holds' | 'ends' | 'caught';
  /** What the model holds, or what the seeded bug breaks. */
  shows: PromiseName[];
}

type Bounds = Record<string, number | true>;

interface Model {
  name: string;
  shows: PromiseName[];
  /** By name; the first are those of the seeded bugs. */
  holds: Record<string, Bounds>;
  ends: Bounds;
  /** By the name of the bug: what it breaks, and other bounds where these show it sooner, or only these do. */
  bugs: Record<string, { breaks: PromiseName[]; within?: Bounds }>;
}

const models: Model[] = [
  {
    name: 'fence',
    shows: ['S1', 'S2', 'S3', 'S4'],
    holds: {
      overtaken: bounds('OVERTAKEN=1 CRASHES=0 PARKS=0 COPIES_MORE=1 ANSWERS_LOST=1 SEALS=1'),
      parked: bounds('OVERTAKEN=1 CRASHES=0 PARKS=1 COPIES_MORE=1 ANSWERS_LOST=0 SEALS=1'),
      crashed: bounds('OVERTAKEN=1 CRASHES=1 PARKS=0 COPIES_MORE=0 ANSWERS_LOST=1 SEALS=1'),
    },
    ends: bounds('OVERTAKEN=1 CRASHES=0 PARKS=0 COPIES_MORE=1 ANSWERS_LOST=1 SEALS=1'),
    bugs: {
      NO_SEQ: { breaks: ['S1'] },
      NO_EPOCH: { breaks: ['S1'] },
      READ_AFTER_TIMEOUT: { breaks: ['S4'] },
      REFUSED_MEANS_LOST: { breaks: ['S4'] },
      PROCEED_UNANSWERED: { breaks: ['S4'] },
      SEAL_UNANSWERED: { breaks: ['S4'] },
    },
  },
  {
    name: 'attempts',
    shows: ['S3', 'L2'],
    holds: {
      healthy: bounds('MOST=2 CRASHES=4 OVERTAKEN=1 PARKS=2 RETRIES=1'),
      poison: bounds('POISON MOST=5 CRASHES=0 OVERTAKEN=1 PARKS=2 RETRIES=1'),
    },
    ends: bounds('MOST=2 CRASHES=3 OVERTAKEN=1 PARKS=1 RETRIES=1'),
    bugs: {
      UNBOUNDED: { breaks: ['L2'], within: bounds('POISON') },
      NOT_RESET: { breaks: ['S3'] },
      MOVES_COUNT: { breaks: ['S3'] },
      ASIDE_UNFENCED: { breaks: ['S3'] },
      ASIDE_CLAIMABLE: { breaks: ['L2'], within: bounds('POISON') },
      RETRY_KEEPS_COUNT: { breaks: ['L2'] },
    },
  },
  {
    name: 'waits',
    shows: ['S3', 'L1', 'L2'],
    holds: {
      'clocks-agree': bounds('EVENTS=5 AHEAD=0 SHORT=2 LONG=4'),
      'clocks-differ': bounds('EVENTS=5 AHEAD=2 SHORT=2 LONG=4'),
    },
    ends: bounds('EVENTS=3 AHEAD=1 SHORT=1 LONG=3'),
    bugs: {
      BEGUN_UNSAVED: { breaks: ['L2'] },
      DUE_LAST: { breaks: ['L2'] },
      STEP_FORGOTTEN: { breaks: ['L2'] },
      HELD_IN_DRAIN: { breaks: ['L1'] },
      NO_ADOPTION: { breaks: ['L2'] },
    },
  },
  {
    name: 'sigterm',
    shows: ['S3', 'S4', 'L1', 'L2'],
    holds: {
      stopped: bounds('STOPS=2 CRASHES=2 FAULTS=1 DRAINS=2 UNSAVED'),
    },
    ends: bounds('STOPS=2 CRASHES=1 FAULTS=1 DRAINS=1 UNSAVED'),
    bugs: {
      CLAIMS_WHEN_STOPPING: { breaks: ['L1'] },
      GOES_ON: { breaks: ['L1'] },
      LEAVES_UNANSWERED: { breaks: ['S4'] },
      LEAVES_UNSAVED: { breaks: ['S3'] },
      STOPS_UNPARKED: { breaks: ['S4'] },
      FORGETS_FORMER: { breaks: ['L2'] },
      FORGETS_LEFT_BEHIND: { breaks: ['L2'] },
    },
  },
  {
    name: 'handover',
    shows: ['S3', 'S4', 'S5', 'S7', 'L1', 'L2'],
    holds: {
      'rolled-back': bounds('FIRST=1 CRASHES=1 FREEZES=0 FAILURES=1 STOPS=0'),
      unsaved: bounds('FIRST=1 CRASHES=1 FREEZES=0 FAILURES=0 STOPS=0 UNSAVED'),
      stopped: bounds('FIRST=1 CRASHES=0 FREEZES=0 FAILURES=1 STOPS=1'),
      'two-nodes': bounds('FIRST=2 CRASHES=0 FREEZES=0 FAILURES=1 STOPS=0'),
      frozen: bounds('FIRST=1 CRASHES=0 FREEZES=1 FAILURES=0 STOPS=0'),
      tested: bounds('FIRST=1 CRASHES=1 FREEZES=0 FAILURES=1 STOPS=0 SMOKE_TEST'),
      'stopped-in-test': bounds('FIRST=1 CRASHES=0 FREEZES=0 FAILURES=0 STOPS=1 SMOKE_TEST'),
    },
    ends: bounds('FIRST=1 CRASHES=0 FREEZES=0 FAILURES=1 STOPS=0'),
    bugs: {
      INDEX_AS_EVIDENCE: { breaks: ['S4'] },
      CLAIM_WHEN_SEALED: { breaks: ['S4'] },
      MODE_BEFORE_SLOT: { breaks: ['S4'] },
      SEAL_UNANSWERED: { breaks: ['S4'] },
      SERVE_BEFORE_ROLLOUT: { breaks: ['S4'] },
      OLD_SEAL: { breaks: ['S4'] },
      NOT_QUIET: { breaks: ['S4'] },
      BACK_WITHOUT_PROOF: { breaks: ['S4'] },
      SENT_ON_UNPARKED: { breaks: ['S3'], within: bounds('UNSAVED') },
      LEFT_DRAINED: { breaks: ['S7'] },
      CLAIM_WHEN_TESTING: { breaks: ['L2'], within: bounds('SMOKE_TEST') },
      TEST_LEFT_OPEN: { breaks: ['L1'], within: bounds('SMOKE_TEST') },
      TEST_NOT_QUIET: { breaks: ['S4'], within: bounds('SMOKE_TEST') },
      FROZEN_LEFT: { breaks: ['L1'], within: bounds('CRASHES=0 FREEZES=1 FAILURES=0') },
    },
  },
  {
    name: 'readers',
    shows: ['S3', 'S9', 'L2'],
    holds: {
      declared: bounds('CRASHES=2 RENEWALS=3 READS'),
      undeclared: bounds('CRASHES=2 RENEWALS=3'),
      diverged: bounds('CRASHES=2 RENEWALS=3 READS DIVERGENCE'),
    },
    ends: bounds('CRASHES=2 RENEWALS=3 READS DIVERGENCE'),
    bugs: {
      NOT_LOOKED: { breaks: ['S9'] },
      READABLE_IS_ENOUGH: { breaks: ['S9'] },
      NOT_SETTLED: { breaks: ['S9'] },
      ANY_TAKES_OVER: { breaks: ['S9'] },
      DRAINING_TAKES_NONE: { breaks: ['L1'] },
    },
  },
  {
    name: 'lock',
    shows: ['S6', 'S7', 'S8'],
    holds: {
      stopped: bounds('CHANGES=2 STOPS=1 REDRIVES=0'),
      redriven: bounds('CHANGES=2 STOPS=2 REDRIVES=1'),
    },
    ends: bounds('CHANGES=1 STOPS=1 REDRIVES=1'),
    bugs: {
      NOT_PROVED: { breaks: ['S8'] },
      NOT_WAITED: { breaks: ['S8'] },
      WAITED_FIRST: { breaks: ['S8'] },
      PLANNED_FIRST: { breaks: ['S8'] },
      LATE_CALL: { breaks: ['S8'] },
      GENERATION_RESET: { breaks: ['S8'] },
      TAKES_FROM_RUNNING: { breaks: ['S6'] },
      LATE_EVENT_TAKES_ANY: { breaks: ['S6'] },
    },
  },
];

/** Every check, in the order in which they are made. */
export const modelRuns: ModelRun[] = models.flatMap(runsOf);

function runsOf({ name: model, shows, holds, ends, bugs }: Model): ModelRun[] {
  const [first = {}] = Object.values(holds);
  const run = (
    what: string,
    within: Bounds,
    rest: Pick<ModelRun, 'expected' | 'shows'>,
  ): ModelRun => ({ name: `${model}/${what}`, model, defines: definesOf(within), ...rest });
  return [
    ...Object.entries(holds).map(([what, within]) =>
      run(what, within, { expected: 'holds', shows }),
    ),
    run('ends', ends, { expected: 'ends', shows: [] }),
    ...Object.entries(bugs).map(([bug, { breaks, within }]) =>
      run(bug, { ...first, ...within, [bug]: true }, { expected: 'caught', shows: breaks }),
    ),
  ];
}

/** `A=1 B` in words of the model. */
function bounds(text: string): Bounds {
  return Object.fromEntries(
    text.split(' ').map((each) => {
      const [name = '', value] = each.split('=');
      return [name, value === undefined ? true : Number(value)] as const;
    }),
  );
}

function definesOf(within: Bounds): string[] {
  return Object.entries(within).map(([name, value]) =>
    value === true ? name : `${name}=${value}`,
  );
}
