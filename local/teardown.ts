/** What was opened, to be closed in the reverse order, whatever goes wrong on the way. */
export class Teardown {
  private readonly closers: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.closers.push(close);
  }

  /** Adds a thing by its own `close`, and passes it on. */
  closing<T extends { close(): Promise<void> }>(thing: T): T {
    this.add(() => thing.close());
    return thing;
  }

  /** Closes everything, even what comes after one that fails; throws the first failure at the end. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.closers.pop(); close; close = this.closers.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
