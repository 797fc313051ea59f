// A value as text, in the manner of Node's util.inspect: `Server { name: "a", cpus: [ 0, 1 ] }`. Meant for any
// value of any program, so it runs none of the value's own code (a getter is shown as [Getter]), ends on cycles
// and on the very deep and the very large, and never throws, not even for a proxy that does. What it looks at is
// bounded by what it shows, not by what a value says of itself: an array of four thousand million holes, a proxy whose
// length is a lie, and a number of a million digits take no longer than others.
import { plainVoice, type Voice } from "./voice.ts";

/** How much of a value is shown. */
const everything = { depth: 4, items: 100, characters: 10_000, values: 4_000, text: 200_000 };
const lineLength = 76;
const keyedLength = 10_000;
/** Of a longer name the beginning is shown. */
const nameLength = 200;
/** Places of a list that are looked at in search of one that is no hole; keys, of one that is shown. */
const looks = 1_000;
/** A larger integer is not written out: that takes the square of its length. */
const largest = 1n << 20_000n;

/** Less of it. */
export type Limits = Partial<typeof everything>;

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

// Taken before any cell can replace it.
const { stringify } = JSON;

interface State {
  readonly limits: typeof everything;
  readonly voice: Voice;
  /** The objects around the current one, to notice cycles. */
  readonly path: object[];
  /** How many more values may be shown, and characters of them. */
  budget: number;
  left: number;
}

/**
 * Shows a value as text. Never throws.
 * @param voice the reader's: what it has other words for is shown in these
 */
export function inspect(value: unknown, less?: Limits, voice: Voice = plainVoice): string {
  const limits = { ...everything, ...less };
  return show(value, { limits, voice, path: [], budget: limits.values, left: limits.text });
}

function show(value: unknown, state: State): string {
  const text = textOf(value, state);
  if (Object(value) !== value) state.left -= text.length;
  return text;
}

function textOf(value: unknown, state: State): string {
  switch (typeof value) {
    case "string":
      return quote(value, state);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return value < largest && -value < largest
        ? `${value}n`
        : state.voice.say("[a bigint of more than {0} digits]", "6,000");
    case "symbol":
      return short(value.toString());
    case "boolean":
    case "undefined":
      return String(value);
    case "function":
    case "object":
      if (value === null) return "null";
      if (state.path.includes(value)) return "[Circular]";
      if (--state.budget < 0) return "…";
      state.path.push(value);
      try {
        return showObject(state.voice.readable(value), state);
      } catch (error) {
        const { voice } = state;
        return voice.say("[cannot be shown: {0}]", reason(error) ?? voice.say("it throws"));
      } finally {
        state.path.pop();
      }
  }
}

/** Null where even asking for it throws. */
function reason(error: unknown): string | null {
  try {
    return error instanceof Error ? error.message : typeof error;
  } catch {
    return null;
  }
}

const short = (name: string): string =>
  name.length > nameLength ? `${name.slice(0, nameLength)}…` : name;

function quote(text: string, { limits, voice, left }: State): string {
  const shown = text.slice(0, Math.max(0, Math.min(limits.characters, left)));
  const more = text.length - shown.length;
  return stringify(shown) + (more > 0 ? voice.say("… {0} more characters", more) : "");
}

/** What is shown of an object: a word before the braces, and the entries inside them. */
interface Shape {
  readonly prefix: string;
  readonly entries: string[];
  readonly brackets?: "[]" | "{}";
}

function showObject(object: object, state: State): string {
  const name = className(object);
  const tooDeep = state.path.length > state.limits.depth;
  const shape = shapeOf(object, name, tooDeep, state);
  const { prefix, entries, brackets = "{}" } = shape;
  const title = prefix.trim();
  if (tooDeep && shape.brackets === undefined) return title;
  if (tooDeep) return `[${title || (brackets === "[]" ? "Array" : "Object")}]`;
  if (object instanceof Error) entries.push(...consequences(object, state));
  else if (shape.brackets && !Array.isArray(object) && entries.length === 0)
    entries.push(...attributes(object, state));
  entries.push(...ownProperties(object, state));
  if (entries.length === 0 && shape.brackets === undefined) return title;
  return enclose(prefix, brackets, entries);
}

