// Placement carried out: a machine is created where there is room, a server is emptied by live migration, and machines
// are brought together on fewer servers so that the others can be switched off. Everything is planned and checked
// before the first machine moves.

import type { OptionNames } from "../../simulation/argument.ts";
import type { Server } from "../../host/server.ts";
import { wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { passthroughFree } from "../io/device-model.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { Hypervisor } from "../hypervisor.ts";
import { checkCpu, guestCpu, runsOn } from "../machine/guest-cpu.ts";
import { migrateOptions } from "../machine/migration.ts";
import type { MigrateSpec, Migration } from "../machine/migration.ts";
import type { PreparedMigration } from "../machine/mover.ts";
import { firstFit, firstFitDecreasing, orders } from "../placement/heuristics.ts";
import type { Bin, Heuristic } from "../placement/heuristics.ts";
import { assign, checkHeuristic, Filling, inTurn, roomLeft } from "../placement/placement.ts";
import type { Load } from "../placement/placement.ts";
import { withVmm } from "../profiles/vmm-memory.ts";
import { installedHypervisors } from "../installed-hypervisor.ts";
import { prepareMigration } from "../prepare-migration.ts";
import { domainOf } from "../virtual-machine.ts";
import type { VirtualMachine } from "../virtual-machine.ts";
import { messages } from "./messages.ts";
import { isUp, roomOn } from "./server-rooms.ts";
import type { Node, ServerRooms, Wanted } from "./server-rooms.ts";

/** How servers are chosen. */
export interface PlacementSpec {
  /** `firstFit` unless given; `firstFitDecreasing` where several machines are placed at once. */
  readonly placement?: Heuristic;
  /** How many virtual CPUs of running machines may share a physical one, from 1 to 64. 4 unless given. */
  readonly cpuRatio?: number;
}

/** What emptying a server may be told. */
export type DrainSpec = PlacementSpec & MigrateSpec;

/** The options of a placement. */
export const placementOptions: OptionNames<PlacementSpec> = { placement: true, cpuRatio: true };

/** The options of emptying a server. */
export const drainOptions: OptionNames<DrainSpec> = { ...migrateOptions, ...placementOptions };

/** What a consolidation set off. */
export interface Consolidation {
  /** Names of the servers that have no machine left once all migrations are completed: they can be switched off. */
  readonly emptied: readonly string[];
  readonly migrations: readonly Migration[];
}

interface Choice {
  readonly placement: Heuristic;
  readonly cpuRatio: number;
}

/** How many servers a refusal names. */
const serversNamed = 5;

/** How many virtual CPUs may share a physical one, unless a cell says otherwise. */
export const usualRatio = 4;

function checkChoice(request: Request, spec: PlacementSpec, usual: Heuristic): Choice {
  const { placement = usual, cpuRatio = usualRatio } = spec;
  checkHeuristic(request, placement);
  wholeNumber(request, "cpuRatio", cpuRatio, { min: 1, max: 64, write: "cpuRatio: 4" });
  return { placement, cpuRatio };
}

/** What a machine needs of the server that it is moved to. */
const loadOf = (vm: VirtualMachine): Load => ({
  name: vm.name,
  ...withVmm(domainOf(vm).vmm.profile, vm),
});

const isOn = ({ state }: VirtualMachine): boolean => state !== "shutoff";

/** Whether the devices of the server that a machine has for itself are free there. */
export function hasDevices(hypervisor: Hypervisor, spec: DomainSpec): boolean {
  const { hardware, profile } = installedHypervisors.of(hypervisor).installedOn();
  return passthroughFree(hardware, profile, spec);
}

/**
 * Refuses unless a machine that is started there gets the CPU and the memory that it is to have.
 * @param disk how much of the server's disk it takes beside, in bytes
 * @throws HypervisorError `config-unsupported`, and what its memory manager throws
 */
export function admitOn(
  request: Request,
  hypervisor: Hypervisor,
  spec: DomainSpec,
  disk?: number,
): void {
  const { hardware, memory } = installedHypervisors.of(hypervisor).installedOn();
  checkCpu(request, guestCpu(hardware, spec.cpu), hardware);
  memory.admit(request, spec, disk);
}

/**
 * Whether a server's CPU has what all these machines were started with. One that some of them could go to is left out: a
 * simplification, since heuristics know room alone.
 */
function takesAll({ hypervisor }: Node, machines: readonly VirtualMachine[]): boolean {
  const { hardware } = installedHypervisors.of(hypervisor).installedOn();
  return machines.every((vm) => {
    const { active } = domainOf(vm);
    return !active || runsOn(active.cpu, hardware);
  });
}

/** Whether a machine's network is there. */
export const hasNetwork = (hypervisor: Hypervisor, spec: DomainSpec): boolean =>
  networksOf(hypervisor).has(spec);

/** The same machine, on those servers alone that can switch it on. */
export const admitted = ({ suits, admit, ...wanted }: Wanted): Wanted => ({
  ...wanted,
  suits: (node) => (suits?.(node) ?? true) && (!admit || passes(() => admit(node))),
});

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    return false;
  }
}

