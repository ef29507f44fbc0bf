import { AwsError } from '../aws/json-api';

export const clientError = (message: string): AwsError => new AwsError('ClientException', message);
export const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);
