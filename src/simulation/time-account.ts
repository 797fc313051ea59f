// Where time went: what is always in exactly one mode has spent, at any moment, a total equal to the time since
// it was opened. That identity is what the conservation tests hold the scheduler to.

/** Time spent per mode, in nanoseconds. */
export class TimeAccount<Mode extends string> {
  readonly #spent: Record<Mode, number>;
  #mode: Mode | undefined;
  #since: number;

  constructor(modes: readonly Mode[], now: number, mode: Mode) {
    this.#spent = Object.fromEntries(modes.map((name) => [name, 0])) as Record<Mode, number>;
    this.#mode = mode;
    this.#since = now;
  }

  /** The present mode; undefined once closed. */
  get mode(): Mode | undefined {
    return this.#mode;
  }

  /** From now on time counts for another mode; `undefined` closes the account. */
  enter(mode: Mode | undefined, now: number): void {
    if (this.#mode !== undefined) this.#spent[this.#mode] += now - this.#since;
    this.#mode = mode;
    this.#since = now;
  }

  /** Time spent per mode up to `now`. */
  at(now: number): Record<Mode, number> {
    const spent = { ...this.#spent };
    if (this.#mode !== undefined) spent[this.#mode] += now - this.#since;
    return spent;
  }
}
