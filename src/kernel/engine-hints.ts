// What to try next where the engine alone says what went wrong. Its message stays as it is; V8, SpiderMonkey and
// JavaScriptCore word the same mistake each in its own way.
//
// A kernel fetches this with the first such error (bundle.ts): most runs have none.
import { ko } from "./engine-hints.ko.ts";
import { nearestName } from "./nearest-name.ts";
import type { Language } from "./protocol.ts";
import { fill } from "./sentence.ts";

type Hint = readonly [template: keyof typeof ko, ...values: unknown[]];

const sentences: Readonly<Record<Language, Readonly<Record<string, string>> | undefined>> = {
  en: undefined,
  ko,
};

const noFunction =
  /(?:^|\.)(?!(?:undefined|null|true|false) )[\p{ID_Start}$_][\p{ID_Continue}$]* is not a function/u;
/** A method of a notebook's variable, as compiled code has it; a local variable has no `$scope` before it. */
const noMethod = /^\$scope\d*\.((?:[\p{ID_Continue}$]+\.)+)([\p{ID_Continue}$]+) is not/u;
/** As the kernel says of a last expression. */
const noProperty = /^\$scope\d*\.((?:[\p{ID_Continue}$]+\.)+)([\p{ID_Continue}$]+) is undefined$/u;
const noObject =
  /^Cannot (?:read|set) properties of (undefined|null)|^can't access property .+ is (undefined|null)$|^(undefined|null) is not an object/;
const tooDeep = /^Maximum call stack size exceeded|^too much recursion/;
const noLength = /^invalid array length|^Array size is not/i;

/**
 * A hint about a message of the engine's; undefined where there is none. None of the reader's code is run, except that
 * a proxy is asked what it has.
 * @param message As the engine has it, compiled names and all.
 * @param names The notebook's variables.
 */
export function engineHint(message: string, names: object, language: Language): string | null {
  const hint = hintAbout(message, names);
  if (hint === undefined) return null;
  const [template, ...values] = hint;
  return fill(sentences[language]?.[template] ?? template, values);
}

function hintAbout(message: string, names: object): Hint | undefined {
  const absent = noProperty.exec(message);
  if (absent) return hintAboutProperty(absent[1] ?? "", absent[2] ?? "", names);
  const missing = noObject.exec(message)?.slice(1).find(Boolean);
  if (missing) return ["What stands before the dot is {0}.", missing];
  if (tooDeep.test(message)) return ["Look for a function that calls itself without end."];
  if (noLength.test(message)) return ["A length is a whole number from 0 to {0}.", 2 ** 32 - 1];
  const [, owner = "", name = ""] = noMethod.exec(message) ?? [];
  const meant = owner && nearestName(name, methodsOf(ownerIn(names, owner)));
  if (meant) return ["Did you mean {0}?", owner + meant];
  if (noFunction.test(message)) return ["No function of that name: check the spelling."];
  return undefined;
}

/** @param owner With a dot behind each name. */
function hintAboutProperty(owner: string, name: string, names: object): Hint | undefined {
  const properties = [...chain(ownerIn(names, owner))].flatMap((at) => Reflect.ownKeys(at));
  const texts = properties.filter((key) => typeof key === "string");
  const meant = texts.includes(name) ? null : nearestName(name, texts);
  return meant === null
    ? undefined
    : ["{0} is undefined. Did you mean {1}?", owner + name, owner + meant];
}

const ownerIn = (names: object, owner: string): unknown =>
  owner.split(".").slice(0, -1).reduce<unknown>(valueIn, names);

/** The object itself and its prototypes. */
function* chain(object: unknown): Iterable<object> {
  for (let at = object; Object(at) === at; at = Object.getPrototypeOf(at) as unknown)
    yield at as object;
}

/** What a property holds, unless a getter would have to tell. */
function valueIn(object: unknown, name: string): unknown {
  for (const at of chain(object)) {
    const own = Object.getOwnPropertyDescriptor(at, name);
    if (own) return own.value;
  }
  return undefined;
}

function methodsOf(object: unknown): string[] {
  const names = [...chain(object)].flatMap((at) => Object.getOwnPropertyNames(at));
  return names.filter((name) => typeof valueIn(object, name) === "function");
}
