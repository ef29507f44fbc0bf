import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import type { ContainerDefinitionOptions, Secret } from 'aws-cdk-lib/aws-ecs';

/** A component of the nodes: a container of their task definition. */
export interface Component {
  /** Where the images of all its releases are. */
  repository: IRepository;
  /**
   * Tag, or digest, of the image that the first deployment runs. From then on images come by upgrades, and this is
   * not looked at any more.
   * @default 'latest'
   */
  firstImage?: string;
  /** Nothing secret: whoever may read task definitions can read it. @default - none */
  environment?: Record<string, string>;
  /** @default - none */
  secrets?: Record<string, Secret>;
  /** Names of the components that this one needs; it is started after them, and ended before them. @default - none */
  dependsOn?: string[];
  /**
   * Anything else that ECS can be told of a container; `logging` and `stopTimeout` too.
   * @default - logs to CloudWatch, two minutes to stop
   */
  container?: Partial<Omit<ContainerDefinitionOptions, Settled>>;
}

/** What a component or its fleet says, or Transship does. */
type Settled = 'image' | 'containerName' | 'environment' | 'secrets' | 'portMappings';
