// What room there is on the servers of a cluster, kept in the order in which heuristics ask for it: to place a machine no
// server is looked at but those that changed since the last one was placed, and those on the way to the one that takes it
// (placement/ordered-bins.ts).
//
// How much is left of a server is a share of the largest server as it was built, however full that is. So machines that
// are created one by one go where a plan for all of them would put them.
//
// Servers with other CPUs or another profile are in orders of their own, since a machine may run on none of them.

import type { Server } from "../../host/server.ts";
import { installedHypervisors } from "../installed-hypervisor.ts";
import type { Hypervisor } from "../hypervisor.ts";
import type { Bin, Heuristic } from "../placement/heuristics.ts";
import { orders } from "../placement/heuristics.ts";
import type { Order } from "../placement/heuristics.ts";
import { isBefore, OrderedBins } from "../placement/ordered-bins.ts";
import type { Ranked } from "../placement/ordered-bins.ts";
import { largestOf, roomLeft } from "../placement/placement.ts";
import type { Largest, Room } from "../placement/placement.ts";
import type { Profile } from "../profiles/profile.ts";
import { withVmm } from "../profiles/vmm-memory.ts";

/** A server with the hypervisor on it. */
export interface Node {
  readonly server: Server;
  readonly hypervisor: Hypervisor;
}

/** What a machine needs of a server. */
export interface Wanted {
  readonly vcpus: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes of the server's own disk. */
  readonly disk?: number;
  /** The profile of its hypervisor; any unless given. */
  readonly profile?: Profile;
  /** Whatever else decides whether the machine can be there. */
  readonly suits?: (node: Node) => boolean;
  /** @throws HypervisorError unless the machine can be switched on there */
  readonly admit?: (node: Node) => void;
}

/** A server as the orders have it. */
interface NodeBin extends Bin {
  readonly node: Node;
  disk: number;
}

/** Servers among which a machine may choose, in an order. */
interface Kind {
  readonly cpus: number;
  readonly profile: Profile;
  readonly ordered: OrderedBins<NodeBin>;
}

/** All servers, in the order of one heuristic. */
interface Ranking {
  readonly order: Order;
  readonly cpuRatio: number;
  readonly left: (bin: Bin) => number;
  readonly kinds: Kind[];
  readonly bins: Map<Server, { readonly bin: NodeBin; readonly kind: Kind }>;
  /** Servers that changed since it was last asked. */
  readonly changed: Set<Server>;
}

/** Whether machines can be managed there. */
export const isUp = ({ hypervisor }: Node): boolean => installedHypervisors.of(hypervisor).isUp;

/** The room for machines of a server where so many virtual CPUs share a physical one. */
export function roomOn({ server }: Node, cpuRatio: number): Room {
  const cpus = server.capacity.cpus * cpuRatio - server.allocated.cpus;
  return { name: server.name, cpus: Math.max(0, cpus), memory: server.free.memory };
}

export class ServerRooms {
  readonly #nodeOf: (server: Server) => Node | undefined;
  readonly #servers = new Map<Server, number>();
  #rankings: Ranking[] = [];
  #largest: Largest = largestOf([]);

  /** @param nodeOf what a server is with its hypervisor, if it has one */
  constructor(nodeOf: (server: Server) => Node | undefined) {
    this.#nodeOf = nodeOf;
  }

  /** A server is added after those that there are. */
  add(server: Server): void {
    this.#servers.set(server, this.#servers.size);
    const largest = largestOf([this.#largest, server.capacity]);
    const grew = largest.cpus > this.#largest.cpus || largest.memory > this.#largest.memory;
    this.#largest = largest;
    // What is left of a server is a share of the largest one.
    if (grew) this.#rankings = [];
    this.changed(server);
  }

  /** There may be more or less room on a server, or it has gone down or come up. */
  changed(server: Server): void {
    for (const { changed } of this.#rankings) changed.add(server);
  }

  /** What the largest server has, where so many virtual CPUs share a physical one. */
  largest(cpuRatio: number): Largest {
    const { cpus, memory } = this.#largest;
    return { cpus: cpus * cpuRatio, memory };
  }

  /** The servers that have a hypervisor, in the order in which they were added. */
  nodes(): Node[] {
    return [...this.#servers.keys()].flatMap((server) => this.#nodeOf(server) ?? []);
  }

  /**
   * The server that a heuristic chooses; undefined when none has room.
   * @param heuristic one of the library's
   */
  find(heuristic: Heuristic, cpuRatio: number, wanted: Wanted): Node | undefined {
    const { kinds } = this.#ranking(orders.of(heuristic.begin), cpuRatio);
    const { vcpus, memory, disk = 0, profile, suits } = wanted;
    let best: Ranked<NodeBin> | undefined;
    for (const kind of kinds) {
      if (kind.cpus < vcpus || (profile && kind.profile !== profile)) continue;
      const need = withVmm(kind.profile, { vcpus, memory });
      const found = kind.ordered.find(
        { cpus: vcpus, memory: need.memory, disk },
        suits && (({ node }) => suits(node)),
      );
      if (found && (!best || isBefore(found, best))) best = found;
    }
    return best?.bin.node;
  }

  #ranking(order: Order, cpuRatio: number): Ranking {
    let ranking = this.#rankings.find((one) => one.order === order && one.cpuRatio === cpuRatio);
    if (!ranking) {
      const left = roomLeft(this.largest(cpuRatio));
      const changed = new Set(this.#servers.keys());
      ranking = { order, cpuRatio, left, kinds: [], bins: new Map(), changed };
      this.#rankings.push(ranking);
    }
    for (const server of ranking.changed) this.#note(ranking, server);
    ranking.changed.clear();
    return ranking;
  }

  /** Puts a server where it belongs now. */
  #note(ranking: Ranking, server: Server): void {
    const known = ranking.bins.get(server);
    const node = known?.bin.node ?? this.#nodeOf(server);
    if (!node) return;
    const { cpus, memory } = isUp(node) ? roomOn(node, ranking.cpuRatio) : { cpus: 0, memory: 0 };
    const free = { cpus, memory, disk: server.free.disk };
    if (known) {
      Object.assign(known.bin, free);
      known.kind.ordered.changed(known.bin);
      return;
    }
    const bin: NodeBin = { node, name: server.name, machines: 0, ...free };
    const kind = kindOf(ranking, node);
    kind.ordered.add(bin, this.#servers.get(server) ?? 0);
    ranking.bins.set(server, { bin, kind });
  }
}

/** The servers of a ranking that are like one. */
function kindOf({ kinds, order, left }: Ranking, { server, hypervisor }: Node): Kind {
  const { cpus } = server.capacity;
  const { profile } = hypervisor;
  const known = kinds.find((kind) => kind.cpus === cpus && kind.profile === profile);
  if (known) return known;
  const kind = { cpus, profile, ordered: new OrderedBins<NodeBin>([], order, left) };
  kinds.push(kind);
  return kind;
}
