// A queue that each waits in at most once, and may leave from anywhere: a linked list, with the links found by name.
// A Set alone keeps the same order, but taking its first again and again looks at all that were taken before, so that
// the cost grows with the number who wait.

interface Link<T> {
  readonly item: T;
  before: Link<T> | undefined;
  after: Link<T> | undefined;
}

/** First in, first out; joining, leaving and taking the first cost the same however many wait. */
export class FifoSet<T> {
  readonly #links = new Map<T, Link<T>>();
  #first: Link<T> | undefined;
  #last: Link<T> | undefined;

  /** How many wait. */
  get size(): number {
    return this.#links.size;
  }

  /** Joins at the end; who waits already keeps their place. */
  add(item: T): void {
    if (this.#links.has(item)) return;
    const link: Link<T> = { item, before: this.#last, after: undefined };
    this.#links.set(item, link);
    if (this.#last) this.#last.after = link;
    else this.#first = link;
    this.#last = link;
  }

  /** Leaves, wherever it waits; false when it does not. */
  delete(item: T): boolean {
    const link = this.#links.get(item);
    if (!link) return false;
    this.#links.delete(item);
    if (link.before) link.before.after = link.after;
    else this.#first = link.after;
    if (link.after) link.after.before = link.before;
    else this.#last = link.before;
    return true;
  }

  /** The first, left where it is. */
  get first(): T | undefined {
    return this.#first?.item;
  }
}
