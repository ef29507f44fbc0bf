/** What is asked of an engine, by name: it is able to if nothing is thrown. */
export type Abilities = Record<string, () => Promise<unknown>>;

/**
 * A test for each ability, in their order. One of those in `gaps`, which the engine is known to lack, must fail: so the
 * list stays true, and an engine that has learnt something is noticed.
 */
export function testAbilities(gaps: readonly string[], abilities: Abilities): void {
  for (const [name, ability] of Object.entries(abilities))
    (gaps.includes(name) ? test.failing : test)(name, ability);
  test('every gap is that of an ability', () => {
    expect(gaps.filter((gap) => !(gap in abilities))).toEqual([]);
  });
}
