// Names that are taken, and the first that is free of those that are numbered: "ubuntu", "ubuntu-2", "ubuntu-3". The
// register remembers up to where they were all taken once, and which of them were given back since; so the thousandth
// name is not found by trying the 999 before it.

import { Heap } from "./heap.ts";

/** The numbered names of one stem. All below `next` are taken, or were given back. */
interface Series {
  next: number;
  readonly returned: Heap<number>;
}

const numbered = (stem: string, number: number): string =>
  number === 1 ? stem : `${stem}-${number}`;

/** Names that are taken; a name may be taken several times, as by machines of different servers. */
export class NameRegister {
  readonly #taken = new Map<string, number>();
  readonly #series = new Map<string, Series>();

  constructor(taken: readonly string[] = []) {
    for (const name of taken) this.add(name);
  }

  /** Takes a name. */
  add(name: string): void {
    this.#taken.set(name, this.count(name) + 1);
  }

  /** Gives a name back, once if it was taken several times. */
  delete(name: string): void {
    const count = this.count(name);
    if (count > 1) {
      this.#taken.set(name, count - 1);
    } else if (this.#taken.delete(name)) {
      this.#return(name, 1);
      const [, stem, number] = /^(.*)-([1-9]\d*)$/s.exec(name) ?? [];
      if (stem !== undefined && number !== "1") this.#return(stem, Number(number));
    }
  }

  /** Whether it is taken. */
  has(name: string): boolean {
    return this.count(name) > 0;
  }

  /** How many times it is taken. */
  count(name: string): number {
    return this.#taken.get(name) ?? 0;
  }

  /** The first that is free of `stem`, `stem-2`, `stem-3` and so on. */
  firstFree(stem: string): string {
    let series = this.#series.get(stem);
    if (!series) {
      series = { next: 1, returned: new Heap<number>((a, b) => a < b) };
      this.#series.set(stem, series);
    }
    const { returned } = series;
    for (let number = returned.first; number !== undefined; number = returned.first) {
      if (!this.has(numbered(stem, number))) return numbered(stem, number);
      returned.delete(number);
    }
    while (this.has(numbered(stem, series.next))) series.next++;
    return numbered(stem, series.next);
  }

  #return(stem: string, number: number): void {
    const series = this.#series.get(stem);
    if (series && number < series.next) series.returned.add(number);
  }
}