function shapeOf(object: object, name: string, tooDeep: boolean, state: State): Shape {
  const list = (prefix: string, brackets: "[]" | "{}", entries: () => string[]): Shape => ({
    prefix,
    brackets,
    entries: tooDeep ? [] : entries(),
  });
  const word = (prefix: string): Shape => ({ prefix: `${prefix} `, entries: [] });

  if (typeof object === "function") return word(functionTitle(object));
  if (Array.isArray(object)) {
    const prefix = name === "Array" ? "" : `${name}(${lengthOf(object)}) `;
    return list(prefix, "[]", () => elements(object, state));
  }
  if (ArrayBuffer.isView(object) && !(object instanceof DataView)) {
    const numbers = object as unknown as ArrayLike<unknown>;
    return list(`${name}(${lengthOf(numbers)}) `, "[]", () => elements(numbers, state));
  }
  if (object instanceof Map) {
    const entries = slots(() => Map.prototype.entries.call(object));
    if (entries)
      return list(`${name}(${sizeOf(Map, object)}) `, "{}", () =>
        limited(entries, sizeOf(Map, object), state, (entry) =>
          entry.map((part) => show(part, state)).join(" => "),
        ),
      );
  }
  if (object instanceof Set) {
    const values = slots(() => Set.prototype.values.call(object));
    if (values)
      return list(`${name}(${sizeOf(Set, object)}) `, "{}", () =>
        limited(values, sizeOf(Set, object), state, (value) => show(value, state)),
      );
  }
  if (object instanceof Date) {
    const time = slots(() => Date.prototype.getTime.call(object));
    if (time !== null)
      return word(Number.isNaN(time) ? "Invalid Date" : new Date(time).toISOString());
  }
  if (object instanceof RegExp) {
    const text = slots(() => RegExp.prototype.toString.call(object));
    if (text !== null) return word(short(text));
  }
  if (object instanceof Error) return word(`[${errorTitle(object, name)}]`);
  if (object instanceof Promise) return word("Promise { … }");
  if (object instanceof ArrayBuffer || object instanceof DataView)
    return word(`${name}(${object.byteLength} bytes)`);
  if (object instanceof WeakMap || object instanceof WeakSet || object instanceof WeakRef)
    return word(`${name} { … }`);
  if ([Number, String, Boolean, BigInt, Symbol].some((boxed) => object instanceof boxed)) {
    const primitive = slots(() => object.valueOf());
    return word(`[${name}: ${show(primitive, state)}]`);
  }
  if (name === "") return list("[Object: null prototype] ", "{}", () => []);
  const pairs = pairsOf(object);
  if (pairs)
    return list(`${name} `, "{}", () =>
      limited(pairs, undefined, state, (pair) =>
        pair.map((part) => show(part, state)).join(" => "),
      ),
    );
  return list(name === "Object" ? "" : `${name} `, "{}", () => []);
}

/** What an object of a built-in class holds; null for one with the prototype of that class only. */
function slots<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null; // Object.create(Map.prototype), or a proxy of a map: shown as the plain object it is.
  }
}

/** As the built-in class counts, not as one that extends it may say. */
const sizeOf = ({ prototype }: { readonly prototype: object }, object: object): number =>
  Reflect.get(prototype, "size", object) as number;

/** What a list says its length is. */
export function lengthOf(list: object): number {
  const length: unknown = Reflect.get(list, "length");
  return typeof length === "number" && length > 0 ? length : 0;
}

