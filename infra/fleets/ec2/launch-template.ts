import {
  BlockDeviceVolume,
  EbsDeviceVolumeType,
  InstanceClass,
  InstanceSize,
  InstanceType,
  LaunchTemplate,
  LaunchTemplateHttpTokens,
  MachineImage,
  OperatingSystemType,
  SecurityGroup,
  UserData,
} from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../../acknowledge';
import type { Place } from '../fleet';
import type { Ec2FleetProps } from './ec2-fleet';

/** Where a machine finds its variables, as systemd reads them: `EnvironmentFile=/etc/transship.env`. */
const ENVIRONMENT_FILE = '/etc/transship.env';

/**
 * What the next version of an instance's launch template is to be like, but for its AMI. Each deployment that changes
 * it makes a version that no machine runs: an upgrade makes of it what runs.
 */
export function createLaunchTemplate(
  scope: Construct,
  name: string,
  place: Place,
  props: Ec2FleetProps,
): LaunchTemplate {
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  place.store.grantNode(role, place.cluster);
  const [first, ...others] = props.securityGroups ?? [ownGroup(scope, place)];
  const template = new LaunchTemplate(scope, 'LaunchTemplate', {
    launchTemplateName: name,
    machineImage: imageOf(props.firstAmi),
    instanceType: props.instanceType ?? InstanceType.of(InstanceClass.T3, InstanceSize.SMALL),
    role,
    securityGroup: first,
    userData: userDataOf({ ...props.environment, ...place.environment }, props.startCommands),
    httpTokens: LaunchTemplateHttpTokens.REQUIRED,
    httpPutResponseHopLimit: 1,
    detailedMonitoring: true,
    blockDevices: [
      {
        deviceName: '/dev/xvda',
        volume: BlockDeviceVolume.ebs(8, {
          encrypted: true,
          volumeType: EbsDeviceVolumeType.GP3,
        }),
      },
    ],
  });
  for (const group of others) template.addSecurityGroup(group);
  return template;
}

function ownGroup(scope: Construct, place: Place): SecurityGroup {
  const group = new SecurityGroup(scope, 'SecurityGroup', {
    vpc: place.vpc(),
    description: `Nodes of instance ${place.instance}`,
  });
  acknowledge(group, {
    'AwsSolutions-EC23': 'It is open to the load balancer only.',
  });
  return group;
}

const imageOf = (firstAmi?: string) =>
  firstAmi === undefined
    ? MachineImage.latestAmazonLinux2023()
    : {
        getImage: () => ({
          imageId: firstAmi,
          osType: OperatingSystemType.LINUX,
          userData: UserData.forLinux(),
        }),
      };

function userDataOf(environment: Record<string, string>, startCommands: string[] = []): UserData {
  const userData = UserData.forLinux();
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  userData.addCommands(`cat > ${ENVIRONMENT_FILE} <<'END'`, ...lines, 'END', ...startCommands);
  return userData;
}
