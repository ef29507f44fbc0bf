import type { ClusterConfiguration } from '../../../core/cluster';
import { hookPoints } from '../../../core/hook';
import type { IamRequest } from './requests';

type Replacement = [from: string | RegExp, to: string];

/** A cluster, and the launch templates of its groups in the order of the instances. */
interface Place {
  configuration: ClusterConfiguration;
  launchTemplates: string[];
}

/** Has a request name the cluster of the templates where it named the one that it was recorded in. */
export function translation(from: Place, to: Place) {
  const recorded = from.configuration;
  const deployed = to.configuration;
  const replacements: Replacement[] = [
    ...recorded.forwards.map(({ arn }, i): Replacement => [arn, deployed.forwards[i]?.arn ?? '']),
    ...rulesOf(recorded).map((rule, i): Replacement => [rule, rulesOf(deployed)[i] ?? '']),
    [/:execution:[^:]+:/, ':execution:transship-upgrade:'],
    ...hooksOf(recorded).map((hook, i): Replacement => [hook, hooksOf(deployed)[i] ?? '']),
    ...from.launchTemplates.map((id, i): Replacement => [id, to.launchTemplates[i] ?? '']),
    ...recorded.instances.flatMap((instance, i) => ofInstance(instance, deployed.instances[i])),
  ];
  const translate = (text: string): string =>
    replacements.reduce((current, [from, to]) => current.replace(from, to), text);
  return (request: IamRequest): IamRequest => ({
    ...request,
    resource: translate(request.resource),
    context: Object.fromEntries(
      Object.entries(request.context).map(([key, value]) => [key, translate(value)]),
    ),
  });
}

/** ARNs of what upgrades ask, in the order of the points. */
const hooksOf = ({ hooks = {} }: ClusterConfiguration): string[] =>
  hookPoints.flatMap((point) => hooks[point]?.function ?? []);

const rulesOf = ({ testRules = [] }: ClusterConfiguration): string[] => testRules;

type Instance = ClusterConfiguration['instances'][number];

function ofInstance(recorded: Instance, deployed?: Instance): Replacement[] {
  const [from, to] = [recorded.fleet, deployed?.fleet];
  if (from.kind === 'ec2' && to?.kind === 'ec2')
    return [[`:autoScalingGroupName/${from.group}`, `:autoScalingGroupName/${to.group}`]];
  if (from.kind !== 'ecs' || to?.kind !== 'ecs') return [];
  return [
    [`:service/${from.cluster}/${from.service}`, `:service/${to.cluster}/${to.service}`],
    [new RegExp(`:task/${from.cluster}/`), `:task/${to.cluster}/`],
    [new RegExp(`:cluster/${from.cluster}$`), `:cluster/${to.cluster}`],
  ];
}
