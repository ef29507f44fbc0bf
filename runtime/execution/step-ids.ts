import { TransshipError } from '../../core/errors';

const NAME_LIMIT = 100;

/** Gives steps their ids: the path of branches, the name, and from its second use on a number. */
export class StepIds {
  readonly #uses = new Map<string, number>();

  constructor(readonly path: string = '') {}

  next(name: string): string {
    if (typeof name !== 'string' || name === '' || name.length > NAME_LIMIT || /[/#]/.test(name))
      throw new TransshipError(
        'InvalidOption',
        `A step's name has 1 to ${NAME_LIMIT} characters and no "/" or "#"; this one is ${JSON.stringify(name)}.`,
      );
    const uses = (this.#uses.get(name) ?? 0) + 1;
    this.#uses.set(name, uses);
    return `${this.path}${name}${uses > 1 ? `#${uses}` : ''}`;
  }

  branch(name: string): StepIds {
    return new StepIds(`${this.next(name)}/`);
  }
}