/** The elements of a list, holes that follow each other as one. */
function elements(list: object, state: State): string[] {
  const { limits, voice } = state;
  const length = lengthOf(list);
  const shown: string[] = [];
  const told = () => {
    if (holes > 0)
      shown.push(holes === 1 ? voice.say("<1 empty item>") : voice.say("<{0} empty items>", holes));
    holes = 0;
  };
  let holes = 0;
  let index = 0;
  for (; index < Math.min(length, looks) && state.left > 0; index++) {
    if (shown.length === limits.items) break;
    const property = Object.getOwnPropertyDescriptor(list, index);
    if (property === undefined) {
      holes += 1;
      continue;
    }
    told();
    if (shown.length === limits.items) break;
    shown.push(showProperty(property, state));
  }
  told();
  if (length > index) shown.push(voice.say("… {0} more", length - index));
  return shown;
}

/** @param size how many there are; undefined where that is not known */
function limited<T>(
  items: Iterable<T>,
  size: number | undefined,
  state: State,
  showItem: (item: T) => string,
): string[] {
  const shown: string[] = [];
  for (const item of items) {
    if (shown.length === state.limits.items || state.left <= 0) {
      if (size === undefined) shown.push("…");
      break;
    }
    shown.push(showItem(item));
  }
  if (size !== undefined && size > shown.length)
    shown.push(state.voice.say("… {0} more", size - shown.length));
  return shown;
}

function ownProperties(object: object, state: State): string[] {
  const isIndexed = Array.isArray(object) || ArrayBuffer.isView(object) || object instanceof String;
  // Listing the keys of a very long array takes longer than its odd properties are worth.
  if (isIndexed && lengthOf(object) > keyedLength) return [];
  const keys = Reflect.ownKeys(object).filter(
    (key) => !(isIndexed && typeof key === "string" && /^\d+$/.test(key)),
  );
  const looked = keys
    .slice(0, looks)
    .filter((key) => Object.getOwnPropertyDescriptor(object, key)?.enumerable === true);
  const size = looked.length + keys.length - Math.min(keys.length, looks);
  return limited(looked, size, state, (key) => entry(object, key, showKey(key), state));
}

function entry(object: object, key: PropertyKey, title: string, state: State): string {
  const property = Object.getOwnPropertyDescriptor(object, key);
  state.left -= title.length;
  return `${title}: ${property === undefined ? "undefined" : showProperty(property, state)}`;
}

/** Whether it is the prototype of a class of the engine's or the browser's. */
function isPlatforms(prototype: object): boolean {
  const tag = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag);
  return typeof tag?.value === "string" && !tag.writable;
}

/** What the browser's classes have of an object: attributes are listed on their prototypes, as no program's getters are. */
function* platformMembers(object: object): Generator<[string, PropertyDescriptor]> {
  for (let at = object; (at = Object.getPrototypeOf(at) as object) !== null;)
    if (isPlatforms(at))
      for (const [key, member] of Object.entries(Object.getOwnPropertyDescriptors(at)))
        if (member.enumerable) yield [key, member];
}

/** What the browser's object holds: `aborted: false` of an AbortSignal. */
function attributes(object: object, state: State): string[] {
  const entries: string[] = [];
  for (const [key, member] of platformMembers(object)) {
    if (entries.length === state.limits.items || state.left <= 0) break;
    const value = "get" in member ? attribute(object, member) : null;
    if (value !== null && value !== undefined) entries.push(`${key}: ${show(value, state)}`);
  }
  return entries;
}

/** Null where the object is not of that class after all: a proxy of one, say. */
const attribute = (object: object, member: PropertyDescriptor): unknown =>
  slots(() => Reflect.apply(Reflect.get(member, "get") as () => unknown, object, []));

type Pairs = (this: object) => Iterable<readonly unknown[]>;

/** The pairs in the browser's Headers, URLSearchParams and the like; null for any other object. */
function pairsOf(object: object): Iterable<readonly unknown[]> | null {
  for (const [key, member] of platformMembers(object))
    if (key === "entries") return slots(() => Reflect.apply(member.value as Pairs, object, []));
  return null;
}

