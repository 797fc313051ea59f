// Which machine goes on which server: bin packing, by the heuristics that bear the field's names (Johnson et al., SIAM
// Journal on Computing 3, 1974). A plan only; nothing is moved.
//
// There are two dimensions, virtual CPUs and memory, and a machine needs room in both (vector bin packing). Where a
// heuristic asks how large something is, both are taken as shares of the largest server: a machine is as large as its
// larger share (its dominant resource), and the room left on a server is the sum of both.

import { options, properName, wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { firstFit, orders } from "./heuristics.ts";
import type { Bin, Heuristic, Order } from "./heuristics.ts";
import { messages } from "./messages.ts";
import type { Listed } from "./messages.en.ts";
import { OrderedBins } from "./ordered-bins.ts";

/** What a machine needs: a `VirtualMachine`, or what one is defined with. */
export interface Load {
  readonly name: string;
  readonly vcpus: number;
  /** Bytes. */
  readonly memory: number;
}

/** Room for machines on a server. */
export interface Room {
  readonly name: string;
  /** How many virtual CPUs it is to have: more than it has physical ones, if they are to share. */
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
}

/** Where each machine goes. */
export interface Placement {
  /** A row for each machine that found room, in the order in which they were placed. */
  readonly assignments: readonly { readonly machine: string; readonly server: string }[];
  /** Names of the machines that found none. */
  readonly refused: readonly string[];
  /** How many servers have a machine. */
  readonly used: number;
}

/**
 * Plans which machine goes on which server.
 *
 * @param heuristic `firstFit` unless given; `nextFit`, `bestFit`, `worstFit`, `firstFitDecreasing`, `bestFitDecreasing`
 * @throws HypervisorError `invalid-argument`; also for a name that occurs twice
 * @example
 * const servers = [{ name: "rack-1", cpus: 16, memory: GiB(64) }];
 * place(hypervisor.domains(), servers, firstFitDecreasing).assignments;
 */
export function place(
  machines: readonly Load[],
  servers: readonly Room[],
  heuristic: Heuristic = firstFit,
): Placement {
  const request = messages.request("placement", "place");
  checkList(request, "machines", machines, ({ vcpus, memory }) => {
    wholeNumber(request, "vcpus", vcpus, { min: 1, write: "vcpus: 2" });
    wholeNumber(request, "memory", memory, { min: 1, write: "memory: GiB(8)" });
  });
  checkList(request, "servers", servers, ({ cpus, memory }) => {
    wholeNumber(request, "cpus", cpus, { write: "cpus: 16" });
    wholeNumber(request, "memory", memory, { write: "memory: GiB(64)" });
  });
  checkHeuristic(request, heuristic);
  return assign(machines, servers, heuristic);
}

/** What the largest server has, of which the size of a machine and the room on a server are shares. */
export type Largest = Pick<Room, "cpus" | "memory">;

/** The same of machines and servers that are known to be described well. */
export function assign(
  machines: readonly Load[],
  servers: readonly Room[],
  heuristic: Heuristic,
  largest: Largest = largestOf(servers),
): Placement {
  const bins = servers.map(({ name, cpus, memory }) => ({ name, cpus, memory, machines: 0 }));
  // For a machine alone a look at every server costs less than to put the servers in order.
  const order = machines.length > 1 ? orders.find(heuristic.begin) : undefined;
  const fill = new Filling(bins, heuristic, largest, order).begin();
  const assignments: { machine: string; server: string }[] = [];
  const refused: string[] = [];
  for (const machine of inTurn(machines, heuristic, largest)) {
    const bin = fill(machine);
    if (bin) assignments.push({ machine: machine.name, server: bin.name });
    else refused.push(machine.name);
  }
  return { assignments, refused, used: bins.filter((bin) => bin.machines > 0).length };
}

/** Of each the most that a server has. */
export function largestOf(servers: readonly Largest[]): Largest {
  return {
    cpus: servers.reduce((cpus, room) => Math.max(cpus, room.cpus), 1),
    memory: servers.reduce((memory, room) => Math.max(memory, room.memory), 1),
  };
}

/** The machines in the order in which a heuristic places them. */
export function inTurn<Machine extends Load>(
  machines: readonly Machine[],
  { decreasing }: Heuristic,
  largest: Largest,
): readonly Machine[] {
  if (!decreasing) return machines;
  const size = ({ vcpus, memory }: Load) => Math.max(vcpus / largest.cpus, memory / largest.memory);
  return machines.toSorted((a, b) => size(b) - size(a));
}

/** How much room is left in a bin. */
export const roomLeft =
  (largest: Largest) =>
  (bin: Bin): number =>
    bin.cpus / largest.cpus + bin.memory / largest.memory;

/** Puts a machine into a bin, and says into which; undefined when it is to go into none. */
type Fill<B extends Bin> = (machine: Pick<Load, "vcpus" | "memory">) => B | undefined;

/** Bins that are filled as a heuristic says, in one go or in several. */
export class Filling<B extends Bin> {
  readonly #bins: readonly B[];
  readonly #heuristic: Heuristic;
  readonly #left: (bin: Bin) => number;
  readonly #ordered: OrderedBins<B> | undefined;

  /** @param order the order of the heuristic; without one every bin is looked at, as its `begin` says */
  constructor(
    bins: readonly B[],
    heuristic: Heuristic,
    largest: Largest,
    order: Order | undefined = orders.find(heuristic.begin),
  ) {
    this.#bins = bins;
    this.#heuristic = heuristic;
    this.#left = roomLeft(largest);
    this.#ordered = order && new OrderedBins(bins, order, this.#left);
  }

  /** Begins anew, with the bins as they are, of which some may not suit. */
  begin(suits: (bin: B) => boolean = () => true): Fill<B> {
    const ordered = this.#ordered;
    if (!ordered) return this.#asDefined(suits);
    ordered.begin();
    return ({ vcpus, memory }) => ordered.fill(vcpus, memory, suits);
  }

  #asDefined(suits: (bin: B) => boolean): Fill<B> {
    const choose = this.#heuristic.begin(this.#left);
    const bins = this.#bins.filter(suits);
    return ({ vcpus, memory }) => {
      const bin = choose(bins, (one) => one.cpus >= vcpus && one.memory >= memory);
      if (!bin) return undefined;
      bin.cpus -= vcpus;
      bin.memory -= memory;
      bin.machines++;
      return bin;
    };
  }

  /** Takes a machine out of a bin. */
  takeOut(bin: B, { vcpus, memory }: Pick<Load, "vcpus" | "memory">): void {
    bin.cpus += vcpus;
    bin.memory += memory;
    bin.machines--;
    this.#ordered?.changed(bin);
  }
}

/** @throws HypervisorError `invalid-argument` */
export function checkHeuristic(request: Request, heuristic: unknown): void {
  if (typeof (heuristic as Partial<Heuristic> | undefined | null)?.begin === "function") return;
  throw messages.refusal("invalid-argument/heuristic", request, {
    heuristic: described(heuristic),
  });
}

function checkList<T extends { readonly name: string }>(
  request: Request,
  listed: Listed,
  list: readonly T[],
  check: (one: T) => void,
): void {
  const names = new Set<string>();
  if (!Array.isArray(list))
    throw messages.refusal("invalid-argument/list", request, { listed, value: described(list) });
  for (const one of list as readonly T[]) {
    const name = properName(request, options(request, one, '{ name: "a", … }').name);
    check(one);
    if (names.has(name))
      throw messages.refusal("invalid-argument/names", request, { listed, name: described(name) });
    names.add(name);
  }
}
