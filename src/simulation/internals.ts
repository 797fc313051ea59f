// What a cell holds of the model is an object with the operations of the model, and no more. What the library's own
// modules need of the same thing is an object of its own, which a class keeps here for each of its instances: the
// modules find it, and a cell cannot.

import { messages } from "./messages.ts";

/** The insides of the objects of one kind. */
export class Internals<Inside> {
  readonly #insides = new WeakMap<object, Inside>();

  /** Keeps the inside of an object that was just made. */
  keep(outside: object, inside: Inside): void {
    this.#insides.set(outside, inside);
  }

  /** The inside of whatever a cell passed in; undefined for anything that is not of this kind. */
  find(value: unknown): Inside | undefined {
    return this.#insides.get(value as object);
  }

  /**
   * The inside of an object of this kind.
   * @throws HypervisorError `invalid-argument` for an object that the model did not make, as by `new vm.constructor()`
   */
  of(outside: object): Inside {
    const inside = this.#insides.get(outside);
    if (inside !== undefined) return inside;
    throw messages.refusal("invalid-argument/not-made", messages.request("model", "use"));
  }
}

/** Given to the constructors of what only the library makes: a cell has no such key. */
export const libraryKey = Symbol("made by the library");

/**
 * Refuses a constructor that a cell called.
 * @param how what gives such an object, as in "hypervisor.define(…)"
 * @throws HypervisorError `invalid-argument`
 */
export function checkKey(key: unknown, what: string, how: string): void {
  if (key === libraryKey) return;
  const request = messages.request("model", "make", { what });
  throw messages.refusal("invalid-argument/by-new", request, { write: how });
}
