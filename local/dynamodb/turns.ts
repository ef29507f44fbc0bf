/** Runs tasks that share an id one after the other, in the order of asking; others run side by side. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(ids: string[], task: () => Promise<T>): Promise<T> {
    const result = Promise.all(ids.flatMap((id) => this.last.get(id) ?? [])).then(task);
    const over = result
      .catch(() => undefined)
      .then(() => {
        for (const id of ids) if (this.last.get(id) === over) this.last.delete(id);
      });
    for (const id of ids) this.last.set(id, over);
    return result;
  }
}
