// The network that servers are plugged into. Servers with one clock are in one such network. It carries VLANs, each a
// subnet with a DHCP server of its own, and no router joins them. A model: these subnets are of private addresses
// (RFC 1918), chosen so that the tag of a VLAN can be read from them.

import type { Simulation } from "../../simulation/simulation.ts";
import type { HostPlace, Place, Port } from "../io/virtual-switch.ts";
import { DhcpPool } from "./dhcp-pool.ts";
import { broadcastOf, contains } from "./ipv4.ts";
import type { Subnet } from "./ipv4.ts";
import type { VirtualNetwork } from "./virtual-network.ts";

/** The port of the machine that a host is, where it is one: all that leaves it leaves there. */
export interface Uplink {
  readonly node: NetworkNode;
  readonly port: Port;
}

/** A host's end of the physical network. */
export interface NetworkNode extends HostPlace {
  /** The host's own address on the network that it is at. */
  readonly address: number;
  /** Absent of a server, which is plugged into the physical network. */
  readonly uplink?: Uplink | undefined;
  readonly networks: ReadonlyMap<string, VirtualNetwork>;
}

/** A port of a bridge, and where that is. */
export interface BridgedPort {
  readonly port: Port;
  readonly network: VirtualNetwork;
  readonly node: NetworkNode;
}

/** What is without a tag: 10.0.0.0/16. */
const untagged: Subnet = { base: 10 * 2 ** 24, prefix: 16 };

/** All VLANs: 172.16.0.0/12, which has a /24 for each tag. */
const tagged: Subnet = { base: (172 * 256 + 16) * 2 ** 16, prefix: 12 };

export class PhysicalNetwork {
  readonly nodes: NetworkNode[] = [];
  /** The router to the internet, and a computer beside the servers. */
  readonly outside: readonly number[] = [untagged.base + 1, untagged.base + 2];
  readonly subnets: readonly Subnet[] = [untagged, tagged];
  readonly #bridged = new Map<string, BridgedPort>();
  readonly #pools = new Map<number, DhcpPool>();
  /** Who reaches whom, as far as it was asked since anything was changed by which that is decided. */
  readonly answers = new Map<Place, Map<Place, boolean>>();

  /** A host, a network, a port, its link, its address or a door has come, gone or changed. */
  changed(): void {
    this.answers.clear();
  }

  /** The DHCP server of a VLAN; without a tag of what is in none. */
  pool(vlan = 0): DhcpPool {
    const known = this.#pools.get(vlan);
    if (known) return known;
    const subnet = vlan === 0 ? untagged : { base: tagged.base + vlan * 256, prefix: 24 };
    const gateway = subnet.base + 1;
    // Of the large subnet, the first 256 addresses are left to what has no lease.
    const start = vlan === 0 ? subnet.base + 257 : gateway + 1;
    const pool = new DhcpPool({ subnet, gateway, start, end: broadcastOf(subnet) - 1 });
    this.#pools.set(vlan, pool);
    return pool;
  }

  /** The VLAN that an address belongs to, 0 for none; undefined for an address of elsewhere. */
  vlanOf(address: number): number | undefined {
    if (contains(untagged, address)) return 0;
    if (!contains(tagged, address)) return undefined;
    return Math.floor((address - tagged.base) / 256);
  }

  /** The host that the machine at a port is, where a hypervisor is in it. */
  hostAt(port: Port): NetworkNode | undefined {
    return this.nodes.find(({ uplink }) => uplink?.port === port);
  }

  /** The port of a bridge, by hardware address. */
  bridged(mac: string): BridgedPort | undefined {
    return this.#bridged.get(mac);
  }

  plugIn(bridged: BridgedPort): void {
    this.#bridged.set(bridged.port.mac, bridged);
  }

  unplug({ mac }: Port): void {
    this.#bridged.delete(mac);
  }
}

const networks = new WeakMap<Simulation, PhysicalNetwork>();

/** The network of the servers with that clock. */
export function physicalNetworkOf(simulation: Simulation): PhysicalNetwork {
  const known = networks.get(simulation);
  if (known) return known;
  const made = new PhysicalNetwork();
  networks.set(simulation, made);
  return made;
}
