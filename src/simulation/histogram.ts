// How long things took, in memory that does not grow with their number: a log-linear histogram, as HdrHistogram
// (G. Tene, 2012) keeps. Each power of two is cut into 128 equal buckets, so a bucket is at most 1/128 of its values
// wide, whatever their size; values below 256 have a bucket each. Only rows of buckets that are used exist.

const BUCKETS = 128;
const BITS = 7;

/** The powers of two, by doubling: exact in every engine. */
const powers: readonly number[] = Array.from({ length: 54 }).reduce<number[]>(
  (sofar) => [...sofar, (sofar.at(-1) ?? 0.5) * 2],
  [],
);

const powerOf = (exponent: number): number => powers[exponent] as number;

/** The exponent of the greatest power of two that is not above a whole number of at least 1. */
function exponentOf(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(value);
}

/** A histogram as plain data. */
export interface SavedHistogram {
  /** Row by row, the counts of its buckets; null for a row that nothing fell into. */
  readonly rows: readonly (readonly number[] | null)[];
  readonly total: number;
  readonly max: number;
}

/** Counts whole numbers and says below which of them so many per cent lie. */
export class Histogram {
  /** Row 0 counts 0 to 127 singly; row r counts from 2^(r+6) up to 2^(r+7), in 128 buckets. */
  readonly #rows: (Float64Array | undefined)[] = [];
  #count = 0;
  #total = 0;
  #max = 0;

  /** How many values there were. */
  get count(): number {
    return this.#count;
  }

  /** Their sum, exactly. */
  get total(): number {
    return this.#total;
  }

  /** The greatest, exactly; 0 before the first. */
  get max(): number {
    return this.#max;
  }

  /** All that it counted, as plain data. */
  save(): SavedHistogram {
    const rows = Array.from(this.#rows, (buckets) => (buckets ? [...buckets] : null));
    return { rows, total: this.#total, max: this.#max };
  }

  /** A histogram that has counted what another had. */
  static restore({ rows, total, max }: SavedHistogram): Histogram {
    const histogram = new Histogram();
    for (const [row, counts] of rows.entries()) {
      if (!counts) continue;
      histogram.#rows[row] = Float64Array.from(counts);
      histogram.#count += counts.reduce((sum, count) => sum + count, 0);
    }
    histogram.#total = total;
    histogram.#max = max;
    return histogram;
  }

  /** Counts a value: a whole number from 0 on. */
  record(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`value ${value} is not a whole number ≥ 0`);
    const row = value < BUCKETS ? 0 : exponentOf(value) - BITS + 1;
    const buckets = (this.#rows[row] ??= new Float64Array(BUCKETS));
    const bucket = row === 0 ? value : Math.floor(value / powerOf(row - 1)) - BUCKETS;
    buckets[bucket] = (buckets[bucket] as number) + 1;
    this.#count++;
    this.#total += value;
    if (value > this.#max) this.#max = value;
  }

  /**
   * The value that `percent` of all values do not exceed, by nearest rank: 50 gives the median. Never below the true
   * one, and above it by less than 1/128 (0.8 %). Undefined before the first value.
   *
   * @param percent more than 0, at most 100
   */
  percentile(percent: number): number | undefined {
    if (!(percent > 0 && percent <= 100))
      throw new RangeError(`percent ${percent} is not above 0 and at most 100`);
    let before = Math.ceil((percent * this.#count) / 100);
    for (const [row, buckets] of this.#rows.entries()) {
      if (!buckets) continue;
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        before -= buckets[bucket] as number;
        if (before > 0 || this.#count === 0) continue;
        const last = row === 0 ? bucket : (BUCKETS + bucket + 1) * powerOf(row - 1) - 1;
        return Math.min(last, this.#max);
      }
    }
    return undefined;
  }
}
