import { TransshipError } from '../../core/errors';
import { findLocalCloud, type LocalCloud } from '../local/file';

/** How a verb is told where to look. */
export interface PlaceOptions {
  cluster?: string;
  profile?: string;
  region?: string;
  table?: string;
  stateMachine?: string;
  local?: boolean;
}

/** Where a verb looks. */
export interface Place {
  /** For people: the embedded cloud, or a region. */
  name: string;
  cluster: string;
  table: string;
  /** ARN of the state machine, or of its alias; undefined: to be looked up. */
  stateMachine: string | undefined;
  /** Where it is the embedded cloud. */
  local: LocalCloud | undefined;
}

export type Environment = Record<string, string | undefined>;

/** Of the construct `PublicStore`. */
const DEFAULT_TABLE = 'transship';

/**
 * Has every AWS client that is made or first asked from now on look where it is meant to: they all go by the environment.
 * Errors: `InvalidOption`, `LocalCloudMissing`.
 */
export function goTo(options: PlaceOptions, environment: Environment): Place {
  const place = options.local ? goToLocal(options, environment) : goToAws(options, environment);
  // The state machine's Lambdas are told so, and their log is not the command's.
  environment.TABLE_NAME = place.table;
  environment.POWERTOOLS_LOG_LEVEL = 'SILENT';
  return place;
}

function goToLocal(options: PlaceOptions, environment: Environment): Place {
  for (const flag of ['profile', 'region'] as const)
    if (options[flag] !== undefined)
      throw new TransshipError(
        'InvalidOption',
        `--${flag} is for AWS, and does not go with --local.`,
      );
  const local = findLocalCloud();
  delete environment.AWS_PROFILE;
  delete environment.AWS_SESSION_TOKEN;
  Object.assign(environment, local.environment);
  return {
    name: 'the embedded cloud',
    cluster: options.cluster ?? local.cluster,
    table: options.table ?? local.table,
    stateMachine: options.stateMachine ?? local.stateMachine,
    local,
  };
}

function goToAws(options: PlaceOptions, environment: Environment): Place {
  const { profile, region } = options;
  if (profile !== undefined) {
    environment.AWS_PROFILE = profile;
    // These would be taken before those of the profile.
    for (const name of ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN'])
      delete environment[`AWS_${name}`];
  }
  // Other tools go by this one too; the SDK for JavaScript does not.
  const asked = region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (asked !== undefined) environment.AWS_REGION = asked;
  const cluster = options.cluster ?? environment.TRANSSHIP_CLUSTER;
  if (!cluster)
    throw new TransshipError(
      'InvalidOption',
      'Which cluster? Pass --cluster, or set TRANSSHIP_CLUSTER; for the cloud on this machine pass --local.',
    );
  return {
    name: asked === undefined ? 'this region' : `region ${asked}`,
    cluster,
    table: options.table ?? environment.TRANSSHIP_TABLE ?? DEFAULT_TABLE,
    stateMachine: options.stateMachine ?? environment.TRANSSHIP_STATE_MACHINE,
    local: undefined,
  };
}
