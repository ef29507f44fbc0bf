import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  ContainerDependencyCondition,
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LogDriver,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../../acknowledge';
import type { Place } from '../fleet';
import type { EcsFleetProps } from './ecs-fleet';

/** The longest that Fargate lets a container take to end. */
const STOP_TIMEOUT = Duration.seconds(120);

/**
 * What the next task definition of an instance is to be like, but for its images. It is of a family of its own, which
 * no service runs: an upgrade makes of it what runs.
 */
export function createBlueprint(
  scope: Construct,
  family: string,
  place: Place,
  props: EcsFleetProps,
): FargateTaskDefinition {
  const definition = new FargateTaskDefinition(scope, 'Blueprint', {
    family,
    cpu: props.cpu ?? 512,
    memoryLimitMiB: props.memoryMiB ?? 1024,
    runtimePlatform: {
      cpuArchitecture: props.architecture ?? CpuArchitecture.X86_64,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
  });
  const logGroup = new LogGroup(scope, 'Logs', {
    retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const components = Object.entries(props.components).map(([name, component]) => {
    const isApplication = name === props.application;
    const container = definition.addContainer(name, {
      logging: LogDriver.awsLogs({ logGroup, streamPrefix: name }),
      stopTimeout: STOP_TIMEOUT,
      ...component.container,
      // Nothing may take the place of these: a node without its variables does not start, or not where it belongs.
      containerName: name,
      image: ContainerImage.fromEcrRepository(component.repository, component.firstImage),
      environment: { ...component.environment, ...(isApplication && place.environment) },
      secrets: component.secrets,
      portMappings: isApplication ? [{ containerPort: props.port ?? 8080 }] : undefined,
    });
    return { name, component, container };
  });
  for (const { component, container } of components)
    for (const { name, container: other } of components)
      if (component.dependsOn?.includes(name))
        container.addContainerDependencies({
          container: other,
          condition: ContainerDependencyCondition.START,
        });
  acknowledge(definition, {
    'AwsSolutions-ECS2':
      'These variables tell a node where it is; what is secret is given as a secret.',
    'AwsSolutions-IAM5[Resource::*]': 'A token for ECR belongs to no repository.',
  });
  return definition;
}
