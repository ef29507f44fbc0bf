/** What is listed by hand, each with the reason. */
type Explained = Record<'ecs' | 'ec2', Record<string, string>>;

const byLambdaItself = {
  'logs:CreateLogStream': 'What a Lambda prints is written by Lambda, with its role.',
  'logs:PutLogEvents': 'What a Lambda prints is written by Lambda, with its role.',
  'xray:PutTelemetryRecords': 'Traces are sent by Lambda, with its role.',
  'xray:PutTraceSegments': 'Traces are sent by Lambda, with its role.',
};

const behindLaunchTemplates =
  'Checked behind a change of a group that has a launch template: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html';

/** Granted, and used by no call of the recorded upgrades. */
export const unused: Explained = {
  ecs: {
    ...byLambdaItself,
    'ecs:DeregisterTaskDefinition':
      'Only a task definition is deregistered whose upgrade ended between registering and deploying it.',
    'ecs:StopTask': 'Only a node that is frozen while it is drained is stopped by name.',
  },
  ec2: {
    ...byLambdaItself,
    'autoscaling:SetDesiredCapacity':
      'A count is set only where it is not as it was before the upgrade.',
    'autoscaling:TerminateInstanceInAutoScalingGroup':
      'Only a machine whose node is frozen while it is drained is stopped by name.',
    'ec2:CreateTags': behindLaunchTemplates,
    'ec2:RunInstances': behindLaunchTemplates,
    'iam:PassRole': behindLaunchTemplates,
  },
};

/** Changes something, and AWS does not let it be limited to some resources, or not to what is known beforehand. */
export const unlimited: Explained = {
  ecs: {
    'application-autoscaling:RegisterScalableTarget':
      'A scalable target has an id that only AWS knows; the namespace and the dimension are limited.',
  },
  ec2: {},
};
