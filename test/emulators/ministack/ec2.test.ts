import { ec2 } from '../platform/ec2';

ec2('ministack', [
  // Its machines tell `$Default`, not the number that it stood for when they were started.
  'a group tells its machines, and from which version they are',
  'a group without a refresh has rolled out its default version',
  // It has no SuspendProcesses and no TerminateInstanceInAutoScalingGroup.
  'what takes machines away is suspended and resumed',
  'a machine is stopped, and another one takes its place',
  // A refresh that has succeeded tells a reason.
  'why a machine could not be started is told, if there is a reason',
]);
