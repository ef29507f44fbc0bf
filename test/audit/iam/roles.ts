import type { Assembly } from './assembly';

export interface PolicyDocument {
  Version: string;
  Statement: Statement[];
}

export interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** A role: everything that any stack grants it. */
export interface Role {
  arn: string;
  policies: PolicyDocument[];
}

/** Name in the state machine file → role of the Lambda that it becomes. */
export function rolesOfStates(assembly: Assembly): Record<string, Role> {
  const functions = rolesOfFunctions(assembly);
  const [machine] = assembly.ofType('AWS::StepFunctions::StateMachine');
  const substitutions = (machine?.properties.DefinitionSubstitutions ?? {}) as Record<
    string,
    string
  >;
  return Object.fromEntries(
    Object.entries(substitutions).map(([state, version]) => {
      const arn = functions.get(version.replace(/:\d+$/, ''));
      if (arn === undefined)
        throw new Error(`${state} is no Lambda of these templates: ${version}`);
      return [state, roleOf(assembly, arn)];
    }),
  );
}

/** ARN of a function → ARN of its role. */
export const rolesOfFunctions = (assembly: Assembly): Map<string, string> =>
  new Map(
    assembly
      .ofType('AWS::Lambda::Function')
      .map(({ template, id, properties }) => [
        String(assembly.resolve(template, { 'Fn::GetAtt': [id, 'Arn'] })),
        String(properties.Role),
      ]),
  );

/** A role by its ARN. */
export const roleOf = (assembly: Assembly, arn: string): Role => ({
  arn,
  policies: policiesOf(assembly, arn),
});

/** Every action that a role may do, on whatever. */
export const grantedTo = ({ policies }: Role): string[] => [
  ...new Set(policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))),
];

function policiesOf(assembly: Assembly, role: string): PolicyDocument[] {
  const name = role.replace(/^.*:role\//, '');
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => assembly.ofType(type))
    .filter(({ properties }) => (properties.Roles as string[] | undefined)?.includes(name));
  return attached.map(({ properties }) => properties.PolicyDocument as PolicyDocument);
}
