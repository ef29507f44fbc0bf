/** Whatever the API model lets a task definition have is carried forward; the model is the SDK's own. */
import {
  RegisterTaskDefinitionRequest$,
  type RegisterTaskDefinitionCommandInput,
  TaskDefinition$,
} from '@aws-sdk/client-ecs';
import fc from 'fast-check';
import {
  type Described,
  afterBlueprint,
  areAlike,
  imagesOf,
  nextRevision,
  toldOnly,
} from '../../../../../lambdas/fleet/ecs/revision';
import { EcsByModel } from '../../../../support/ecs-by-model';
import { fromSchema, memberNames } from '../../../../support/from-schema';

type Input = RegisterTaskDefinitionCommandInput;

const inputs = fromSchema(RegisterTaskDefinitionRequest$) as fc.Arbitrary<Input>;

/** The fields of its own that ECS tells, as they come over the wire. */
const own = (fromSchema(TaskDefinition$) as fc.Arbitrary<object>).map((told) =>
  Object.fromEntries(
    Object.entries(told)
      .filter(([field]) => toldOnly.has(field))
      .map(([field, value]: [string, unknown]) => [
        field,
        value instanceof Date ? +value / 1_000 : value,
      ]),
  ),
);

/** An update of some of its containers. */
const updateOf = ({ containerDefinitions = [] }: Input) => {
  const names = containerDefinitions.flatMap(({ name }) => name ?? []);
  return fc
    .subarray(names)
    .chain((some) => fc.record(Object.fromEntries(some.map((name) => [name, fc.string()]))));
};

const inputAndUpdate = inputs.chain((input) =>
  fc.tuple(fc.constant(input), own, updateOf(input) as fc.Arbitrary<Record<string, string>>),
);

/** What is to be registered, as it goes over the wire. */
const withOnlyImages = (input: Input, update: Record<string, string>) => {
  const tags = input.tags?.filter(({ key }) => !key?.startsWith('aws:')) ?? [];
  return {
    ...input,
    containerDefinitions: (input.containerDefinitions ?? []).map((container) => ({
      ...container,
      image: new Map(Object.entries(update)).get(container.name ?? '') ?? container.image,
    })),
    tags: tags.length > 0 ? tags : undefined,
  };
};

test('the model has no field that is told and cannot be registered but those that are left out', () => {
  const registered = memberNames(RegisterTaskDefinitionRequest$);
  const told = memberNames(TaskDefinition$).filter((name) => !registered.includes(name));
  expect(told.sort()).toEqual([...toldOnly].sort());
});

test('every field and tag that can be registered is kept, the images apart', async () => {
  await fc.assert(
    fc.asyncProperty(inputAndUpdate, async ([input, fields, update]) => {
      const ecs = new EcsByModel(fields);
      await ecs.register(input);
      const next = nextRevision(await ecs.describe(), update);
      expect(await ecs.register(next)).toEqual(withOnlyImages(input, update));
    }),
    { numRuns: 300 },
  );
});

describe('what follows a blueprint', () => {
  const running: Described = {
    family: 'running',
    containerDefinitions: [{ name: 'orders', image: 'orders@1' }],
    tags: [{ key: 'transship:blueprint', value: 'an earlier one' }],
  };

  test('is the blueprint, in the family that runs, with the images that run or are the update\u2019s', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const blueprint = { ...input, taskDefinitionArn: 'arn:blueprint:7' };
        const update = { orders: 'orders@2' };
        const next = afterBlueprint(blueprint, running, update);
        const { tags = [], ...expected } = withOnlyImages(input, {
          ...imagesOf(running),
          ...update,
        });
        const others = tags.filter(({ key }) => key !== 'transship:blueprint');
        expect(next).toEqual({
          ...expected,
          family: 'running',
          tags: [...others, { key: 'transship:blueprint', value: 'arn:blueprint:7' }],
        });
      }),
    );
  });

  test('is alike however ECS orders what it keeps in no order, and whichever blueprint it is from', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const reordered: Input = {
          ...input,
          containerDefinitions: input.containerDefinitions?.toReversed(),
          volumes: input.volumes?.toReversed(),
          tags: [
            ...(input.tags ?? []),
            { key: 'transship:blueprint', value: 'another' },
          ].toReversed(),
        };
        expect(areAlike(input, reordered)).toBe(true);
      }),
    );
  });

  test('is not alike when a variable is another one, or the words of a command are in another order', () => {
    const one = (environment: string, ...command: string[]): Input => ({
      family: 'running',
      containerDefinitions: [
        { name: 'a', environment: [{ name: 'X', value: environment }], command },
      ],
    });
    expect(areAlike(one('1', 'run', 'it'), one('1', 'run', 'it'))).toBe(true);
    expect(areAlike(one('1', 'run', 'it'), one('2', 'run', 'it'))).toBe(false);
    expect(areAlike(one('1', 'run', 'it'), one('1', 'it', 'run'))).toBe(false);
  });
});
