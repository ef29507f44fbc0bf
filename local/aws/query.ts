/**
 * A call's parameters, as the AWS query protocol flattens them (`Actions.member.1.Type=forward`; of EC2,
 * `Filter.1.Name=state`), unfolded again. Every value is a string; an empty list is one too (`Names=`).
 */
export interface Parameters {
  [name: string]: Parameter;
}
type Parameter = string | Parameter[] | Parameters;

export function parseQuery(body: string): Parameters {
  const root: Parameters = Object.create(null) as Parameters;
  for (const [name, value] of new URLSearchParams(body)) place(root, name.split('.'), value);
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, lists(value)]));
}

function place(into: Parameters, [name = '', ...deeper]: string[], value: string): void {
  if (deeper.length === 0) {
    into[name] = value;
    return;
  }
  const inner = into[name];
  const next =
    typeof inner === 'object' && !Array.isArray(inner)
      ? inner
      : (Object.create(null) as Parameters);
  into[name] = next;
  place(next, deeper, value);
}

/** `{ member: { 1: a, 2: b } }` is a list, and so is `{ 1: a, 2: b }`; integer keys come out in their order. */
function lists(parameter: Parameter): Parameter {
  if (typeof parameter === 'string' || Array.isArray(parameter)) return parameter;
  const { member } = parameter;
  const items = typeof member === 'object' ? member : parameter;
  if (Object.keys(items).every((key) => /^\d+$/.test(key))) return Object.values(items).map(lists);
  return Object.fromEntries(Object.entries(parameter).map(([name, value]) => [name, lists(value)]));
}
