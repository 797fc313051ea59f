// A binary heap that knows where each of its items lies, so that one can be taken out of the middle: a run queue is
// left not only from its front.

/** The best item is found at once; joining, leaving and taking the best cost the logarithm of how many there are. */
export class Heap<T> {
  readonly #before: (a: T, b: T) => boolean;
  readonly #items: T[] = [];
  readonly #places = new Map<T, number>();

  /** `before` must be a strict total order, which may not change for an item while it is in the heap. */
  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The one before all others, left where it is. */
  get first(): T | undefined {
    return this.#items[0];
  }

  /** Joins; who is in it already stays where it is. */
  add(item: T): void {
    if (this.#places.has(item)) return;
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  /** Leaves, wherever it is; false when it is not in it. */
  delete(item: T): boolean {
    const place = this.#places.get(item);
    if (place === undefined) return false;
    this.#places.delete(item);
    const last = this.#items.pop() as T;
    if (last === item) return true;
    const parent = this.#items[(place - 1) >> 1];
    if (place > 0 && this.#before(last, parent as T)) this.#rise(last, place);
    else this.#sink(last, place);
    return true;
  }

  #put(item: T, place: number): void {
    this.#items[place] = item;
    this.#places.set(item, place);
  }

  #rise(item: T, from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#items[parent] as T;
      if (!this.#before(item, above)) break;
      this.#put(above, place);
      place = parent;
    }
    this.#put(item, place);
  }

  #sink(item: T, from: number): void {
    const items = this.#items;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#before(items[child + 1] as T, items[child] as T))
        child++;
      const below = items[child] as T;
      if (!this.#before(below, item)) break;
      this.#put(below, place);
      place = child;
    }
    this.#put(item, place);
  }
}
