// A browser's storage in memory, for tests of what is kept on the device.

/** A browser's storage that takes at most `room` keys; further ones are refused as when it is full. */
export class Device implements Storage {
  readonly items: Map<string, string>;
  room = Infinity;
  /** Whether nothing at all is taken, not even under a key that there is. */
  refuses = false;

  constructor(items: Readonly<Record<string, string>> = {}) {
    this.items = new Map(Object.entries(items));
  }
  get length(): number {
    return this.items.size;
  }
  clear(): void {
    this.items.clear();
  }
  getItem(name: string): string | null {
    return this.items.get(name) ?? null;
  }
  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }
  removeItem(name: string): void {
    this.items.delete(name);
  }
  setItem(name: string, value: string): void {
    if (this.refuses || (!this.items.has(name) && this.items.size >= this.room)) {
      throw new DOMException("full", "QuotaExceededError");
    }
    this.items.set(name, value);
  }
}
