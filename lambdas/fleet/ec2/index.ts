import type { Ec2FleetConfiguration } from '../../../core/cluster';
import type { Fleet } from '../fleet';
import { deploy, describeGroup } from './deploy';
import { lastFailure } from './failures';
import { readGroup } from './group';
import { imageExists } from './images';
import { listMachines, stopMachine } from './machines';
import { activeScaling, setCount, setScaling } from './scaling';
import { areAlike, readVersion, releaseOf, upcomingOf, versionWith } from './templates';

/** The machines of an EC2 Auto Scaling group. Its definitions are versions of its launch template, by number. */
export function ec2Fleet(instance: string, { group: name }: Ec2FleetConfiguration): Fleet {
  const read = () => readGroup(instance, name);
  return {
    describe: async () => describeGroup(await read()),
    list: async () => listMachines(await read()),
    releaseOf: async (version) => releaseOf(await read(), version),
    artifactExists: imageExists,
    upcoming: async (version) => upcomingOf(await read(), version),
    define: async (lock, version, update) => versionWith(lock, await read(), version, update),
    areAlike: async (one, other) => areAlike(await read(), one, other),
    // Versions never change and can be deployed for as long as they are there.
    redefine: async (_lock, former) =>
      String((await readVersion(await read(), former)).VersionNumber),
    deploy: async (lock, version, options) => deploy(lock, await read(), version, options),
    stop: stopMachine,
    setCount: async (lock, count) => setCount(lock, await read(), count),
    activeScaling: async () => activeScaling(await read()),
    setScaling: async (lock, active) => setScaling(lock, await read(), active),
    // The version that is deployed is the one that is found by name, whatever was made after it.
    settle: () => Promise.resolve(),
    lastFailure: async () => lastFailure(await read()),
  };
}