/** The virtual networks of a hypervisor. */
export const networksOf = (hypervisor: Hypervisor) =>
  installedHypervisors.of(hypervisor).installedOn().network;

/**
 * The node on which a machine like that is to be made, by first fit unless another heuristic is given.
 * @param otherwise refuses where there is a better reason than a lack of room
 */
export function nodeFor(
  request: Request,
  rooms: ServerRooms,
  wanted: Wanted,
  spec: PlacementSpec,
  otherwise: () => void = () => undefined,
): Node {
  const choice = checkChoice(request, spec, firstFit);
  const chosen = (machine: Wanted) =>
    orders.find(choice.placement.begin)
      ? rooms.find(choice.placement, choice.cpuRatio, machine)
      : askedOneByOne(rooms, machine, choice);
  const found = chosen(admitted(wanted));
  if (found) return found;
  otherwise();
  // Where one has CPUs and memory left, it says what else it lacks.
  const near = wanted.admit && chosen(wanted);
  if (near) wanted.admit?.(near);
  const all = able(rooms, wanted).map(({ server }) => {
    return { server: server.name, memory: server.free.memory };
  });
  const free = all.toSorted((a, b) => b.memory - a.memory).slice(0, serversNamed);
  const { vcpus, memory } = wanted;
  const others = all.length - free.length;
  throw messages.refusal("no-valid-host", request, { vcpus, memory, free, others });
}

/** The choice of a heuristic that a cell made up, which looks at the servers as it likes. */
function askedOneByOne(
  rooms: ServerRooms,
  wanted: Wanted,
  { placement, cpuRatio }: Choice,
): Node | undefined {
  const nodes = able(rooms, wanted);
  const { vcpus, memory } = wanted;
  const bins = nodes.map((node) => ({ ...roomOn(node, cpuRatio), machines: 0, node }));
  const choose = placement.begin(roomLeft(rooms.largest(cpuRatio)));
  const hasRoom = ({ node: { hypervisor }, cpus, memory: left }: (typeof bins)[number]): boolean =>
    cpus >= vcpus && left >= withVmm(hypervisor.profile, { vcpus, memory }).memory;
  return choose(bins, hasRoom)?.node;
}

/** The servers that could take a machine if they had CPUs and memory left. */
function able(rooms: ServerRooms, { vcpus, disk = 0, profile, suits }: Wanted): Node[] {
  return rooms.nodes().filter((node) => {
    const { server, hypervisor } = node;
    const { cpus } = server.capacity;
    if (!isUp(node) || cpus < vcpus || server.free.disk < disk) return false;
    return (!profile || hypervisor.profile === profile) && (suits?.(node) ?? true);
  });
}

/** Whether the machines there are lost. */
export function isLost({ hypervisor }: Node): boolean {
  return installedHypervisors.of(hypervisor).crashedPart() !== undefined;
}

/** Sends every machine of a server that is on to others, all at once; or refuses, and sends none. */
export function drain(
  request: Request,
  rooms: ServerRooms,
  server: Server,
  spec: DrainSpec,
): Migration[] {
  const { placement, cpuRatio } = checkChoice(request, spec, firstFitDecreasing);
  const nodes = rooms.nodes();
  const leaving = nodes.find((node) => node.server === server);
  if (!leaving) {
    throw messages.refusal("invalid-argument/server", request, { server: described(server) });
  }
  const machines = leaving.hypervisor.domains().filter(isOn);
  const others = nodes.filter(
    (node) => node !== leaving && isUp(node) && alike(node, leaving) && takesAll(node, machines),
  );
  const { assignments, refused } = assign(
    machines.map(loadOf),
    others.map((node) => roomOn(node, cpuRatio)),
    placement,
    rooms.largest(cpuRatio),
  );
  if (refused.length > 0)
    throw messages.refusal("no-valid-host/drain", request, { machines: machines.length });
  const byName = new Map(assignments.map(({ machine, server: to }) => [machine, to]));
  return begin(nodes, new Map(machines.map((vm) => [vm, byName.get(vm.name) ?? ""])), spec);
}

