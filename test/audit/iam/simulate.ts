import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT } from './assembly';
import type { IamRequest } from './requests';
import type { Role } from './roles';

/** Whether a role's policies allow what is asked, by an engine that this project did not write. */
export async function isAllowed(
  role: Role,
  { action, resource, context }: IamRequest,
): Promise<boolean> {
  const response = await runSimulation(
    {
      request: {
        principal: role.arn,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: context,
      },
      identityPolicies: role.policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (response.resultType === 'error')
    throw new Error(`${action} on ${resource}: ${JSON.stringify(response.errors)}`);
  return response.overallResult === 'Allowed';
}
