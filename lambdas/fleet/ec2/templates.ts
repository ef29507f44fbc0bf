import {
  CreateLaunchTemplateVersionCommand,
  type LaunchTemplateVersion,
  type ResponseLaunchTemplateData,
  paginateDescribeLaunchTemplateVersions,
} from '@aws-sdk/client-ec2';
import { isDeepStrictEqual } from 'node:util';
import type { Release } from '../../../core/cluster';
import { TransshipError } from '../../../core/errors';
import { machines } from '../../aws/clients';
import type { HeldLock } from '../../held-lock';
import type { Upcoming } from '../fleet';
import type { Group } from './group';

/** How the descriptions of the versions begin that an upgrade has made; the newest of the others is the blueprint. */
const OURS = 'Transship';

/** What the version runs: its one component is its AMI. */
export async function releaseOf(group: Group, version: string): Promise<Release> {
  return releaseIn(await readVersion(group, version));
}

/** What would follow a version with an update of nothing. */
export async function upcomingOf(group: Group, version: string): Promise<Upcoming> {
  const versions = await readVersions(group);
  const current = named(versions, version, group);
  const changed = !isDeepStrictEqual(
    withImage(blueprintOf(versions, current), ''),
    withImage(current, ''),
  );
  return { release: releaseIn(current), changed };
}

/**
 * Number of the version that is as the blueprint is, with the AMI of `update`, or else of `current`: that one if it is
 * it already, else the newest that is, else a new one. Errors: `LockLost`.
 */
export async function versionWith(
  lock: HeldLock,
  group: Group,
  version: string,
  update: Release,
): Promise<string> {
  const versions = await readVersions(group);
  const current = named(versions, version, group);
  const blueprint = blueprintOf(versions, current);
  const ami = update.ami ?? current.LaunchTemplateData?.ImageId ?? '';
  const next = withImage(blueprint, ami);
  const same = [current, ...versions].find(({ LaunchTemplateData }) =>
    isDeepStrictEqual(LaunchTemplateData, next),
  );
  if (same) return String(same.VersionNumber);
  await lock.prove();
  const { LaunchTemplateVersion: made } = await machines.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: group.template,
      // Everything is kept, also what this code has never heard of.
      SourceVersion: String(blueprint.VersionNumber),
      VersionDescription: `${OURS}: version ${blueprint.VersionNumber} with ${ami}`,
      LaunchTemplateData: { ImageId: ami },
    }),
  );
  return String(made?.VersionNumber);
}

/** Machines of either version would run alike. */
export async function areAlike(group: Group, one: string, other: string): Promise<boolean> {
  const versions = await readVersions(group, [...new Set([one, other])]);
  return isDeepStrictEqual(
    named(versions, one, group).LaunchTemplateData,
    named(versions, other, group).LaunchTemplateData,
  );
}

/** Errors: `ClusterNotReady` if there is none of that number. */
export async function readVersion(group: Group, version: string): Promise<LaunchTemplateVersion> {
  return named(await readVersions(group, [version]), version, group);
}

/** Newest first; by default all of them. None if one of those asked for is gone. */
async function readVersions(
  { template }: Group,
  Versions?: string[],
): Promise<LaunchTemplateVersion[]> {
  const versions: LaunchTemplateVersion[] = [];
  const pages = paginateDescribeLaunchTemplateVersions(
    { client: machines },
    { LaunchTemplateId: template, Versions },
  );
  try {
    for await (const { LaunchTemplateVersions = [] } of pages)
      versions.push(...LaunchTemplateVersions);
  } catch (error) {
    // Asked for one that is gone, EC2 gives none of the others either.
    if (!(error instanceof Error && error.name === 'InvalidLaunchTemplateId.VersionNotFound'))
      throw error;
  }
  return versions.sort((one, other) => numberOf(other) - numberOf(one));
}

function named(
  versions: LaunchTemplateVersion[],
  version: string,
  { name, template }: Group,
): LaunchTemplateVersion {
  const found = versions.find(({ VersionNumber }) => String(VersionNumber) === version);
  if (found) return found;
  const message = `Launch template ${template} of Auto Scaling group ${name} has no version ${version}.`;
  throw new TransshipError('ClusterNotReady', message);
}

const blueprintOf = (
  versions: LaunchTemplateVersion[],
  current: LaunchTemplateVersion,
): LaunchTemplateVersion =>
  versions.find(({ VersionDescription = '' }) => !VersionDescription.startsWith(OURS)) ?? current;

const withImage = (
  { LaunchTemplateData }: LaunchTemplateVersion,
  ImageId: string,
): ResponseLaunchTemplateData => ({ ...LaunchTemplateData, ImageId });

const releaseIn = ({ LaunchTemplateData }: LaunchTemplateVersion): Release => ({
  ami: LaunchTemplateData?.ImageId ?? '',
});

const numberOf = ({ VersionNumber = 0 }: LaunchTemplateVersion): number => VersionNumber;
