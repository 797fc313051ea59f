// What the reader is told about something thrown. Anything can be thrown (`throw null`, a proxy whose every
// property throws in turn), so each property is read with care, and the answer is plain text.
import { withoutEscapes } from "./console-format.ts";
import { inspect } from "./inspect.ts";
import { withNames } from "./named-source.ts";
import type { CompiledFrame } from "./protocol.ts";
import { parseStack } from "./stack.ts";
import { plainVoice, type Voice } from "./voice.ts";

export interface ErrorReport {
  /** The error's name, `TypeError`; `Uncaught`, in the reader's language, when what was thrown is not an error. */
  readonly ename: string;
  readonly evalue: string;
  /** What to try next, from the error's own `hint`. */
  readonly hint: string | null;
  readonly frames: readonly CompiledFrame[];
}

/** What V8 says of an assignment to a name of the notebook that is read-only. */
const readOnly = /^Cannot assign to read only property '(.+)' of object '\[object Notebook\]'$/;

const maximumCauses = 5;
const maximumMessage = 10_000;
const maximumName = 200;
const maximumStack = 100_000;

/**
 * Describes a thrown value in the reader's language, as far as the voice has its words. Never throws.
 * @param isConstant Tells names that cells have declared with `const`.
 */
export function reportError(
  thrown: unknown,
  voice: Voice = plainVoice,
  isConstant: (name: string) => boolean = () => false,
): ErrorReport {
  if (!isError(thrown)) {
    const evalue = inspect(thrown, {}, voice);
    return { ename: voice.say("Uncaught"), evalue, hint: null, frames: [] };
  }
  const told = read(readable(thrown, voice), "hint");
  const [, assigned = ""] = readOnly.exec(engineMessage(thrown) ?? "") ?? [];
  const constant = isConstant(assigned) ? assigned : null;
  const hint =
    constant !== null
      ? voice.say('Declare it with "let {0}" if it is meant to change.', constant)
      : typeof told === "string" && told !== ""
        ? told
        : null;
  const stack = read(thrown, "stack");
  const message =
    constant !== null
      ? voice.say('Cannot assign to "{0}" because it is a constant.', constant)
      : withoutHint(messageOf(thrown, voice), hint, voice);
  return {
    ename: shorten(nameOf(thrown), maximumName),
    evalue: withoutEscapes(shorten([message, ...consequences(thrown, voice)].join("\n"))),
    hint: hint === null ? null : shorten(hint),
    frames: typeof stack === "string" ? parseStack(withNames(stack.slice(0, maximumStack))) : [],
  };
}

/** Whether a value is an error, or one of another realm. Never throws. */
export function isError(value: unknown): value is object {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
  } catch {
    return false; // A proxy that refuses even this question.
  }
}

function readable(error: object, voice: Voice): object {
  try {
    return voice.readable(error);
  } catch {
    return error; // A proxy that cannot be looked at.
  }
}

function read(object: object, key: string): unknown {
  try {
    return Reflect.get(object, key);
  } catch {
    return undefined; // A getter that throws says nothing.
  }
}

/** What the engine itself says of a mistake, in compiled names; undefined for anything else that was thrown. */
export function engineMessage(thrown: unknown): string | undefined {
  if (!isError(thrown) || !/^(?:Type|Range|Internal)Error$/.test(nameOf(thrown))) return undefined;
  const message = read(thrown, "message");
  return typeof message === "string" ? message : undefined;
}

function nameOf(error: object): string {
  const name = read(error, "name");
  return typeof name === "string" && name !== "" ? shorten(name, maximumName) : "Error";
}

function messageOf(error: object, voice: Voice): string {
  const message = read(readable(error, voice), "message");
  return typeof message === "string" ? readerTerms(shorten(message), voice) : "";
}

/** A message that ends in its own hint says it once: the hint is shown apart. */
function withoutHint(message: string, hint: string | null, voice: Voice): string {
  if (hint === null) return message;
  const told = ` ${voice.say("Hint")}: ${hint}`;
  const ending = [`${told}.`, told].find((end) => message.endsWith(end));
  return ending === undefined ? message : message.slice(0, -ending.length);
}

/** Engines quote the compiled code: `(0 , $scope.f) is not a function` is about the reader's `f`. */
function readerTerms(message: string, voice: Voice): string {
  return message
    .replace(/\(0\s*,\s*\$scope\d*\.([\p{ID_Continue}$]+)\)/gu, "$1")
    .replace(/\$scope\d*\./g, "")
    .replace(readOnly, (_, name: string) =>
      voice.say('Cannot assign to "{0}" because it is an import or a standard name', name),
    );
}

/** Lines for the errors behind this one: those of an AggregateError, and the chain of causes. */
function consequences(error: object, voice: Voice): string[] {
  const lines: string[] = [];
  const errors = read(error, "errors");
  const length = Array.isArray(errors) ? read(errors, "length") : 0;
  if (Array.isArray(errors) && typeof length === "number")
    for (let at = 0; at < maximumCauses && at < length; at++)
      lines.push(`  - ${summary(read(errors, String(at)), voice)}`);
  let at = error;
  for (let depth = 0; depth < maximumCauses; depth++) {
    const cause = read(at, "cause");
    if (cause === undefined || cause === null) break;
    lines.push(`${voice.say("Caused by")}: ${summary(cause, voice)}`);
    if (!isError(cause)) break;
    at = cause;
  }
  return lines;
}

function summary(value: unknown, voice: Voice): string {
  if (!isError(value)) return inspect(value, {}, voice);
  return [nameOf(value), messageOf(value, voice)].filter((part) => part !== "").join(": ");
}

function shorten(text: string, most = maximumMessage): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