function showKey(key: string | symbol): string {
  const name = short(String(key));
  if (typeof key === "symbol") return `[${name}]`;
  return identifier.test(name) ? name : stringify(name);
}

function showProperty(property: PropertyDescriptor, state: State): string {
  if (property.get) return property.set ? "[Getter/Setter]" : "[Getter]";
  return property.set ? "[Setter]" : show(property.value, state);
}

/** The name of the class that made the object; "" when it has no prototype. */
export function className(object: object): string {
  for (
    let at: object | null = object;
    at !== null;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    const made = Object.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
    if (typeof made === "function" && at !== object) return ownName(made) || "(anonymous class)";
    const tag = Object.getOwnPropertyDescriptor(at, Symbol.toStringTag)?.value as unknown;
    if (typeof tag === "string" && tag !== "") return short(tag);
  }
  return "";
}

function ownName(made: object): string {
  const name = Object.getOwnPropertyDescriptor(made, "name")?.value as unknown;
  return typeof name === "string" ? short(name) : "";
}

function functionTitle(made: object): string {
  const name = ownName(made) || "(anonymous)";
  const source = Function.prototype.toString.call(made);
  if (source.startsWith("class")) {
    const parent = ownName(Object.getPrototypeOf(made) as object);
    return `[class ${name}${parent ? ` extends ${parent}` : ""}] `;
  }
  return `[${className(made)}: ${name}] `;
}

/** `TypeError: message`; one of a class that has no name of its own is called as its class. */
function errorTitle(error: Error, name: string): string {
  const held = (key: string): [string, boolean] => {
    for (let at: object | null = error; at; at = Object.getPrototypeOf(at) as object | null) {
      const property = Object.getOwnPropertyDescriptor(at, key);
      if (property === undefined) continue;
      // A DOMException's name and message are attributes.
      const isAttribute = !("value" in property) && isPlatforms(at);
      const value: unknown = isAttribute ? attribute(error, property) : property.value;
      const isOwn = at === error || isAttribute || ownName(at.constructor) === name;
      return [typeof value === "string" ? value : "", isOwn];
    }
    return ["", true];
  };
  const [own, isOwn] = held("name");
  const title = short(((isOwn || name.startsWith("(")) && own) || name);
  const [message] = held("message");
  const shown = message.slice(0, everything.characters);
  return message === "" ? title : `${title}: ${shown}${shown === message ? "" : "…"}`;
}

/** What is behind an error, which the language keeps in properties that are not listed. */
const consequences = (error: Error, state: State): string[] =>
  ["cause", "errors"]
    .filter((key) => Object.getOwnPropertyDescriptor(error, key)?.enumerable === false)
    .map((key) => entry(error, key, `[${key}]`, state));

/** `{ a: 1, b: 2 }` on one line where it fits, else one entry a line; short entries of a list fill lines. */
function enclose(prefix: string, brackets: "[]" | "{}", entries: readonly string[]): string {
  const [open, close] = brackets;
  if (entries.length === 0) return `${prefix}${open}${close}`;
  const isFlat = entries.every((entry) => !entry.includes("\n"));
  const line = `${prefix}${open} ${entries.join(", ")} ${close}`;
  if (isFlat && line.length <= lineLength) return line;
  const isList = brackets === "[]" && isFlat && entries.every((entry) => entry.length <= 16);
  const rows = isList ? fill(entries) : entries;
  return `${prefix}${open}\n${rows.map((row) => indent(row)).join(",\n")}\n${close}`;
}

function fill(entries: readonly string[]): string[] {
  const rows: string[] = [];
  for (const entry of entries) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + entry.length + 5 <= lineLength)
      rows[rows.length - 1] = `${last}, ${entry}`;
    else rows.push(entry);
  }
  return rows;
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
