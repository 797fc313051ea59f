// What a look shows that the look before it did not: which names and machines are new or different, and how loaded
// servers and machines were in between. The kernel tells totals since power-on; a load is a difference of two.
import type { Hypervisor, Inspection, Machine, Server } from "./inspection.ts";

/** A machine with the way to it: server, hypervisor, machine, and so on inwards. */
export interface Place {
  readonly path: string;
  readonly server: string;
  readonly machine: Machine;
}

/** Servers by a key of their own: the name, numbered where several have it. */
export function serversByKey({ servers }: Inspection): Map<string, Server> {
  const found = new Map<string, Server>();
  for (const server of servers) {
    let key = server.name;
    for (let number = 2; found.has(key); number++) key = `${server.name}#${String(number)}`;
    found.set(key, server);
  }
  return found;
}

export const hypervisorOf = ({ host, hypervisor }: Server): Hypervisor | null =>
  hypervisor ?? host?.hypervisor ?? null;

/** The way to a machine from the way to what its hypervisor is in. */
export const pathTo = (below: string, hypervisor: Hypervisor, machine: Machine): string =>
  `${below}/${hypervisor.name}/${machine.name}`;

/** All machines, those inside others too. */
export function placesOf(inspection: Inspection): Place[] {
  const found: Place[] = [];
  const visit = (hypervisor: Hypervisor | null, below: string, server: string) => {
    for (const machine of hypervisor?.machines ?? []) {
      const path = hypervisor === null ? below : pathTo(below, hypervisor, machine);
      found.push({ path, server, machine });
      visit(machine.nested, path, server);
    }
  };
  for (const [key, server] of serversByKey(inspection))
    visit(hypervisorOf(server), key, server.name);
  return found;
}

/** The machine at that place; when it was moved, the one that has its name elsewhere, if it is alone. */
export function findMachine(inspection: Inspection, path: string): Place | null {
  const places = placesOf(inspection);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const namesakes = places.filter(({ machine }) => machine.name === name);
  return (
    places.find((place) => place.path === path) ??
    (namesakes.length === 1 ? (namesakes[0] ?? null) : null)
  );
}

export interface Marks {
  readonly names: ReadonlyMap<string, "new" | "changed">;
  /** Of a machine whose state is another: the state before. */
  readonly machines: ReadonlyMap<string, { readonly was: string } | "new">;
  /** Names of machines that are no longer there, by what they were in: a server's key, or a machine's way. */
  readonly gone: readonly string[];
}

export const noMarks: Marks = { names: new Map(), machines: new Map(), gone: [] };

export function marksBetween(before: Inspection | null, after: Inspection): Marks {
  if (before === null) return noMarks;
  const known = new Map(before.names.map((name) => [name.name, name]));
  const names = new Map<string, "new" | "changed">();
  for (const { name, type, value, imported } of after.names) {
    const old = known.get(name);
    if (imported) continue;
    if (old === undefined) names.set(name, "new");
    else if (old.type !== type || old.value !== value) names.set(name, "changed");
  }
  const were = new Map(placesOf(before).map(({ path, machine }) => [path, machine.state]));
  const machines = new Map<string, { readonly was: string } | "new">();
  for (const { path, machine } of placesOf(after)) {
    const was = were.get(path);
    if (was === undefined) machines.set(path, "new");
    else if (was !== machine.state) machines.set(path, { was });
    were.delete(path);
  }
  return { names, machines, gone: [...were.keys()] };
}

/** A part of a time that passed, from 0 to 1, and how long that time was. Null when none has passed. */
export interface Load {
  readonly share: number;
  /** Nanoseconds; null: all the time since power-on. */
  readonly over: number | null;
}

type Times = Readonly<Record<string, number>>;

function shareOf(before: Times | undefined, after: Times, busy: readonly string[]): number | null {
  const spent = (mode: string) => (after[mode] ?? 0) - (before?.[mode] ?? 0);
  const all = Object.keys(after).reduce((sum, mode) => sum + spent(mode), 0);
  if (all <= 0 || Object.keys(after).some((mode) => spent(mode) < 0))
    return before === undefined ? null : shareOf(undefined, after, busy);
  return busy.reduce((sum, mode) => sum + spent(mode), 0) / all;
}

/** For each server, the last look at an earlier time, which its load is counted from. */
export type Bases = ReadonlyMap<string, { readonly base: Server | null; readonly last: Server }>;

/** Time has passed on some servers, or another server has the name: what loads are counted from is another. */
export function basesAfter(bases: Bases, inspection: Inspection): Bases {
  const next = new Map<string, { readonly base: Server | null; readonly last: Server }>();
  for (const [key, server] of serversByKey(inspection)) {
    const known = bases.get(key);
    const isSame = known !== undefined && known.last.now <= server.now;
    if (!isSame) next.set(key, { base: null, last: server });
    else if (known.last.now === server.now) next.set(key, { base: known.base, last: server });
    else next.set(key, { base: known.last, last: server });
  }
  return next;
}

export function serverLoad(bases: Bases, key: string, server: Server): Load | null {
  const base = bases.get(key)?.base ?? null;
  const share = shareOf(base?.usage, server.usage, ["guest", "hypervisor", "host"]);
  return share === null ? null : { share, over: base && server.now - base.now };
}

export interface MachineLoad {
  /** Of its virtual CPUs' time: what they ran, and what they waited for a physical one. */
  readonly run: number;
  readonly ready: number;
}

export function machineLoad(before: Machine | undefined, { usage }: Machine): MachineLoad | null {
  const run = shareOf(before?.usage, usage, ["guest", "hypervisor"]);
  const ready = shareOf(before?.usage, usage, ["ready"]);
  return run === null || ready === null ? null : { run, ready };
}
