// How what a part of the library brings is shown. A part is not always there, so each says so in its default export, and
// the kernel hands that on when the part has come.
import type { Bundle } from "./figures/figure.ts";
import type { Language } from "./figures/labels.ts";

/** What a part knows of showing; the default export of a file of `parts/`. */
export interface PartRepresentation {
  /** The bundle of a value of its classes; null for any other. */
  readonly bundleOf?: (value: unknown, language: Language) => Bundle | null;
  /** A longer text that the part has written in English, in the reader's language; undefined for any other. */
  readonly textIn?: (text: string, language: Language) => string | undefined;
}

const shown = new Set<PartRepresentation>();

/** From now on what the part brings is shown as it says. */
export function showPart(part: PartRepresentation): void {
  shown.add(part);
}

/** What the parts that are there know of a value; null for anything else. */
export function partBundle(value: unknown, language: Language): Bundle | null {
  for (const { bundleOf } of shown) {
    const bundle = bundleOf?.(value, language);
    if (bundle) return bundle;
  }
  return null;
}

/** A text of a part that is there, in the reader's language; undefined for any other. */
export function partText(text: string, language: Language): string | undefined {
  for (const { textIn } of shown) {
    const found = textIn?.(text, language);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Longer lists are shown as other values are. */
const maximumList = 100_000;

/** Whether a value is a list of instances of one class, with at least one and no holes. */
export function listOf<T>(
  value: unknown,
  type: abstract new (...args: never[]) => T,
): value is T[] {
  if (!Array.isArray(value) || !(value.length > 0 && value.length <= maximumList)) return false;
  for (let index = 0; index < value.length; index++)
    if (!(value[index] instanceof type)) return false;
  return true;
}
