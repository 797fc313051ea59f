// Whole numbers, found in order: which of them are in a range is asked without looking at all others. A tree of bit
// masks, as the tables of a processor's paging and Linux's XArray: a bit of a word says whether the word below it has
// any, so that of an empty half of the numbers one bit is read.

/** The bits of a word: JavaScript's bit operations have 32. */
const FAN = 32;

/** Words by their number; one that has no bit is not kept. */
type Level = Map<number, number>;

/** A set of whole numbers of at least 0. Joining, leaving, and each step to the next in order cost a word or two a level. */
export class NumberSet {
  /** From the numbers themselves up to the one word that has all. */
  readonly #levels: Level[] = [new Map<number, number>()];

  /** Joins. */
  add(number: number): void {
    while (number >= FAN ** this.#levels.length) this.#grow();
    let at = number;
    for (const level of this.#levels) {
      const word = Math.floor(at / FAN);
      const bits = level.get(word) ?? 0;
      level.set(word, bits | (1 << (at % FAN)));
      // What is above says already that this word has some.
      if (bits !== 0) return;
      at = word;
    }
  }

  /** Leaves. */
  delete(number: number): void {
    let at = number;
    for (const level of this.#levels) {
      const word = Math.floor(at / FAN);
      const bits = (level.get(word) ?? 0) & ~(1 << (at % FAN));
      if (bits !== 0) {
        level.set(word, bits);
        return;
      }
      level.delete(word);
      at = word;
    }
  }

  /** Those from `start` on, `length` numbers far, in ascending order. */
  within(start: number, length: number): number[] {
    const found: number[] = [];
    this.#collect(this.#levels.length - 1, 0, start, start + length, found);
    return found;
  }

  /** One more level, above the word that had all until now. */
  #grow(): void {
    const some = (this.#levels.at(-1)?.get(0) ?? 0) !== 0;
    this.#levels.push(new Map(some ? [[0, 1]] : []));
  }

  /** What is in a word, and below it, from `start` up to `end`. */
  #collect(depth: number, word: number, start: number, end: number, found: number[]): void {
    const span = FAN ** depth;
    let bits = this.#levels[depth]?.get(word) ?? 0;
    for (; bits !== 0; bits &= bits - 1) {
      const at = word * FAN + 31 - Math.clz32(bits & -bits);
      if (at * span >= end) return;
      if ((at + 1) * span <= start) continue;
      if (depth === 0) found.push(at);
      else this.#collect(depth - 1, at, start, end, found);
    }
  }
}
