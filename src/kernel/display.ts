// A value as a MIME bundle: what a cell shows. A value that knows how to show itself says so by the method that
// Deno's and other JavaScript kernels of Jupyter agreed on, `[Symbol.for("Jupyter.display")]`; the standard
// library knows its own; an array of like records is a table; everything is text.
import type { MimeBundle } from "../notebook/output.ts";
import { inspect } from "./inspect.ts";
import type { Language } from "./protocol.ts";
import { asRows, tableBundle } from "./table.ts";
import { createVoice, type Sentence, type Voice } from "./voice.ts";

/** The library's own representations; null for a value that it does not know. */
export type DisplayOf = (value: unknown, language: Language) => MimeBundle | null;

/** The method by which a value represents itself; gets `{ language }`, gives a bundle or a promise of one. */
export const displaySymbol = Symbol.for("Jupyter.display");

/** More than this is not sent to the page, in characters of JSON. */
export const maximumBundle = 10_000_000;

/** A representation that cannot be shown: not a MIME bundle, not JSON, or too large. */
export class DisplayError extends Error {
  override readonly name = "DisplayError";
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** A DisplayError for the reader. */
export const displayError = (voice: Voice, message: Sentence, hint: Sentence): DisplayError =>
  voice.error((...told) => new DisplayError(...told), message, hint);

const sizes = new WeakMap<MimeBundle, number>();

/** How large a bundle that was represented here is, in characters of JSON. */
export const sizeOf = (bundle: MimeBundle): number => sizes.get(bundle) ?? 0;

export interface DisplayContext {
  readonly language: Language;
  readonly displayOf?: DisplayOf;
  /** The kernel's; one that says in the language what the kernel itself does, unless given. */
  readonly voice?: Voice;
}

/**
 * Represents a value.
 * @throws (or rejects with) DisplayError for a wrong bundle, and whatever the value's own method throws.
 */
export function represent(
  value: unknown,
  { language, displayOf, voice = createVoice(language) }: DisplayContext,
): MimeBundle | Promise<MimeBundle> {
  const method = displayMethod(value);
  if (method !== null) {
    const bundle = method.call(value, { language });
    return bundle instanceof Promise
      ? bundle.then((late) => plainBundle(late, voice, measure()))
      : plainBundle(bundle, voice, measure());
  }
  const known = displayOf?.(value, language) ?? null;
  if (known !== null) return plainBundle(known, voice);
  const rows = rowsOf(value, voice);
  return plainBundle(
    rows === null ? { "text/plain": inspect(value, {}, voice) } : tableBundle(rows, voice),
    voice,
  );
}

function displayMethod(value: unknown): ((options: object) => unknown) | null {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return null;
  try {
    const method: unknown = Reflect.get(value, displaySymbol);
    return typeof method === "function" ? (method as (options: object) => unknown) : null;
  } catch {
    return null; // A proxy that throws has no method; the inspector shows what can be shown.
  }
}

function rowsOf(value: unknown, voice: Voice): ReturnType<typeof asRows> {
  try {
    return asRows(value, voice);
  } catch {
    return null; // As above.
  }
}

// Taken before any cell can replace them.
const { stringify, parse } = JSON;

/** What a value says of itself may have no end: an array of holes, a proxy. Writing it ends soon after it is too much. */
function measure(): Measure {
  let characters = 0;
  return (key, value) => {
    characters += key.length + (typeof value === "string" ? value.length : 2);
    if (characters > 2 * maximumBundle) throw new Endless();
    return value;
  };
}

type Measure = (key: string, value: unknown) => unknown;

class Endless extends Error {}

/**
 * Checks a bundle and copies it as plain JSON, which every reader of notebooks and every channel can carry.
 * @param replacer of JSON; throws Endless
 */
function plainBundle(bundle: unknown, voice: Voice, replacer?: Measure): MimeBundle {
  const hint: Sentence = ['Return representations by MIME type, as { "text/plain": "…" }.'];
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle))
    throw displayError(
      voice,
      ["Expected a MIME bundle, found {0}.", inspect(bundle, {}, voice)],
      hint,
    );
  const wrong = Object.keys(bundle).find((type) => !/^[\w.+-]+\/[\w.+-]+$/.test(type));
  if (wrong !== undefined)
    throw displayError(voice, ["Expected MIME types as keys, found {0}.", inspect(wrong)], hint);
  let json: string;
  try {
    json = stringify(bundle, replacer);
  } catch (error) {
    if (error instanceof Endless) throw tooLarge(`> ${(2 * maximumBundle).toLocaleString("en")}`);
    const reason = error instanceof Error ? error.message : inspect(error);
    throw displayError(
      voice,
      ["Expected a bundle of JSON values, found one that is not: {0}", reason],
      ["Show a smaller, acyclic part of the value."],
    );
  }
  if (json.length > maximumBundle) throw tooLarge(json.length.toLocaleString("en"));
  const plain = parse(json) as MimeBundle;
  sizes.set(plain, json.length);
  return plain;

  function tooLarge(found: string): DisplayError {
    return displayError(
      voice,
      [
        "Expected an output of at most {0} characters, found {1}.",
        maximumBundle.toLocaleString("en"),
        found,
      ],
      ["Show a part of it: a slice, a summary, a sample."],
    );
  }
}
