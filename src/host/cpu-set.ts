// A set of physical CPUs as a bit mask, as Linux's cpumask: the lowest one is found 32 at a time, so that a server
// with many CPUs, all of them busy, is not searched one by one at each wake-up.

/** Some of a server's physical CPUs, by index. */
export class CpuSet {
  readonly #cpus: number;
  readonly #words: Int32Array;

  /** Empty, with room for CPUs 0 to `cpus - 1`. */
  constructor(cpus: number) {
    this.#cpus = cpus;
    this.#words = new Int32Array(Math.ceil(cpus / 32));
  }

  /** Puts a CPU in. */
  add(cpu: number): void {
    this.#words[cpu >> 5] = this.#word(cpu) | (1 << (cpu & 31));
  }

  /** Takes a CPU out. */
  delete(cpu: number): void {
    this.#words[cpu >> 5] = this.#word(cpu) & ~(1 << (cpu & 31));
  }

  /** Whether a CPU is in it. */
  has(cpu: number): boolean {
    return (this.#word(cpu) & (1 << (cpu & 31))) !== 0;
  }

  /** The lowest CPU in it that will do: any, unless `suits` says which. */
  first(suits: (cpu: number) => boolean = () => true): number | undefined {
    for (let i = 0; i < this.#words.length; i++) {
      for (let word = this.#words[i] as number; word !== 0; word &= word - 1) {
        const cpu = i * 32 + 31 - Math.clz32(word & -word);
        if (suits(cpu)) return cpu;
      }
    }
    return undefined;
  }

  #word(cpu: number): number {
    if (!Number.isInteger(cpu) || cpu < 0 || cpu >= this.#cpus)
      throw new RangeError(`no CPU ${cpu}`);
    return this.#words[cpu >> 5] as number;
  }
}
