import { z } from 'zod';
import { AwsError } from '../aws/json-api';
import { list, operation, type Operations } from '../aws/query-operation';
import type { MachineImage, MachineImages } from './images';
import { ACCOUNT } from './names';
import type { Group, Machine } from './state';

const filters = list(z.object({ Name: z.string(), Value: z.array(z.string()) }));

/** What EC2 says of images and machines. */
export const ec2Operations = (
  images: MachineImages,
  groups: ReadonlyMap<string, Group>,
): Operations => ({
  DescribeImages: operation(z.object({ ImageId: list(z.string()) }), ({ ImageId: ids }) => ({
    imagesSet: (ids ?? images.all().map(({ id }) => id)).map((id) => {
      const image = images.find(id);
      if (image) return describeImage(image);
      throw new AwsError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
    }),
  })),

  DescribeInstances: operation(
    z.object({ InstanceId: list(z.string()), Filter: filters }),
    ({ InstanceId: ids, Filter = [] }) => ({
      reservationSet: [...groups.values()]
        .flatMap(({ machines }) => machines)
        .filter(({ id }) => ids?.includes(id) ?? true)
        .map(describeMachine)
        .filter((machine) => Filter.every(({ Name, Value }) => holds(machine, Name, Value)))
        .map((machine) => ({ ownerId: ACCOUNT, instancesSet: [machine] })),
    }),
  ),
});

const describeImage = ({ id, name, createdAt }: MachineImage) => ({
  imageId: id,
  name,
  imageState: 'available',
  imageOwnerId: ACCOUNT,
  creationDate: createdAt,
  architecture: 'arm64',
});

const codes = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48 };

const describeMachine = ({ id, group, template, version, state, launchedAt }: Machine) => ({
  instanceId: id,
  imageId: version.data.ImageId,
  instanceState: { code: codes[state], name: state },
  launchTime: new Date(launchedAt),
  tagSet: [
    { key: 'aws:autoscaling:groupName', value: group.name },
    { key: 'aws:ec2launchtemplate:id', value: template.id },
    { key: 'aws:ec2launchtemplate:version', value: String(version.number) },
  ],
});

function holds(
  machine: ReturnType<typeof describeMachine>,
  filter: string,
  values: string[],
): boolean {
  if (filter === 'instance-state-name') return values.includes(machine.instanceState.name);
  const tag = /^tag:(.+)$/.exec(filter)?.[1];
  if (tag !== undefined)
    return machine.tagSet.some(({ key, value }) => key === tag && values.includes(value));
  throw new AwsError('InvalidParameterValue', `The filter '${filter}' is not emulated`);
}
