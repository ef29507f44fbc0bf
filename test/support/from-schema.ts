import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';

type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** Values of a shape of an AWS API, made from the SDK's own schema of it: any member may be there or not. */
export const fromSchema = (schema: Schema): fc.Arbitrary<unknown> =>
  ofNormalized(NormalizedSchema.of(schema));

function ofNormalized(schema: NormalizedSchema): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) return fc.record(membersOf(schema), { requiredKeys: [] });
  if (schema.isListSchema())
    return fc.array(ofNormalized(schema.getValueSchema()), { maxLength: 3 });
  if (schema.isMapSchema())
    return fc.dictionary(words, ofNormalized(schema.getValueSchema()), { maxKeys: 3 });
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return fc.nat();
  if (schema.isTimestampSchema()) return fc.nat().map((seconds) => new Date(seconds * 1_000));
  if (schema.isStringSchema()) return words;
  throw new Error(`There is no arbitrary for ${schema.getName()} yet`);
}

const words = fc.stringMatching(/^[\w./:@ -]{1,12}$/);

const membersOf = (schema: NormalizedSchema): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(
    [...schema.structIterator()].map(([name, member]) => [name, ofNormalized(member)]),
  );

/** Names of a structure's members. */
export const memberNames = (schema: Schema): string[] =>
  [...NormalizedSchema.of(schema).structIterator()].map(([name]) => name);