const alike = (a: Node, b: Node): boolean => a.hypervisor.profile === b.hypervisor.profile;

/** Checks all of the moves, and takes the room for them, before it begins the first one. */
function begin(
  nodes: readonly Node[],
  moves: ReadonlyMap<VirtualMachine, string>,
  { placement: _placement, cpuRatio: _ratio, ...migrate }: DrainSpec,
): Migration[] {
  const hypervisors = new Map(nodes.map(({ server, hypervisor }) => [server.name, hypervisor]));
  const ready: PreparedMigration[] = [];
  try {
    for (const [vm, name] of moves)
      ready.push(prepareMigration(domainOf(vm), hypervisors.get(name), migrate));
  } catch (refusal) {
    for (const one of ready) one.cancel();
    throw refusal;
  }
  return ready.map((one) => one.begin());
}

/** A server while machines are brought together. */
interface Emptying extends Bin {
  readonly node: Node;
  /** Its machines that are on. */
  readonly running: readonly VirtualMachine[];
  /** Their memory. */
  readonly used: number;
  /** Whether machines of other servers are to come here. */
  isFilled: boolean;
  isEmptied: boolean;
}

/**
 * Empties servers one after another, the one with the least memory in use first, as long as all its machines find room
 * on servers that are not emptied themselves.
 */
export function consolidate(request: Request, rooms: ServerRooms, spec: DrainSpec): Consolidation {
  const { placement, cpuRatio } = checkChoice(request, spec, firstFitDecreasing);
  const largest = rooms.largest(cpuRatio);
  const nodes = rooms.nodes();
  const bins = nodes.filter(isUp).map((node): Emptying => {
    const running = node.hypervisor.domains().filter(isOn);
    const used = running.reduce((sum, { memory }) => sum + memory, 0);
    const state = { machines: 0, isFilled: false, isEmptied: false };
    return { ...roomOn(node, cpuRatio), node, running, used, ...state };
  });
  // A server that is empty already takes no machine in.
  const inUse = bins.filter(({ used }) => used > 0);
  const profiles = new Set(inUse.map(({ node }) => node.hypervisor.profile));
  const fillings = new Map(
    [...profiles].map((profile) => {
      const alike = inUse.filter(({ node }) => node.hypervisor.profile === profile);
      return [profile, new Filling(alike, placement, largest)];
    }),
  );
  const moves = new Map<VirtualMachine, string>();
  const emptied: string[] = [];
  for (const leaving of bins.toSorted((a, b) => a.used - b.used)) {
    if (leaving.isFilled) continue;
    const { running, node } = leaving;
    const filling = fillings.get(node.hypervisor.profile);
    const way = filling && wayOut(filling, leaving, inTurn(running, placement, largest));
    if (running.length > 0 && !way) continue;
    leaving.isEmptied = true;
    emptied.push(leaving.name);
    for (const [vm, to] of way ?? []) {
      moves.set(vm, to.name);
      to.isFilled = true;
    }
  }
  return { emptied, migrations: begin(nodes, moves, spec) };
}

/** Where the machines of a server go; undefined, and no room is taken, when there is not room for all. */
function wayOut(
  filling: Filling<Emptying>,
  leaving: Emptying,
  machines: readonly VirtualMachine[],
): ReadonlyMap<VirtualMachine, Emptying> | undefined {
  const fill = filling.begin(
    (bin) => bin !== leaving && !bin.isEmptied && takesAll(bin.node, machines),
  );
  const way = new Map<VirtualMachine, Emptying>();
  for (const vm of machines) {
    const bin = fill(loadOf(vm));
    if (bin) way.set(vm, bin);
    else {
      for (const [placed, at] of way) filling.takeOut(at, loadOf(placed));
      return undefined;
    }
  }
  return way;
}
