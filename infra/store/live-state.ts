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

/** The weight that every instance has until an upgrade says otherwise. */
export const FIRST_WEIGHT = 100;
/** A launch template's first version, which every Auto Scaling group begins with. */
const FIRST_VERSION = 1;

/**
 * SSM parameters by which a deployment is told what is live: `lock`, and for each instance its `weight` and the
 * `version` of its launch template. They are created if they are not there, and from then on belong to the upgrades:
 * no deployment ever writes or deletes one.
 */
export class LiveState extends Construct {
  /** `/transship/<cluster>` */
  readonly path: string;
  /** The names of all of them. */
  readonly parameters: string[];

  constructor(scope: Construct, id: string, { cluster, instances, provider }: LiveStateProps) {
    super(scope, id);
    this.path = `/transship/${cluster}`;
    const initial = Object.fromEntries([
      [this.lock, 'free'],
      ...instances.map((instance) => [this.weightOf(instance), String(FIRST_WEIGHT)]),
      ...instances.map((instance) => [this.versionOf(instance), String(FIRST_VERSION)]),
    ]) as Record<string, string>;
    this.parameters = Object.keys(initial);
    const properties = { Parameters: initial };
    customResource(this, 'Parameters', { type: 'LiveState', handler: provider, properties });
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
