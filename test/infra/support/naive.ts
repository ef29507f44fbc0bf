import { Annotations, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import {
  InstanceType,
  LaunchTemplate,
  MachineImage,
  SecurityGroup,
  UserData,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import {
  Cluster,
  ContainerImage,
  FargateService,
  FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationTargetGroup,
  type IApplicationLoadBalancerTarget,
  ListenerAction,
  ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { quickApp } from './app';
import { AMI, type Variation } from './clusters';

/**
 * A cluster as CDK by itself makes it: weights and counts are literal, and what runs is the newest that was deployed.
 * By this a test can tell that it would see what it looks for.
 */
export function naiveTemplate(variation: Variation): Template {
  const stack = new Stack(quickApp(), 'Naive');
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 0 });
  const targets = ['First', 'Second'].map((name) => {
    const fleet = variation.compute === 'ec2' ? machines : containers;
    return new ApplicationTargetGroup(stack, `Targets${name}`, {
      vpc,
      port: 8080,
      targets: [fleet(stack, name, vpc, variation)],
    });
  });
  new ApplicationLoadBalancer(stack, 'Balancer', { vpc })
    .addListener('Http', { port: 80, defaultAction: ListenerAction.fixedResponse(404) })
    .addAction('Requests', {
      priority: 100,
      conditions: [ListenerCondition.pathPatterns(['/*'])],
      action: ListenerAction.weightedForward(
        targets.map((targetGroup) => ({ targetGroup, weight: 100 })),
      ),
    });
  // That it resets the count is what it is for.
  Annotations.of(stack).acknowledgeWarning('@aws-cdk/aws-autoscaling:desiredCapacitySet');
  if (variation.tag) Tags.of(stack).add('team', variation.tag);
  return Template.fromStack(stack);
}

function containers(
  stack: Stack,
  name: string,
  vpc: Vpc,
  { environment }: Variation,
): IApplicationLoadBalancerTarget {
  const taskDefinition = new FargateTaskDefinition(stack, `Definition${name}`);
  taskDefinition.addContainer('orders', {
    image: ContainerImage.fromRegistry('orders'),
    environment,
    portMappings: [{ containerPort: 8080 }],
  });
  const cluster = new Cluster(stack, `Containers${name}`, { vpc });
  return new FargateService(stack, `Service${name}`, {
    cluster,
    taskDefinition,
    desiredCount: 2,
    minHealthyPercent: 100,
    circuitBreaker: { enable: true },
  });
}

function machines(
  stack: Stack,
  name: string,
  vpc: Vpc,
  { environment, securityGroup }: Variation,
): IApplicationLoadBalancerTarget {
  const launchTemplate = new LaunchTemplate(stack, `Template${name}`, {
    machineImage: MachineImage.genericLinux({ 'us-east-1': AMI }),
    instanceType: new InstanceType('t3.small'),
    userData: UserData.custom(JSON.stringify(environment)),
    securityGroup: securityGroup
      ? SecurityGroup.fromSecurityGroupId(stack, `Nodes${name}`, securityGroup)
      : undefined,
  });
  return new AutoScalingGroup(stack, `Group${name}`, { vpc, launchTemplate, desiredCapacity: 2 });
}
