import * as z from 'zod';
import type { Release } from './cluster';
import { TransshipError } from './errors';
import type { FirstAdoption } from './first-adoption';
import { type Gates, gateBounds } from './gates';
import { LONGEST_STAY_SECONDS, type StayingLimit } from './staying';

/** What the state machine is started with, checked, with all defaults filled in. */
export interface UpdateRequest {
  cluster: string;
  /** New artifacts; components that are not named stay as they are. Empty for a roll back. */
  update: Release;
  /**
   * Instead of an update: every instance goes back to what it ran before the upgrade that is unfinished, or else before
   * the last one that succeeded. Alarms do not keep it.
   */
  rollBack?: true;
  options: UpdateOptions;
  /** Who starts it, for the audit record, in at most 256 characters. Nobody checks it. */
  by?: string;
}

export interface UpdateOptions {
  /** How long the handover of one instance may take, in seconds of waiting. Default 900, at most three days. */
  handoverTimeoutSeconds: number;
  /**
   * How long executions that nobody else can read may keep an instance from being vacated (`seconds`, 1 to 259,200, of
   * waiting since its drain), and what follows `then`, by default `rollBack`; `handoverTimeoutSeconds` bounds only the
   * rest. No default: it bounds them too.
   */
  staying?: StayingLimit;
  /** How long the rollout of one instance may take, in seconds of waiting. Default 900, at most 3,600. */
  rolloutTimeoutSeconds: number;
  /** Percent of its share of requests that an updated instance gets first. Default 10; 100: all at once. */
  firstSharePercent: number;
  /** How long it bakes at its first share, and again at all of it, with alarms watched. Seconds; default 0, at most 3,600. */
  bakeSeconds: number;
  /**
   * How many nodes the other instances have together, at least, while one is vacated: percent of what all had before.
   * Where they have fewer they are scaled out first, and have their counts back at the end. Default 50, which leaves two
   * alike instances as they are; at most 100.
   */
  capacityPercent: number;
  /** In how many steps requests are shifted away from an instance. Default 2, at most 10. */
  shiftSteps: number;
  /**
   * Before requests return to an instance that has been updated, what is half done elsewhere is replayed there without
   * side effects (*Rehearse*). Default true; `false` saves the seconds.
   */
  rehearse: boolean;
  /**
   * How many of the executions rehearsed must be movable, as they are or translated: `all`, or a percentage, 0 to 100;
   * else the upgrade fails before any request is led to the release. No default: what the release does not read may
   * stay, and what it reads must be gone on with.
   */
  requireMovable?: 'all' | number;
  /** The services whose executions may stay where they are, at most 100. No default: any service's may. */
  mayStay?: string[];
  /**
   * What follows a failure: `rollBack` has every instance go back to what it ran before; `stop` leaves each on the
   * release that it runs, serving. Default `rollBack`.
   */
  onFailure: 'rollBack' | 'stop';
  /**
   * Where an upgrade ends, and goes back, by how half-done executions fare on the instances that run the update already:
   * `failedHandovers` and `fencedWrites` (0 to 1,000,000), `oldestParkedSeconds` (1 to 86,400), `failedMovedPoints` (0 to
   * 100). No default: none of them is looked at.
   */
  gates?: Gates;
  /** Go on also while an alarm of the cluster is on, as when the update is what mends it. Default false. */
  ignoreAlarms: boolean;
  /** While another upgrade of the cluster runs: `fail` refuses this one, `wait` has it wait its turn. Default `fail`. */
  onBusy: 'fail' | 'wait';
  /** How long it waits for its turn at most, in seconds of waiting. Default 3,600, at most a day. */
  busyTimeoutSeconds: number;
  /**
   * Where it waits for somebody's word (`transship approve`): `afterFirst`, once the first instance serves with the
   * update; `beforeEach`, before any instance is vacated. A roll back after a failure waits for nobody. No default: it
   * goes on by itself.
   */
  approval?: 'afterFirst' | 'beforeEach';
  /** How long it waits for each such word; then it fails, and goes back. Seconds; default 86,400, 10 to 604,800. */
  approvalTimeoutSeconds: number;
  /**
   * Why it cannot wait for the end of a freeze, or for a change window: it begins all the same. The reason stays in the
   * execution's input. No default: it waits.
   */
  override?: string;
  /**
   * Take the cluster as it is live: weights that are others than the last upgrade has left, and counts, as the originals
   * that are restored at the end, also instead of those of an unfinished upgrade; nodes that are not healthy as none to
   * wait for. Every instance must serve. No default: such a cluster is refused.
   */
  adopt?: true;
  /**
   * For the first upgrade of a cluster whose nodes have no runtime yet: says that there is none in tasks that have never
   * told of themselves, and how long a request of theirs takes at most (`requestSeconds`, 1 to 86,400; the handover may
   * take that long, whatever `handoverTimeoutSeconds` says). No default: every task must prove that it is vacated.
   */
  firstAdoption?: FirstAdoption;
}

