// What the kernel tells of the scope, read field by field: the other side is a stranger's program and may send anything.
// Whatever does not fit makes the whole answer none; what is too long is cut. The shapes are those that
// src/stdlib/bench makes; a test reads its answers through here and finds nothing missing.

type Reader<T> = (value: unknown) => T;
type Of<R> = R extends Reader<infer T> ? T : never;

/** How much of an answer is believed. */
const most = { text: 300, items: 600, depth: 8 };

class Misshapen extends Error {
  override readonly name = "Misshapen";
}

function refuse(expected: string): never {
  throw new Misshapen(`expected ${expected}`);
}

const text: Reader<string> = (value) =>
  typeof value === "string" ? value.slice(0, most.text) : refuse("a text");

const amount: Reader<number> = (value) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : refuse("an amount");

const flag: Reader<boolean> = (value) =>
  typeof value === "boolean" ? value : refuse("true or false");

const maybe =
  <T>(read: Reader<T>): Reader<T | null> =>
  (value) =>
    value === null ? null : read(value);

const list =
  <T>(read: Reader<T>): Reader<readonly T[]> =>
  (value) =>
    Array.isArray(value) ? value.slice(0, most.items).map(read) : refuse("a list");

function fields<T extends Readonly<Record<string, Reader<unknown>>>>(
  readers: T,
): Reader<{ readonly [Key in keyof T]: Of<T[Key]> }> {
  return (value) => {
    if (typeof value !== "object" || value === null) return refuse("an object");
    const found = value as Record<string, unknown>;
    const read = Object.entries(readers).map(([key, reader]) => [key, reader(found[key])]);
    return Object.fromEntries(read) as { readonly [Key in keyof T]: Of<T[Key]> };
  };
}

const times = { guest: amount, hypervisor: amount };
const vcpuTimes = { ...times, ready: amount, blocked: amount, paused: amount };
const counts = fields({
  requests: amount,
  bytes: amount,
  notifications: amount,
  interrupts: amount,
  meanLatency: maybe(amount),
});

const application = fields({
  name: text,
  kind: text,
  state: text,
  cpuTime: amount,
  completed: amount,
  pending: amount,
});

const machine = fields({
  name: text,
  state: text,
  booted: flag,
  isTemplate: flag,
  os: maybe(text),
  vcpus: amount,
  memory: amount,
  disk: amount,
  diskTaken: amount,
  memoryUse: fields({ resident: amount, shared: amount, ballooned: amount, swapped: amount }),
  usage: fields(vcpuTimes),
  accounts: list(fields({ vcpu: amount, mode: maybe(text), ...vcpuTimes })),
  io: fields({ disk: counts, network: counts }),
  exits: list(fields({ reason: text, count: amount })),
  snapshots: list(fields({ name: text, current: flag, state: text, time: amount })),
  applications: list(application),
});

/** A virtual machine, and the hypervisor in it if there is one. */
export type Machine = Of<typeof machine> & { readonly nested: Hypervisor | null };

const hypervisorParts = fields({
  name: text,
  product: text,
  type: text,
  scheduler: maybe(text),
  up: flag,
  controlDomain: maybe(fields({ name: text, vcpus: amount, usage: fields(vcpuTimes) })),
  total: amount,
});

export interface Hypervisor extends Of<typeof hypervisorParts> {
  readonly machines: readonly Machine[];
}

const hypervisor =
  (depth: number): Reader<Hypervisor> =>
  (value) => {
    if (depth > most.depth) return refuse("fewer hypervisors in each other");
    const nested = (inner: unknown): Machine => ({
      ...machine(inner),
      nested: maybe(hypervisor(depth + 1))((inner as { readonly nested: unknown }).nested),
    });
    const { machines } = fields({ machines: list(nested) })(value);
    return { ...hypervisorParts(value), machines };
  };

const container = fields({
  name: text,
  state: text,
  image: text,
  cpuTime: amount,
  memory: amount,
});

const host = fields({
  name: text,
  state: text,
  image: text,
  processes: list(application),
  hypervisor: maybe(hypervisor(1)),
  engine: maybe(fields({ name: text, containers: list(container), total: amount })),
});

const server = fields({
  name: text,
  now: amount,
  cpus: amount,
  memory: amount,
  disk: amount,
  memoryFree: amount,
  diskFree: amount,
  usage: fields({ ...times, host: amount, idle: amount }),
  host: maybe(host),
  hypervisor: maybe(hypervisor(1)),
});

const inspection = fields({
  names: list(fields({ name: text, imported: flag, type: text, value: text })),
  total: amount,
  servers: list(server),
  untold: amount,
});

export type Name = Inspection["names"][number];
export type Server = Of<typeof server>;
export type Host = Of<typeof host>;
export type Application = Of<typeof application>;
/** All that the bench shows. */
export type Inspection = Of<typeof inspection>;

/** The answer, rebuilt from the fields that are known, or null when it is none. */
export function readInspection(value: unknown): Inspection | null {
  try {
    return inspection(value);
  } catch (error) {
    if (error instanceof Misshapen) return null;
    throw error;
  }
}
