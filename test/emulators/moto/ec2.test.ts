import { ec2 } from '../platform/ec2';

ec2('moto', [
  // It takes no notice of SourceVersion.
  'it keeps what its source has',
  'it is found when it is asked for again',
  'what others make is the blueprint',
  // It has no instance refreshes.
  'a group without a refresh has rolled out its default version',
  'a version is deployed as the default one, by a refresh',
  'why a machine could not be started is told, if there is a reason',
]);
