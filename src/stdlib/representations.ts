// How the classes of a part are shown: a part is not always there, so it says so itself, when it comes.
import type { Bundle } from "./figures/figure.ts";
import type { Language } from "./figures/labels.ts";

/** Gives the bundle of a value that it knows, and null for any other. */
export type Representation = (value: unknown, language: Language) => Bundle | null;

const added: Representation[] = [];

/** Adds what a part knows; called once, when its module is evaluated. */
export function addRepresentation(representation: Representation): void {
  added.push(representation);
}

/** What the parts that are there know of a value; null for anything else. */
export function addedRepresentation(value: unknown, language: Language): Bundle | null {
  for (const representation of added) {
    const bundle = representation(value, language);
    if (bundle) return bundle;
  }
  return null;
}

/** Whether a value is a list of instances of one class, with at least one. */
export const listOf = <T>(
  value: unknown,
  type: abstract new (...args: never[]) => T,
): value is T[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof type);
