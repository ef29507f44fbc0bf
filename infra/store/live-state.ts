import { Construct } from 'constructs';
import { customResource } from '../custom-resource';
import type { Handler } from '../handler';

export interface LiveStateProps {
  /** Name of the cluster. */
  cluster: string;
  /** Names of its instances. */
  instances: string[];
  /** The function that creates parameters. */
  provider: Handler;
}

/** The weight that every instance of a new cluster has until an upgrade says otherwise. */
const FIRST_WEIGHT = 100;
/** That of one which joins a cluster that serves: a share of the requests would come before it has a node. */
const JOINING_WEIGHT = 0;
/** A launch template's first version, which every Auto Scaling group begins with. */
const FIRST_VERSION = 1;

/**
 * SSM parameters by which a deployment is told what is live: `lock`, and for each instance its `weight` and the
 * `version` of its launch template. They are created if they are not there, and from then on belong to the upgrades:
 * no deployment writes one, until the cluster is deleted.
 */
export class LiveState extends Construct {
  /** `/transship/<cluster>` */
  readonly path: string;
  readonly instances: readonly string[];
  /** Of a new cluster: parameter → value. */
  readonly first: Record<string, string>;

  constructor(scope: Construct, id: string, { cluster, instances, provider }: LiveStateProps) {
    super(scope, id);
    this.path = `/transship/${cluster}`;
    this.instances = instances;
    const weights = (weight: number) =>
      instances.map((instance) => [this.weightOf(instance), String(weight)]);
    const versions = instances.map((instance) => [this.versionOf(instance), String(FIRST_VERSION)]);
    this.first = Object.fromEntries([
      [this.lock, 'free'],
      ...weights(FIRST_WEIGHT),
      ...versions,
    ]) as Record<string, string>;
    customResource(this, 'Parameters', {
      type: 'LiveState',
      handler: provider,
      properties: {
        Lock: this.lock,
        Parameters: this.first,
        Joining: Object.fromEntries(weights(JOINING_WEIGHT)) as Record<string, string>,
      },
    });
  }

  /** The names of all of them. */
  get parameters(): string[] {
    return Object.keys(this.first);
  }

  get lock(): string {
    return `${this.path}/lock`;
  }

  weightOf(instance: string): string {
    return `${this.path}/weight/${instance}`;
  }

  versionOf(instance: string): string {
    return `${this.path}/version/${instance}`;
  }
}
