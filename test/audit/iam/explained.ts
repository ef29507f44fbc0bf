/** What is listed by hand, each with the reason. */
type Explained = Record<'ecs' | 'ec2', Record<string, string>>;

export const byLambdaItself = {
  'logs:CreateLogStream': 'What a Lambda prints is written by Lambda, with its role.',
  'logs:PutLogEvents': 'What a Lambda prints is written by Lambda, with its role.',
  'xray:PutTelemetryRecords': 'Traces are sent by Lambda, with its role.',
  'xray:PutTraceSegments': 'Traces are sent by Lambda, with its role.',
};

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
    'autoscaling:TerminateInstanceInAutoScalingGroup':
      'Only a machine whose node is frozen while it is drained is stopped by name.',
  },
};

/** Changes something, and AWS does not let it be limited to some resources, or not to what is known beforehand. */
export const unlimited: Explained = {
  ecs: {
    'ecs:DeregisterTaskDefinition':
      'AWS lets it be limited to no task definition: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html',
    'application-autoscaling:RegisterScalableTarget':
      'A scalable target has an id that only AWS knows; the namespace and the dimension are limited.',
  },
  ec2: {
    'ec2:CreateTags':
      'Only what is made by a launch may be tagged, and machines have no names before; what may be launched is limited.',
  },
};
