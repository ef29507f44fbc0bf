import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as ecr from '@aws-sdk/client-ecr';
import * as stepfunctions from '@aws-sdk/client-sfn';
import { NormalizedSchema } from '@smithy/core/schema';

type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** By the names that the AWS CLI gives them. */
const services: Record<string, object> = { cloudformation, ecr, stepfunctions };

/** Of every command. */
const general = ['output', 'query', 'region', 'profile'];
/** Of the CLI's own making: it has no operation of that name behind it. */
const own = ['ecr get-login-password'];

/**
 * What is wrong with a call of the AWS CLI, by the SDK's model of the API: the CLI has a verb for each operation, an
 * option for each member of its input, and queries its output.
 */
export function complaints([, service = '', verb = '', ...words]: string[]): string[] {
  if (own.includes(`${service} ${verb}`)) return [];
  const operation = operationOf(service, verb);
  if (!operation) return [`aws has no ${service} ${verb}`];
  const members = [...operation.input.structIterator()].map(([name]) => name.toLowerCase());
  const options = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
  const unknown = options.filter(
    (option) => !general.includes(option) && !members.includes(option.replaceAll('-', '')),
  );
  const query = words[words.indexOf('--query') + 1] ?? '';
  const asked = words.includes('--query') ? fieldsOf(query) : [];
  const told = namesIn(operation.output);
  return [
    ...unknown.map((option) => `aws ${service} ${verb} has no --${option}`),
    ...asked.filter((field) => !told.has(field)).map((field) => `it does not tell ${field}`),
  ];
}

function operationOf(service: string, verb: string) {
  const name = verb.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const operation = (services[service] as Record<string, Schema> | undefined)?.[`${name}$`];
  if (!Array.isArray(operation)) return undefined;
  // An operation's schema: kind, namespace, name, traits, input, output.
  const [input, output] = operation.slice(4, 6) as [Schema, Schema];
  return { input: NormalizedSchema.of(input), output: NormalizedSchema.of(output) };
}

/** The fields that a JMESPath expression speaks of. */
const fieldsOf = (query: string): string[] =>
  query.replaceAll(/`[^`]*`/g, '').match(/\w*[A-Za-z]\w*/g) ?? [];

/** The names of all members of a shape, and of what is in it. */
function namesIn(schema: NormalizedSchema, known = new Set<string>()): Set<string> {
  if (schema.isListSchema() || schema.isMapSchema()) return namesIn(schema.getValueSchema(), known);
  if (!schema.isStructSchema()) return known;
  for (const [name, member] of schema.structIterator())
    if (!known.has(name)) namesIn(member, known.add(name));
  return known;
}
