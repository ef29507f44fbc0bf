import type { ExecutionHead } from './execution';
import type { NodeRecord } from './node';

/** What of an execution decides who can take it over. */
export type Claimable = Pick<
  ExecutionHead,
  'service' | 'version' | 'status' | 'owner' | 'excluded'
> &
  Partial<Pick<ExecutionHead, 'claimedFrom'>>;

/** What a node of it has to say of one service. */
export type Reader = Pick<NodeRecord, 'reads' | 'redoes'>;

/**
 * The instance has nodes of a version, or nodes that read one, that the nodes elsewhere are not or do not: executions
 * may be left without a reader when it is changed. Nothing known of its nodes counts as yes.
 */
export function isLastReader(here: NodeRecord[], elsewhere: NodeRecord[]): boolean {
  const isElsewhere = (service: string, version: string, own: boolean) =>
    elsewhere.some(({ reads }) => {
      const versions = reads[service] ?? [];
      return own ? versions[0] === version : versions.includes(version);
    });
  return (
    here.length === 0 ||
    here.some(({ reads }) =>
      Object.entries(reads).some(([service, versions]) =>
        versions.some((version, index) => !isElsewhere(service, version, index === 0)),
      ),
    )
  );
}

/** Some node here can take the execution over, and none of those that serve elsewhere can (S9). */
export function dependsOn(
  here: NodeRecord[],
  elsewhere: NodeRecord[],
  execution: Claimable,
): boolean {
  const { status, owner } = execution;
  // Touched by nobody until it is retried: it waits for no node, and keeps none.
  if (status === 'aside') return false;
  if (status === 'running' && elsewhere.some(({ node }) => node === owner)) return false;
  // Owned, but by nobody who lives: a step may have been cut off in the middle.
  const unclean = status === 'running';
  // Nothing known of its nodes, because all have died, counts as that they could.
  return (
    (here.length === 0 || here.some((node) => canTakeOver(node, execution, unclean))) &&
    !elsewhere.some((node) => canTakeOver(node, execution, unclean))
  );
}

/** `unclean`: its owner has ended without parking it, so that a step may have been cut off. */
export function canTakeOver(
  { reads, redoes }: Reader,
  execution: Claimable,
  unclean: boolean,
): boolean {
  const { service, version, claimedFrom, excluded } = execution;
  const versions = reads[service] ?? [];
  const [own] = versions;
  if (own === undefined || excluded.includes(own)) return false;
  if (version === undefined) return true;
  // A record is read in the words in which it was written, and what was cut off is done as it was begun.
  return (
    versions.includes(claimedFrom ?? version) &&
    (!unclean || own === version || (redoes?.[service] ?? []).includes(version))
  );
}
