// What the bench is told when a reader looks: the names in scope with type and value, and every server that can be
// reached from them. A look is bounded, however much there is, and reads only: no getter of the reader's is called.
// (A proxy of the reader's cannot be told from what it stands for, so its traps may be run.) Fetched when the bench is
// opened, and given what the kernel has already.
import type { Server } from "../../host/server.ts";
import type { Cluster } from "../../hypervisor/cluster/cluster.ts";
import type { Hypervisor } from "../../hypervisor/hypervisor.ts";
import type { Words } from "../words.ts";
import { classNameOf, membersOf, type ClassName, type Library } from "./members.ts";
import { serverReader } from "./server-data.ts";

/** How much is told and searched. */
const most = { names: 500, text: 200, items: 8, searched: 5_000, depth: 3 };

/** What of the kernel a look makes use of. */
export interface KernelTools {
  /** The name of the class that made an object; "" when it has no prototype. */
  readonly className: (object: object) => string;
  /** Whether a cell has declared a name with `const`. */
  readonly isConstant: (name: string) => boolean;
  /** A value as text; runs none of its code. */
  readonly inspect: (value: unknown, limits: Readonly<Record<string, number>>) => string;
  /** What cells can import, by name. */
  readonly library: Library;
  /** What a word of the model is called, in the reader's language. */
  readonly displayName: (kind: keyof Words, word: string) => string;
}

/** All that the bench shows, as plain data. */
export type Inspection = ReturnType<typeof inspectScope>;

/**
 * Looks at a notebook's variables.
 * @param names The variables by name; those that cannot be written to are imports and constants.
 */
export function inspectScope(
  names: object,
  { className, isConstant, inspect, library, displayName }: KernelTools,
) {
  const all = Object.keys(names);
  const listed = all.slice(0, most.names).map((name) => {
    const property = Object.getOwnPropertyDescriptor(names, name);
    const value: unknown = property?.value;
    return {
      name,
      imported: property?.writable === false && !isConstant(name),
      type: typeOf(value),
      value: shortened(textOf(value)),
    };
  });
  const { servers, hypervisors } = reachable(names, library);
  return {
    names: listed,
    total: all.length,
    ...serverReader(library).read(servers, hypervisors),
  };

  function typeOf(value: unknown): string {
    if (value === null) return "null";
    const type = typeof value;
    if (type !== "object" && type !== "function") return type;
    const object = value as object;
    try {
      if (type === "object") return className(object) || "Object";
      return Function.prototype.toString.call(object).startsWith("class") ? "class" : "function";
    } catch {
      return type; // A proxy that throws.
    }
  }

  function textOf(value: unknown): string {
    const known = nameOf(value);
    if (known !== null) return known;
    const listed = listOf(value);
    if (listed !== null) return listed;
    const text = inspect(value, { depth: 1, items: most.items, values: 50, characters: most.text });
    return text.replace(/\n\s*/g, " ");
  }

  /** A list of the library's objects; null for any other value. */
  function listOf(value: unknown): string | null {
    try {
      if (!Array.isArray(value) || value.length === 0) return null;
      const found = elementsOf(value, most.items).map(nameOf);
      if (found.includes(null)) return null;
      return `[ ${found.join(", ")}${value.length > found.length ? ", …" : ""} ]`;
    } catch {
      return null; // A proxy that throws.
    }
  }

  /** What the library's objects are called, and the state that a machine is in. */
  function nameOf(value: unknown): string | null {
    const kind = classNameOf(library, value);
    try {
      return kind === null ? null : nameOfInstance(kind, value);
    } catch {
      return null; // A cell has changed the library's own classes: shown as any other value.
    }
  }

  function nameOfInstance(kind: ClassName, value: unknown): string {
    const object = value as object;
    if (kind === "Cluster")
      return `[ ${membersOf(library, kind, object as Cluster)
        .servers.map((server) => membersOf(library, "Server", server).name)
        .join(", ")} ]`;
    const { name, state } = membersOf(library, kind, object as { name: string; state?: string });
    const states = stateKinds[kind];
    return state === undefined || states === undefined
      ? name
      : `${name} (${displayName(states, state)})`;
  }
}

/** What the states of a class are states of. */
const stateKinds: Readonly<Partial<Record<ClassName, keyof Words>>> = {
  VirtualMachine: "machine",
  HostOs: "host",
  Container: "container",
};

const shortened = (text: string): string =>
  text.length > most.text ? `${text.slice(0, most.text)}…` : text;

/** The servers and hypervisors among values, and in lists, plain objects, maps and sets of them. */
function reachable(names: object, library: Library) {
  const servers = new Set<Server>();
  const hypervisors = new Set<Hypervisor>();
  const seen = new Set<object>();
  let level = dataOf(names);
  let left = most.searched;
  for (let depth = 0; depth < most.depth && level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null || seen.has(value)) continue;
      if (--left < 0) break;
      seen.add(value);
      const kind = classNameOf(library, value);
      if (kind === "Server") servers.add(value as Server);
      else if (kind === "Hypervisor") hypervisors.add(value as Hypervisor);
      else if (kind === "Cluster")
        for (const server of membersOf(library, kind, value as Cluster).servers)
          servers.add(server);
      else if (kind === null) next.push(...contentsOf(value));
    }
    level = next;
  }
  return { servers: [...servers], hypervisors: [...hypervisors] };
}

function contentsOf(value: object): unknown[] {
  try {
    if (Array.isArray(value)) return elementsOf(value, most.searched);
    if (value instanceof Map) return some(Map.prototype.values.call(value));
    if (value instanceof Set) return some(Set.prototype.values.call(value));
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype ? dataOf(value) : [];
  } catch {
    return []; // A proxy that throws holds nothing that can be seen.
  }
}

function elementsOf(array: readonly unknown[], count: number): unknown[] {
  return Array.from({ length: Math.min(array.length, count) }, (_, index) => {
    return Object.getOwnPropertyDescriptor(array, index)?.value as unknown;
  });
}

function some(values: Iterable<unknown>): unknown[] {
  const found: unknown[] = [];
  for (const value of values) {
    if (found.length === most.searched) break;
    found.push(value);
  }
  return found;
}

/** The values of own properties; those of getters are not asked. */
function dataOf(object: object): unknown[] {
  const keys = Reflect.ownKeys(object).slice(0, most.searched);
  const properties = keys.map((key) => Object.getOwnPropertyDescriptor(object, key));
  return properties.map((property) => (property?.enumerable ? property.value : null) as unknown);
}
