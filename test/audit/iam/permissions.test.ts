import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterConfiguration } from '../../../core/cluster';
import { Assembly } from './assembly';
import { unlimited, unused } from './explained';
import { recordUpgrades } from './record';
import { type IamRequest, isMutating, requestsOf } from './requests';
import { type Role, rolesOfStates } from './roles';
import { isAllowed } from './simulate';
import { translation } from './translate';

// The calls that whole upgrades really made, against the roles that are really deployed, judged by an engine that this
// project did not write.

type Compute = 'ecs' | 'ec2';

let roles: Record<string, Role>;
let asked: { state: string; request: IamRequest }[];

async function replay(compute: Compute): Promise<void> {
  const assembly = synthesise(compute);
  roles = rolesOfStates(assembly);
  const recording = await recordUpgrades(compute);
  const translate = translation(recording, deployedIn(assembly));
  const all = recording.calls.flatMap((call) =>
    requestsOf(call, assembly).map((request) => ({
      state: call.functionName,
      request: translate(request),
    })),
  );
  asked = [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

function synthesise(compute: Compute): Assembly {
  const directory = mkdtempSync(join(tmpdir(), 'audit-'));
  try {
    const options = ['--quiet', '--output', directory, '--context', `compute=${compute}`];
    execFileSync('npx', ['cdk', 'synth', ...options], { stdio: 'pipe' });
    return new Assembly(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
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

/** The same on something of the same kind that belongs to somebody else. */
const elsewhere = (request: IamRequest): IamRequest => ({
  ...request,
  resource: request.resource
    .replace(/:parameter\/transship\/[^/]+/, ':parameter/transship/foreign')
    .replace(/:task\/[^/]+/, ':task/foreign')
    .replace(/(:autoScalingGroupName|:launch-template)\/.*/, '$1/foreign')
    .replace(
      /(:table|:role|task-definition|:service\/[^/]+|listener-rule\/.*)\/[^/:]+/,
      '$1/foreign',
    ),
  context: Object.fromEntries(
    Object.entries(request.context).map(([key, value]) => [
      key,
      value.replace(/:cluster\/.*/, ':cluster/foreign'),
    ]),
  ),
});

describe.each(['ecs', 'ec2'] as const)('upgrades of a cluster on %s', (compute) => {
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

  test('every change of something that is not the cluster\u2019s is denied', async () => {
    const foreign = asked
      .filter(({ request }) => isMutating(request) && !(request.action in unlimited[compute]))
      .map(({ state, request }) => ({ state, request: elsewhere(request) }));
    expect(foreign.length).toBeGreaterThan(20);
    expect(await answered(true, foreign)).toEqual([]);
  });

  test('every action that is granted is used, or explained', () => {
    const granted = new Set(
      Object.values(roles).flatMap(({ policies }) =>
        policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)),
      ),
    );
    const used = new Set(asked.map(({ request }) => request.action));
    const idle = [...granted].filter((action) => !used.has(action)).sort();
    expect(idle).toEqual(Object.keys(unused[compute]).sort());
  });

  test('every action that cannot be limited is one that is made', () => {
    const made = new Set(asked.map(({ request }) => request.action));
    expect(Object.keys(unlimited[compute]).filter((action) => !made.has(action))).toEqual([]);
  });
});
