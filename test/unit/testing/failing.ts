/** What a promise of the kit says that is not kept. */
export async function messageOf(kept: Promise<void>): Promise<string> {
  const error = await kept.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error && error.name === 'FixtureFailed') return error.message;
  throw new Error(`No fixture failed: ${String(error)}`);
}
