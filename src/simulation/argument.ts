// Checks at the border: what a cell passes in may be anything at all, because an edited cell is not type-checked.

import type { Request } from "./catalogue.ts";
import { described } from "./described.ts";
import { messages } from "./messages.ts";
import { nearestNames } from "./nearest-name.ts";
import type { Note } from "./messages.en.ts";

export interface WholeNumber {
  readonly min?: number;
  readonly max?: number;
  /** The value must be a multiple of this. */
  readonly multipleOf?: number;
  /** Code that would do, for the hint. */
  readonly write?: string;
  /** Why it is so, for the hint. */
  readonly note?: Note;
}

/** A whole number within limits, or a refusal. */
export function wholeNumber(
  request: Request,
  name: string,
  value: unknown,
  rule: WholeNumber,
): number {
  const { min = 0, max, multipleOf = 1, write, note } = rule;
  const fits =
    Number.isSafeInteger(value) &&
    (value as number) >= min &&
    (value as number) <= (max ?? Number.MAX_SAFE_INTEGER);
  if (!fits || (value as number) % multipleOf !== 0) {
    const most = max ?? Number.MAX_SAFE_INTEGER;
    // Where it is the largest whole number that there is, the limit is told to who goes beyond it, and to no other.
    const isLimit =
      most < Number.MAX_SAFE_INTEGER || (Number.isFinite(value) && (value as number) > most);
    throw messages.refusal("invalid-argument/whole-number", request, {
      ...{ name, value: described(value), min, multipleOf },
      ...(isLimit && { max: most }),
      ...(write !== undefined && { write }),
      ...(note !== undefined && { note }),
    });
  }
  return value as number;
}

/**
 * A name in the one form in which names are compared (Unicode's NFC): é is a letter, or an e and an accent, by what it was
 * typed with. Anything but a text as it is.
 */
export const normalized = <T>(name: T): T =>
  typeof name === "string" ? (name.normalize("NFC") as T & string) : name;

/** The same of a description that has a name. */
export const withNormalizedName = <T extends { readonly name?: string }>(spec: T): T => {
  const name: unknown = (spec as { readonly name?: unknown } | null | undefined)?.name;
  return typeof name === "string" ? { ...spec, name: normalized(name) } : spec;
};

/** A name that reads well in a table and in a message: letters with their marks, digits, dot, dash, underscore. */
export function properName(request: Request, value: unknown): string {
  const name = normalized(value);
  if (typeof name === "string" && /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,62}$/u.test(name))
    return name;
  throw messages.refusal("invalid-argument/name", request, {
    name: "name",
    value: described(value),
  });
}

/** One of a few words. */
export function oneOf<T extends string | boolean>(
  request: Request,
  name: string,
  value: unknown,
  words: readonly T[],
): T {
  if (words.includes(value as T)) return value as T;
  const [near] = nearestNames(value, words.map(String));
  throw messages.refusal("invalid-argument/one-of", request, {
    ...{ name, value: described(value), words },
    write: words.find((word) => String(word) === near) ?? words[0],
  });
}

/** true or false. */
export function yesOrNo(request: Request, name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw messages.refusal("invalid-argument/yes-or-no", request, { name, value: described(value) });
}

/** The options that there are, by name; one that is missing here is a type error. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>;

/**
 * An object of named options; `write` is an example. With `known`, no other names are taken: an option that is spelt
 * wrong would be none, and nothing would say so.
 */
export function options<T extends object>(
  request: Request,
  value: T,
  write: string,
  known?: OptionNames<T>,
): T {
  // The example of an option that is an object of options itself begins with its name.
  const [, name] = /^(\w+): /.exec(write) ?? [];
  if (typeof value !== "object" || (value as unknown) === null || Array.isArray(value))
    throw messages.refusal("invalid-argument/options", request, {
      ...{ value: described(value), write },
      ...(name !== undefined && { name }),
    });
  const unknown = known && Object.keys(value).find((name) => !Object.hasOwn(known, name));
  // Read once: what is checked is what is used, whatever a cell answers when it is asked again.
  if (unknown === undefined) return known ? { ...value } : value;
  const names = Object.keys(known ?? {});
  throw messages.refusal("invalid-argument/unknown-option", request, {
    ...{ option: described(unknown), options: names, meant: nearestNames(unknown, names) },
  });
}

const encoder = new TextEncoder();

/** Text as UTF-8, or bytes as they are. */
export function bytesOf(request: Request, value: unknown, name = "data"): Uint8Array {
  if (typeof value === "string") return encoder.encode(value);
  if (value instanceof Uint8Array) return value;
  throw messages.refusal("invalid-argument/data", request, {
    name,
    value: described(value),
  });
}
