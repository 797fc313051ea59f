// What the working sets of a guest's running applications take together, and the most that they took.

export class WorkingSets {
  #taken = 0;
  #most = 0;

  /** The most that they took at once, in bytes. */
  get most(): number {
    return this.#most;
  }

  /** An application has so many bytes, or, where they are fewer than none, has them no longer. */
  take(bytes: number): void {
    this.#taken += bytes;
    this.#most = Math.max(this.#most, this.#taken);
  }

  /** What is not found anew when its applications are there again. */
  save(): { readonly mostMemory?: number } {
    return this.#most > this.#taken ? { mostMemory: this.#most } : {};
  }

  restore({ mostMemory = 0 }: { readonly mostMemory?: number }): void {
    this.#most = Math.max(this.#most, mostMemory);
  }
}
