// Reading the library's objects when a stranger's code may have dressed them up. What a value is, is found out by a
// getter that reads a private field: only a real instance has it, and neither a proxy nor a class that calls itself
// Server is asked. Its members are read as the library defines them, whatever a subclass or the instance put in front.

/** The library's classes that the bench knows, each with a getter that reads a private field. */
const brands = {
  Server: "seed",
  Hypervisor: "scheduler",
  VirtualMachine: "state",
  Cluster: "now",
  HostOs: "state",
  Container: "state",
} as const;

export type ClassName = keyof typeof brands;

/** What cells can import, by name; of a part that is not there, undefined. */
export type Library = Readonly<Record<string, unknown>>;

interface Class {
  readonly prototype: object;
}

/** The class, if the part that it comes with is there: without it, there are no instances either. */
const classOf = (library: Library, name: ClassName): Class | undefined =>
  library[name] as Class | undefined;

function isInstance(library: Library, name: ClassName, value: object): boolean {
  const found = classOf(library, name);
  if (!found) return false;
  try {
    // Asked first because it is quick; a proxy can lie about it, so it is not the last word.
    if (!Object.prototype.isPrototypeOf.call(found.prototype, value)) return false;
    const brand = Object.getOwnPropertyDescriptor(found.prototype, brands[name]) ?? {};
    const getter: unknown = Reflect.get(brand, "get");
    if (typeof getter !== "function") return false;
    Reflect.apply(getter, value, []);
    return true;
  } catch {
    return false; // It has no such private field: it is something else.
  }
}

/** Which of the library's classes made a value; null for any other value. */
export function classNameOf(library: Library, value: unknown): ClassName | null {
  if (typeof value !== "object" || value === null) return null;
  const names = Object.keys(brands) as ClassName[];
  return names.find((name) => isInstance(library, name, value)) ?? null;
}

/** The object with its members as its class in the library defines them. */
export function membersOf<T extends object>(library: Library, name: ClassName, object: T): T {
  const { prototype } = classOf(library, name) ?? Object;
  return new Proxy(object, {
    get(target, key): unknown {
      const own = Object.getOwnPropertyDescriptor(target, key);
      if (own && "value" in own) return own.value;
      const member: unknown = Reflect.get(prototype, key, target);
      return typeof member === "function"
        ? (...given: unknown[]) => Reflect.apply(member, target, given) as unknown
        : member;
    },
  });
}
