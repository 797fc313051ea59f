// Checks at the border: what a cell passes in may be anything at all, because an edited cell is not type-checked.

import { HypervisorError } from "./error.ts";

/** Says who is being asked and for what, so that a refusal can name both. */
export interface Asking {
  readonly subject: string;
  readonly request: string;
}

/** A value as it would be written in a cell, shortened. */
export function shown(value: unknown): string {
  if (typeof value === "string")
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}…` : value);
  if (typeof value === "number" || value == null || typeof value === "boolean")
    return String(value);
  if (typeof value === "bigint") return `${value}n`;
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

/** Refuses a value that is not what it has to be. */
export function refuseValue(
  asking: Asking,
  name: string,
  value: unknown,
  expected: string,
  hint: string,
): never {
  throw new HypervisorError({
    code: "invalid-argument",
    ...asking,
    expected: `${name} to be ${expected}`,
    found: `${name} is ${shown(value)}`,
    hint,
  });
}

export interface WholeNumber {
  readonly min?: number;
  readonly max?: number;
  /** The value must be a multiple of this. */
  readonly multipleOf?: number;
  readonly hint: string;
}

/** A whole number within limits, or a refusal. */
export function wholeNumber(
  asking: Asking,
  name: string,
  value: unknown,
  rule: WholeNumber,
): number {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, multipleOf = 1, hint } = rule;
  const fits = Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
  if (!fits || (value as number) % multipleOf !== 0) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    const multiple = multipleOf === 1 ? "" : ` and a multiple of ${multipleOf}`;
    refuseValue(asking, name, value, `a whole number ${range}${multiple}`, hint);
  }
  return value as number;
}

/** A name that reads well in a table and in a message: letters, digits, dot, dash, underscore. */
export function properName(asking: Asking, value: unknown): string {
  if (typeof value !== "string" || !/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,62}$/u.test(value)) {
    refuseValue(
      asking,
      "name",
      value,
      "1 to 63 letters, digits, dots, dashes or underscores, beginning with a letter or digit",
      'write it as in name: "web-1"',
    );
  }
  return value;
}

/** One of a few words. */
export function oneOf<T extends string | boolean>(
  asking: Asking,
  name: string,
  value: unknown,
  words: readonly T[],
): T {
  if (!words.includes(value as T)) {
    const list = words.map((word) => JSON.stringify(word)).join(" or ");
    refuseValue(asking, name, value, list, `write ${name}: ${JSON.stringify(words[0])}`);
  }
  return value as T;
}

/** true or false. */
export function yesOrNo(asking: Asking, name: string, value: unknown): boolean {
  if (typeof value !== "boolean")
    refuseValue(asking, name, value, "true or false", `write ${name}: true`);
  return value;
}

/** An object of named options. */
export function options<T extends object>(asking: Asking, value: T, example: string): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuseValue(asking, "the argument", value, "an object of named options", `write ${example}`);
  }
  return value;
}

const encoder = new TextEncoder();

/** Text as UTF-8, or bytes as they are. */
export function bytesOf(asking: Asking, value: unknown): Uint8Array {
  if (typeof value === "string") return encoder.encode(value);
  if (value instanceof Uint8Array) return value;
  return refuseValue(asking, "data", value, "text or a Uint8Array", 'pass text, as in "hello"');
}
