// Seeded randomness: the same seed gives the same numbers on every machine. The generator is sfc32 (Chris
// Doty-Humphrey, PractRand), its state filled from the seed by splitmix32; both use 32-bit integer arithmetic only,
// so no engine rounds differently.

/** A source of random numbers that repeats itself exactly for the same seed. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    let state = seed | 0;
    const splitmix32 = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.#a = splitmix32();
    this.#b = splitmix32();
    this.#c = splitmix32();
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A whole number from 0 to 2³² - 1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number from 0 up to, but not including, 1. */
  uniform(): number {
    return this.uint32() / 2 ** 32;
  }

  /**
   * A waiting time with the given mean, exponentially distributed: the gap between the arrivals of a Poisson
   * process. A whole number of nanoseconds, at least 1.
   *
   * By von Neumann's method ("Various techniques used in connection with random digits", 1951), which only compares
   * uniform numbers: a logarithm may differ in its last bit from one JavaScript engine to another.
   */
  exponential(mean: number): number {
    for (let whole = 0; ; whole++) {
      const first = this.uniform();
      let run = 1;
      for (let last = first, next = this.uniform(); next < last; next = this.uniform()) {
        last = next;
        run++;
      }
      // A descending run that began at x is of odd length with probability e^-x.
      if (run % 2 === 1) return Math.max(1, Math.round(mean * (whole + first)));
    }
  }
}
