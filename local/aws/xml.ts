import { XMLBuilder } from 'fast-xml-parser';

const builder = new XMLBuilder();

/** An answer of the AWS query protocol: what is in a list gets an element of its own, absent values are left out. */
export const toXml = (
  element: string,
  namespace: string,
  content: unknown,
  member = 'member',
): string =>
  `<${element} xmlns="${namespace}">${builder.build(wire(content, member))}</${element}>`;

function wire(value: unknown, member: string): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return { [member]: value.map((each) => wire(each, member)) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, content]) => content !== undefined)
      .map(([name, content]) => [name, wire(content, member)]),
  );
}
