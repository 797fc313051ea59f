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

/** Names that are taken; each perhaps in several places, as by machines of different servers. */
export class NameRegister {
  readonly #taken = new Map<string, Set<string>>();
  readonly #series = new Map<string, Series>();

  constructor(taken: readonly string[] = []) {
    for (const name of taken) this.add(name);
  }

  /** Takes a name, in a place if there are several. */
  add(name: string, place = ""): void {
    const places = this.#taken.get(name);
    if (places) places.add(place);
    else this.#taken.set(name, new Set([place]));
  }

  /** Gives a name back that was taken there. */
  delete(name: string, place = ""): void {
    const places = this.#taken.get(name);
    if (!places?.delete(place) || places.size > 0) return;
    this.#taken.delete(name);
    this.#return(name, 1);
    const [, stem, number] = /^(.*)-([1-9]\d*)$/s.exec(name) ?? [];
    if (stem !== undefined && number !== "1") this.#return(stem, Number(number));
  }

  /** Whether it is taken anywhere. */
  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /** Where it is taken. */
  places(name: string): ReadonlySet<string> {
    return this.#taken.get(name) ?? new Set();
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
