// Placement carried out: a machine is created where there is room, a server is emptied by live migration, and machines
// are brought together on fewer servers so that the others can be switched off. Everything is planned and checked
// before the first machine moves.

import type { OptionNames } from "../../simulation/argument.ts";
import type { Server } from "../../host/server.ts";
import { wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { passthroughFree } from "../io/device-model.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { Hypervisor } from "../hypervisor.ts";
import { migrateOptions } from "../machine/migration.ts";
import type { MigrateSpec, Migration } from "../machine/migration.ts";
import { firstFit, firstFitDecreasing } from "../placement/heuristics.ts";
import type { Heuristic } from "../placement/heuristics.ts";
import { assign, checkHeuristic } from "../placement/placement.ts";
import type { Room } from "../placement/placement.ts";
import { installedHypervisors } from "../installed-hypervisor.ts";
import { prepareMigration } from "../prepare-migration.ts";
import { domainOf } from "../virtual-machine.ts";
import type { VirtualMachine } from "../virtual-machine.ts";
import { messages } from "./messages.ts";

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

/** A server with the hypervisor on it. */
export interface Node {
  readonly server: Server;
  readonly hypervisor: Hypervisor;
}

interface Choice {
  readonly placement: Heuristic;
  readonly cpuRatio: number;
}

function checkChoice(request: Request, spec: PlacementSpec, usual: Heuristic): Choice {
  const { placement = usual, cpuRatio = 4 } = spec;
  checkHeuristic(request, placement);
  wholeNumber(request, "cpuRatio", cpuRatio, { min: 1, max: 64, write: "cpuRatio: 4" });
  return { placement, cpuRatio };
}

const isOn = ({ state }: VirtualMachine): boolean => state !== "shutoff";

/** Whether the devices of the server that a machine has for itself are free there. */
export function hasDevices(hypervisor: Hypervisor, spec: DomainSpec): boolean {
  const { hardware, profile } = installedHypervisors.of(hypervisor).installedOn();
  return passthroughFree(hardware, profile, spec);
}

/** Whether a machine's network is there. */
export const hasNetwork = (hypervisor: Hypervisor, spec: DomainSpec): boolean =>
  networksOf(hypervisor).has(spec);

/** The virtual networks of a hypervisor. */
export const networksOf = (hypervisor: Hypervisor) =>
  installedHypervisors.of(hypervisor).installedOn().network;

function roomOn({ server }: Node, cpuRatio: number): Room {
  const cpus = server.capacity.cpus * cpuRatio - server.allocated.cpus;
  return { name: server.name, cpus: Math.max(0, cpus), memory: server.free.memory };
}

/** The node on which a machine like that is to be made, by first fit unless another heuristic is given. */
export function nodeFor(
  request: Request,
  nodes: readonly Node[],
  machine: Pick<DomainSpec, "name" | "vcpus" | "memory">,
  spec: PlacementSpec,
  suits: (node: Node) => boolean = () => true,
): Node {
  const { placement, cpuRatio } = checkChoice(request, spec, firstFit);
  const usable = nodes.filter((node) => isUp(node) && suits(node));
  const able = usable.filter(({ server }) => server.capacity.cpus >= machine.vcpus);
  const rooms = able.map((node) => roomOn(node, cpuRatio));
  const { name, vcpus, memory } = machine;
  const [found] = assign([{ name, vcpus, memory }], rooms, placement).assignments;
  const node = able.find(({ server }) => server.name === found?.server);
  if (node) return node;
  const free = rooms.map((room) => ({ server: room.name, memory: room.memory }));
  throw messages.refusal("no-valid-host", request, { vcpus, memory, free });
}

/** Whether machines can be managed there. */
const isUp = ({ hypervisor }: Node): boolean => installedHypervisors.of(hypervisor).isUp;

/** Whether the machines there are lost. */
export function isLost({ hypervisor }: Node): boolean {
  return installedHypervisors.of(hypervisor).crashedPart() !== undefined;
}

/** Plans, for the machines of some nodes, a way to others; undefined when there is not room for all. */
function plan(
  leaving: Node,
  others: readonly Room[],
  placement: Heuristic,
): ReadonlyMap<VirtualMachine, string> | undefined {
  const machines = leaving.hypervisor.domains().filter(isOn);
  const { assignments, refused } = assign(machines, others, placement);
  if (refused.length > 0) return undefined;
  const byName = new Map(assignments.map(({ machine, server }) => [machine, server]));
  return new Map(machines.map((vm) => [vm, byName.get(vm.name) ?? ""]));
}

/** Sends every machine of a server that is on to others, all at once; or refuses, and sends none. */
export function drain(
  request: Request,
  nodes: readonly Node[],
  server: Server,
  spec: DrainSpec,
): Migration[] {
  const { placement, cpuRatio } = checkChoice(request, spec, firstFitDecreasing);
  const leaving = nodes.find((node) => node.server === server);
  if (!leaving) {
    throw messages.refusal("invalid-argument/server", request, { server: described(server) });
  }
  const others = nodes.filter((node) => node !== leaving && isUp(node) && alike(node, leaving));
  const moves = plan(
    leaving,
    others.map((node) => roomOn(node, cpuRatio)),
    placement,
  );
  if (!moves) {
    const machines = leaving.hypervisor.domains().filter(isOn).length;
    throw messages.refusal("no-valid-host/drain", request, { machines });
  }
  return begin(nodes, moves, spec);
}

const alike = (a: Node, b: Node): boolean => a.hypervisor.profile === b.hypervisor.profile;

/** Checks all of the moves before it begins the first one. */
function begin(
  nodes: readonly Node[],
  moves: ReadonlyMap<VirtualMachine, string>,
  { placement: _placement, cpuRatio: _ratio, ...migrate }: DrainSpec,
): Migration[] {
  const hypervisors = new Map(nodes.map(({ server, hypervisor }) => [server.name, hypervisor]));
  const ready = [...moves].map(([vm, name]) =>
    prepareMigration(domainOf(vm), hypervisors.get(name), migrate),
  );
  return ready.map((go) => go());
}

/**
 * Empties servers one after another, the one with the least memory in use first, as long as all its machines find room
 * on servers that are not emptied themselves.
 */
export function consolidate(
  request: Request,
  nodes: readonly Node[],
  spec: DrainSpec,
): Consolidation {
  const { placement, cpuRatio } = checkChoice(request, spec, firstFitDecreasing);
  const up = nodes.filter(isUp);
  const rooms = new Map(
    up.map((node) => [node.server.name, { node, room: roomOn(node, cpuRatio) }]),
  );
  const inUse = new Map(
    up.map((node) => {
      const on = node.hypervisor.domains().filter(isOn);
      return [node, on.reduce((sum, { memory }) => sum + memory, 0)];
    }),
  );
  const used = (node: Node): number => inUse.get(node) ?? 0;
  const moves = new Map<VirtualMachine, string>();
  const emptied: string[] = [];
  const filled = new Set<string>();
  for (const leaving of [...up].sort((a, b) => used(a) - used(b))) {
    const { name } = leaving.server;
    if (filled.has(name)) continue;
    // A server that is empty already takes no machine in.
    const others = [...rooms.values()].filter(
      ({ node }) => node !== leaving && alike(node, leaving) && used(node) > 0,
    );
    const way = plan(
      leaving,
      others.map(({ room }) => room),
      placement,
    );
    if (!way) continue;
    emptied.push(name);
    rooms.delete(name);
    for (const [vm, server] of way) {
      moves.set(vm, server);
      filled.add(server);
      const there = rooms.get(server);
      if (!there) continue;
      const { cpus, memory } = there.room;
      there.room = { ...there.room, cpus: cpus - vm.vcpus, memory: memory - vm.memory };
    }
  }
  return { emptied, migrations: begin(nodes, moves, spec) };
}
