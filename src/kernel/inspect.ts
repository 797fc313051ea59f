// A value as text, in the manner of Node's util.inspect: `Server { name: "a", cpus: [ 0, 1 ] }`. Meant for any
// value of any program, so it runs none of the value's own code (a getter is shown as [Getter]), ends on cycles
// and on the very deep and the very large, and never throws, not even for a proxy that does.
import { plainVoice, type Voice } from "./voice.ts";

/** How much of a value is shown. */
const everything = { depth: 4, items: 100, characters: 10_000, values: 4_000 };
const lineLength = 76;
const keyedLength = 10_000;

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
  /** How many more values may be shown. */
  budget: number;
}

/**
 * Shows a value as text. Never throws.
 * @param voice the reader's: what it has other words for is shown in these
 */
export function inspect(value: unknown, less?: Limits, voice: Voice = plainVoice): string {
  const limits = { ...everything, ...less };
  return show(value, { limits, voice, path: [], budget: limits.values });
}

function show(value: unknown, state: State): string {
  switch (typeof value) {
    case "string":
      return quote(value, state);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return `${value}n`;
    case "symbol":
      return value.toString();
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

function quote(text: string, { limits, voice }: State): string {
  const shown = text.length > limits.characters ? text.slice(0, limits.characters) : text;
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
  if (tooDeep) return `[${prefix.trim() || (brackets === "[]" ? "Array" : "Object")}]`;
  entries.push(...ownProperties(object, state));
  if (entries.length === 0 && shape.brackets === undefined) return prefix.trim();
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
    const prefix = name === "Array" ? "" : `${name}(${object.length}) `;
    return list(prefix, "[]", () => elements(object, state));
  }
  if (ArrayBuffer.isView(object) && !(object instanceof DataView)) {
    const numbers = object as unknown as ArrayLike<unknown>;
    return list(`${name}(${numbers.length}) `, "[]", () => elements(numbers, state));
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
    if (text !== null) return word(text);
  }
  if (object instanceof Error) return word(`[${errorTitle(object, name)}]`);
  if (object instanceof Promise) return word("Promise { … }");
  if (object instanceof ArrayBuffer) return word(`ArrayBuffer(${object.byteLength} bytes)`);
  if (object instanceof WeakMap || object instanceof WeakSet || object instanceof WeakRef)
    return word(`${name} { … }`);
  if (object instanceof Number || object instanceof String || object instanceof Boolean) {
    const primitive = slots(() => object.valueOf());
    return word(`[${name}: ${show(primitive, state)}]`);
  }
  if (name === "") return list("[Object: null prototype] ", "{}", () => []);
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

function* indices(length: number): Generator<number> {
  for (let index = 0; index < length; index++) yield index;
}

function elements(array: ArrayLike<unknown>, state: State): string[] {
  return limited(indices(array.length), array.length, state, (index) => {
    const property = Object.getOwnPropertyDescriptor(array, index);
    return property === undefined ? "<empty>" : showProperty(property, state);
  });
}

function limited<T>(
  items: Iterable<T>,
  size: number,
  { limits, voice }: State,
  showItem: (item: T) => string,
): string[] {
  const shown: string[] = [];
  for (const item of items) {
    if (shown.length === limits.items) break;
    shown.push(showItem(item));
  }
  if (size > shown.length) shown.push(voice.say("… {0} more", size - shown.length));
  return shown;
}

function ownProperties(object: object, state: State): string[] {
  const isIndexed = Array.isArray(object) || ArrayBuffer.isView(object) || object instanceof String;
  // Listing the keys of a very long array takes longer than its odd properties are worth.
  if (isIndexed && Number(Reflect.get(object, "length")) > keyedLength) return [];
  const keys = Reflect.ownKeys(object).filter((key) => {
    if (isIndexed && typeof key === "string" && /^\d+$/.test(key)) return false;
    return Object.getOwnPropertyDescriptor(object, key)?.enumerable === true;
  });
  return limited(keys, keys.length, state, (key) => {
    const property = Object.getOwnPropertyDescriptor(object, key);
    const value = property === undefined ? "undefined" : showProperty(property, state);
    return `${showKey(key)}: ${value}`;
  });
}

function showKey(key: string | symbol): string {
  if (typeof key === "symbol") return `[${String(key)}]`;
  return identifier.test(key) ? key : stringify(key);
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
    if (typeof tag === "string" && tag !== "") return tag;
  }
  return "";
}

function ownName(made: object): string {
  const name = Object.getOwnPropertyDescriptor(made, "name")?.value as unknown;
  return typeof name === "string" ? name : "";
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

function errorTitle(error: Error, name: string): string {
  const dataOf = (key: string) => {
    for (let at: object | null = error; at; at = Object.getPrototypeOf(at) as object | null) {
      const property = Object.getOwnPropertyDescriptor(at, key);
      if (property) return typeof property.value === "string" ? property.value : "";
    }
    return "";
  };
  const title = dataOf("name") || name;
  const message = dataOf("message");
  return message === "" ? title : `${title}: ${message}`;
}

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
