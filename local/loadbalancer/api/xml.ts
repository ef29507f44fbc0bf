import { XMLBuilder } from 'fast-xml-parser';

const builder = new XMLBuilder();

/** An answer of the AWS query protocol: lists become `member` elements, absent values are left out. */
export const toXml = (element: string, namespace: string, content: unknown): string =>
  `<${element} xmlns="${namespace}">${builder.build(wire(content))}</${element}>`;

function wire(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return { member: value.map(wire) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, content]) => content !== undefined)
      .map(([name, content]) => [name, wire(content)]),
  );
}
