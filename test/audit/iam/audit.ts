import type { ClusterConfiguration } from '../../../core/cluster';
import type { Assembly } from './assembly';
import { byLambdaItself, unlimited, unused } from './explained';
import { elsewhere, probesOf } from './probes';
import { recordUpgrades } from './record';
import { type IamRequest, isMutating, requestsOf } from './requests';
import { type Role, grantedTo, rolesOfStates } from './roles';
import { isAllowed } from './simulate';
import { type Compute, synthesise } from './synthesise';
import { translation } from './translate';

// The calls that whole upgrades really made, against the roles that are really deployed, judged by an engine that this
// project did not write.

let roles: Record<string, Role>;
let asked: { state: string; request: IamRequest }[];
/** What no recorded upgrade asked, on the cluster of the templates. */
let probes: IamRequest[];

async function replay(compute: Compute): Promise<void> {
  const assembly = synthesise(compute);
  roles = rolesOfStates(assembly);
  const recording = await recordUpgrades(compute);
  const deployed = deployedIn(assembly);
  const translate = translation(recording, deployed);
  probes = probesOf(deployed.configuration, assembly);
  const all = recording.calls.flatMap((call) =>
    requestsOf(call, assembly).map((request) => ({
      state: call.functionName,
      request: translate(request),
    })),
  );
  asked = [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

function deployedIn(assembly: Assembly) {
  const [registration] = assembly.ofType('Custom::TransshipRegistration');
  const groups = assembly.ofType('AWS::AutoScaling::AutoScalingGroup');
  return {
    configuration: JSON.parse(
      String(registration?.properties.Configuration),
    ) as ClusterConfiguration,
    launchTemplates: groups.map(({ properties }) =>
      String((properties.LaunchTemplate as Record<string, unknown>).LaunchTemplateId),
    ),
  };
}

const told = ({ state, request }: { state: string; request: IamRequest }) =>
  `${state}: ${request.action} on ${request.resource}`;

/** Those for which the role's answer is this one. */
async function answered(allowed: boolean, requests: typeof asked): Promise<string[]> {
  const found: string[] = [];
  for (const each of requests) {
    const role = roles[each.state];
    if (!role) throw new Error(`There is no role for ${each.state}`);
    if ((await isAllowed(role, each.request)) === allowed) found.push(told(each));
  }
  return found;
}

/** Everything that may be changed, by every state whose role has the action, whether or not an upgrade did it. */
function changesGranted(): typeof asked {
  const requests = [...asked.map(({ request }) => request), ...probes].filter(isMutating);
  const distinct = new Map(requests.map((request) => [JSON.stringify(request), request]));
  return Object.entries(roles).flatMap(([state, role]) => {
    const granted = grantedTo(role);
    return [...distinct.values()]
      .filter(({ action }) => granted.includes(action))
      .map((request) => ({ state, request }));
  });
}

/** The promises of the roles, for clusters on either. */
export function auditOf(compute: Compute): void {
  beforeAll(() => replay(compute), 300_000);

  test('every state has made calls', () => {
    const silent = Object.keys(roles).filter(
      (state) => !asked.some((each) => each.state === state),
    );
    expect(silent).toEqual([]);
  });

  test('every call is allowed by the role of its own Lambda', async () => {
    expect(await answered(false, asked)).toEqual([]);
  });

  test('every change that a role has is made by an upgrade, or probed, or explained', () => {
    const known = new Set(
      [...asked.map(({ request }) => request), ...probes].map(({ action }) => action),
    );
    const granted = Object.values(roles).flatMap(grantedTo);
    const unknown = granted.filter(
      (action) => isMutating({ action, resource: '', context: {} }) && !known.has(action),
    );
    expect([...new Set(unknown)].filter((action) => !(action in byLambdaItself))).toEqual([]);
  });

  test('every probe is allowed by every role that has its action', async () => {
    const probed = new Set(probes.map(({ action }) => action));
    const own = changesGranted().filter(
      ({ request }) => probed.has(request.action) && probes.includes(request),
    );
    expect(own.length).toBeGreaterThan(0);
    expect(await answered(false, own)).toEqual([]);
  });

  test('every change of something that is not the cluster’s is denied to every role', async () => {
    const foreign = changesGranted()
      .filter(({ request }) => !(request.action in unlimited[compute]))
      .map(({ state, request }) => ({ state, request: elsewhere(request) }));
    expect(foreign.length).toBeGreaterThan(20);
    expect(await answered(true, foreign)).toEqual([]);
  });

  test('every action that is granted is used, or explained', () => {
    const granted = new Set(Object.values(roles).flatMap(grantedTo));
    const used = new Set(asked.map(({ request }) => request.action));
    const idle = [...granted].filter((action) => !used.has(action)).sort();
    expect(idle).toEqual(Object.keys(unused[compute]).sort());
  });

  test('every action that cannot be limited is one that is made or probed', () => {
    const made = new Set(
      [...asked.map(({ request }) => request), ...probes].map(({ action }) => action),
    );
    expect(Object.keys(unlimited[compute]).filter((action) => !made.has(action))).toEqual([]);
  });
}
