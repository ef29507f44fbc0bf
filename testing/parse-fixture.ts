import type { Fixture } from '../core/fixture';

/** Throws where the value at this place is not what it should be. */
type Check = (value: unknown, place: string) => void;

const demand = (holds: boolean, place: string, what: string): void => {
  if (!holds) throw new RangeError(`${place} is not ${what}`);
};

const present: Check = (value, place) => demand(value !== undefined, place, 'there');
const string: Check = (value, place) => demand(typeof value === 'string', place, 'a string');
const number: Check = (value, place) => demand(typeof value === 'number', place, 'a number');
const isTrue: Check = (value, place) => demand(value === true, place, 'true');

const optional =
  (check: Check): Check =>
  (value, place) => {
    if (value !== undefined) check(value, place);
  };

const listOf =
  (check: Check): Check =>
  (value, place) => {
    demand(Array.isArray(value), place, 'a list');
    (value as unknown[]).forEach((each, at) => check(each, `${place}[${at}]`));
  };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectOf =
  (members: Record<string, Check>): Check =>
  (value, place) => {
    if (!isObject(value)) throw new RangeError(`${place || 'It'} is not an object`);
    for (const [name, check] of Object.entries(members))
      check(value[name], place === '' ? name : `${place}.${name}`);
  };

const succeeded = objectOf({ ok: isTrue, value: present });
const failure = objectOf({ name: string, message: string, status: optional(number) });
const result: Check = (value, place) =>
  isObject(value) && value.ok === false
    ? objectOf({ error: failure })(value, place)
    : succeeded(value, place);

const kinds: Record<string, Check> = {
  step: objectOf({ id: string, result, forgotten: optional(isTrue) }),
  begun: objectOf({ id: string, until: number, forgotten: optional(isTrue) }),
  wait: objectOf({ id: string, until: number, forgotten: optional(isTrue) }),
};

const outcome: Check = (value, place) => {
  const kind = isObject(value) ? value.kind : undefined;
  const check = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!check) throw new RangeError(`${place}.kind is not "step", "begun" or "wait"`);
  check(value, place);
};

const renaming: Check = (value, place) => {
  listOf(string)(value, place);
  demand((value as unknown[]).length === 2, place, 'a name now and a name before');
};

const fixture = objectOf({
  service: string,
  version: string,
  input: present,
  outcomes: listOf(outcome),
  renamings: listOf(renaming),
});

/** Throws, with the first member that is not as `transship executions export` makes it. */
export function parseFixture(value: unknown): Fixture {
  fixture(value, '');
  return value as Fixture;
}