const whole = (least: number, most: number, standard: number) =>
  z.int().min(least).max(most).default(standard);

const gate = (name: keyof Gates) =>
  z.int().min(gateBounds[name].least).max(gateBounds[name].most).optional();

/** The longest time-outs keep five instances well within the 25,000 events of a state machine execution. */
const optionsSchema = z
  .strictObject({
    handoverTimeoutSeconds: whole(1, 259_200, 900),
    staying: z
      .strictObject({
        seconds: z.int().min(1).max(LONGEST_STAY_SECONDS),
        then: z.enum(['rollBack', 'extend', 'fail']).default('rollBack'),
      })
      .optional(),
    rolloutTimeoutSeconds: whole(1, 3_600, 900),
    firstSharePercent: whole(1, 100, 10),
    bakeSeconds: whole(0, 3_600, 0),
    capacityPercent: whole(1, 100, 50),
    shiftSteps: whole(1, 10, 2),
    rehearse: z.boolean().default(true),
    requireMovable: z
      .union([z.literal('all'), z.int().min(0).max(100)], {
        error: 'must be "all" or a whole number from 0 to 100',
      })
      .optional(),
    mayStay: z
      .array(z.string().regex(/^[\w.-]{1,64}$/))
      .max(100)
      .optional(),
    onFailure: z.enum(['rollBack', 'stop']).default('rollBack'),
    gates: z
      .strictObject({
        failedHandovers: gate('failedHandovers'),
        fencedWrites: gate('fencedWrites'),
        oldestParkedSeconds: gate('oldestParkedSeconds'),
        failedMovedPoints: gate('failedMovedPoints'),
      })
      .optional(),
    ignoreAlarms: z.boolean().default(false),
    onBusy: z.enum(['fail', 'wait']).default('fail'),
    busyTimeoutSeconds: whole(1, 86_400, 3_600),
    approval: z.enum(['afterFirst', 'beforeEach']).optional(),
    approvalTimeoutSeconds: whole(10, 604_800, 86_400),
    adopt: z.literal(true).optional(),
    override: z.string().trim().min(1).max(256).optional(),
    firstAdoption: z.strictObject({ requestSeconds: z.int().min(1).max(86_400) }).optional(),
  })
  .refine(
    ({ rehearse, requireMovable, mayStay }) =>
      rehearse || (requireMovable === undefined && mayStay === undefined),
    {
      path: ['rehearse'],
      message: 'must not be false where requireMovable or mayStay say what a rehearsal is to find',
    },
  );

const IMAGE =
  /^(?<registry>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(?<repository>[a-z0-9._/-]{2,256})@(?<digest>sha256:[0-9a-f]{64})$/;

const AMI = /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

const component = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]{1,255}$/,
    'must be the name of a container of the task definition, or "ami"',
  );

const artifact = z
  .string()
  .refine(
    (given) => IMAGE.test(given) || isMachineImage(given),
    'must be an ECR image by digest, ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY@sha256:DIGEST, or the id of an AMI, ami-0123456789abcdef0',
  );

const requestSchema = z
  .strictObject({
    cluster: z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, ".", "-" or "_"'),
    update: z
      .record(component, artifact)
      .refine((update) => Object.keys(update).length <= 10, 'must name at most 10 components')
      .default({}),
    rollBack: z.literal(true).optional(),
    options: optionsSchema.prefault({}),
    by: z.string().min(1).max(256).optional(),
  })
  .refine(({ update, rollBack }) => rollBack ?? Object.keys(update).length > 0, {
    path: ['update'],
    message: 'must name at least one component',
  })
  .refine(({ update, rollBack }) => !rollBack || Object.keys(update).length === 0, {
    path: ['update'],
    message: 'must not be given with rollBack, which goes to what ran before',
  });

/** Errors: `InvalidUpdate`, whose message names each field that is wrong and says what it must be. */
export function parseUpdate(input: unknown): UpdateRequest {
  const parsed = requestSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map(complaint).join('; ');
  throw new TransshipError('InvalidUpdate', `The update cannot be used: ${complaints}.`);
}

function complaint({ path, message, ...issue }: z.core.$ZodIssue): string {
  const field = path.length > 0 ? path.map(String).join('.') : 'the update';
  // What is wrong with a component's name is told by the inner issue.
  const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
  return `${field} ${inner?.message ?? message}`;
}

export interface ImageAddress {
  registry: string;
  region: string;
  repository: string;
  digest: string;
}

/** The parts of an ECR image that is named by its digest; undefined where the artifact is something else. */
export function imageAddress(artifact: string): ImageAddress | undefined {
  const parts = IMAGE.exec(artifact)?.groups;
  if (!parts) return undefined;
  const { registry = '', region = '', repository = '', digest = '' } = parts;
  return { registry, region, repository, digest };
}

/** The artifact is the id of an AMI. */
export function isMachineImage(artifact: string): boolean {
  return AMI.test(artifact);
}
