import jsonata from 'jsonata';
import validateAsl from 'asl-validator';
import type { Json } from '../../core/json';
import { AwsError } from '../aws/json-api';
import { type Definition, definitionSchema } from './definition';
import { expressionIn } from './expressions';

/** Reads a state machine's definition; throws InvalidDefinition on what is wrong, or is not run here. */
export function parseDefinition(text: string): Definition {
  const parsed = parseJson(text);
  const supported = definitionSchema.safeParse(parsed);
  if (!supported.success)
    throw invalid(
      supported.error.issues
        .map(({ path, message }) => `${message} at /${path.map(String).join('/')}`)
        .join('; '),
    );
  // Transitions, and fields that must or must not go together. The validator writes into what it checks.
  const verdict = validateAsl(structuredClone(parsed));
  if (!verdict.isValid) throw invalid(verdict.errorsText('; '));

  const { States: states } = supported.data;
  for (const [name, state] of Object.entries(states))
    for (const [field, value] of Object.entries(state))
      checkExpressions(value, [name, field], state.Type === 'Task');
  return supported.data;
}

function parseJson(text: string): object {
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed !== null && typeof parsed === 'object') return parsed;
  } catch (error) {
    throw invalid(`INVALID_JSON_DESCRIPTION: ${String(error)}`);
  }
  throw invalid('INVALID_JSON_DESCRIPTION: not an object');
}

/** Refuses, as AWS does, an expression that does not parse or that asks for what its field cannot have. */
function checkExpressions(value: Json, path: string[], isTask: boolean): void {
  if (value !== null && typeof value === 'object')
    for (const [key, member] of Object.entries(value))
      checkExpressions(member, [...path, key], isTask);
  if (typeof value !== 'string') return;

  const refused = (why: string) => invalid(`${why} at /States/${path.join('/')}: ${value}`);
  const expression = expressionIn(value);
  if (expression === undefined) {
    if (value.startsWith('{%') || value.endsWith('%}'))
      throw refused('JSONata must stand between {% and %}, with nothing around them');
    return;
  }
  const field = path[1];
  if (
    /\$states\.result\b/.test(expression) &&
    !(isTask && (field === 'Output' || field === 'Assign'))
  )
    throw refused('$states.result is only to be had in the Output and Assign of a Task');
  if (/\$states\.errorOutput\b/.test(expression) && field !== 'Catch')
    throw refused('$states.errorOutput is only to be had in a Catch');
  if (/\$eval\b/.test(expression)) throw refused('$eval is not to be had');
  try {
    jsonata(expression);
  } catch (error) {
    throw refused(`JSONata does not parse (${(error as Error).message})`);
  }
}

const invalid = (reason: string): AwsError =>
  new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${reason}'`);
