import type {
  GetParameterCommandInput,
  GetParametersCommandInput,
  Parameter,
  PutParameterCommandInput,
} from '@aws-sdk/client-ssm';
import { type AwsApi, AwsError, startJsonApi } from '../aws/json-api';

/** A parameter as it goes over the wire: times are seconds since the epoch. */
type StoredParameter = Omit<Parameter, 'LastModifiedDate'> & { LastModifiedDate: number };

const arnOf = (name: string) =>
  `arn:aws:ssm:us-east-1:123456789012:parameter${name.startsWith('/') ? '' : '/'}${name}`;

/** As much of Systems Manager as keeps plain parameters, without their history. */
export async function startParameters(): Promise<AwsApi> {
  const parameters = new Map<string, StoredParameter>();

  return startJsonApi('1.1', {
    PutParameter({ Name = '', Value = '', Type, Overwrite = false }: PutParameterCommandInput) {
      const before = parameters.get(Name);
      if (before && !Overwrite)
        throw new AwsError(
          'ParameterAlreadyExists',
          'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
        );
      if (!before && !Type)
        throw new AwsError(
          'ValidationException',
          'A parameter type is required when creating one.',
        );
      if (!/^\/?[\w.-]+(\/[\w.-]+)*$/.test(Name) || Value === '')
        throw new AwsError('ValidationException', `Invalid parameter: ${Name}`);
      const Version = (before?.Version ?? 0) + 1;
      parameters.set(Name, {
        Name,
        Value,
        Type: Type ?? before?.Type,
        Version,
        ARN: arnOf(Name),
        DataType: 'text',
        LastModifiedDate: Date.now() / 1_000,
      });
      return { Version, Tier: 'Standard' };
    },

    GetParameter({ Name = '' }: GetParameterCommandInput) {
      const found = parameters.get(Name);
      if (!found) throw new AwsError('ParameterNotFound', `There is no parameter ${Name}.`);
      return { Parameter: found };
    },

    GetParameters({ Names = [] }: GetParametersCommandInput) {
      return {
        Parameters: Names.flatMap((name) => parameters.get(name) ?? []),
        InvalidParameters: Names.filter((name) => !parameters.has(name)),
      };
    },
  });
}
