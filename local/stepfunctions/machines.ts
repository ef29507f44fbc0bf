import type {
  CreateStateMachineInput,
  CreateStateMachineOutput,
  DescribeStateMachineInput,
  DescribeStateMachineOutput,
  UpdateStateMachineInput,
  UpdateStateMachineOutput,
} from '@aws-sdk/client-sfn';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock';
import { AwsError, type Operations } from '../aws/json-api';
import { requireArn, requireName, stateMachineArn } from './arns';
import type { Definition } from './definition';
import { parseDefinition } from './validate';
import { seconds, type Wire } from './wire';

/** A state machine as it stands. An update puts another in its place, so that what runs keeps the one it began with. */
export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly text: string;
  readonly definition: Definition;
  readonly createdAt: number;
  readonly revisionId?: string;
}

export class Machines {
  private readonly byArn = new Map<string, Machine>();

  constructor(private readonly clock: Clock) {}

  get(arn: string | undefined): Machine {
    const machine = this.byArn.get(requireArn(arn));
    if (!machine)
      throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  readonly operations: Operations = {
    CreateStateMachine: (input: CreateStateMachineInput): Wire<CreateStateMachineOutput> => {
      const name = requireName(input.name);
      const roleArn = requireArn(input.roleArn);
      if (input.type === 'EXPRESS')
        throw new AwsError('StateMachineTypeNotSupported', 'EXPRESS is not emulated');
      if (input.publish) throw new AwsError('ValidationException', 'publish is not emulated');
      const text = input.definition ?? '';
      const definition = parseDefinition(text);
      const arn = stateMachineArn(name);
      const existing = this.byArn.get(arn);
      if (existing && (existing.text !== text || existing.roleArn !== roleArn))
        throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      const machine = existing ?? {
        arn,
        name,
        roleArn,
        text,
        definition,
        createdAt: this.clock.now(),
      };
      this.byArn.set(arn, machine);
      return { stateMachineArn: arn, creationDate: seconds(machine.createdAt) };
    },

    UpdateStateMachine: (input: UpdateStateMachineInput): Wire<UpdateStateMachineOutput> => {
      const machine = this.get(input.stateMachineArn);
      if (input.definition === undefined && input.roleArn === undefined)
        throw new AwsError(
          'MissingRequiredParameter',
          'Either the definition or the role ARN must be specified',
        );
      const text = input.definition ?? machine.text;
      const revisionId = randomUUID();
      this.byArn.set(machine.arn, {
        ...machine,
        text,
        definition: parseDefinition(text),
        roleArn: requireArn(input.roleArn ?? machine.roleArn),
        revisionId,
      });
      return { updateDate: seconds(this.clock.now()), revisionId };
    },

    DescribeStateMachine: (input: DescribeStateMachineInput): Wire<DescribeStateMachineOutput> => {
      const { arn, name, roleArn, text, createdAt, revisionId } = this.get(input.stateMachineArn);
      return {
        stateMachineArn: arn,
        name,
        status: 'ACTIVE',
        definition: text,
        roleArn,
        type: 'STANDARD',
        creationDate: seconds(createdAt),
        revisionId,
      };
    },
  };
}
