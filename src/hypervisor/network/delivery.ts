// The way of a frame from a machine, a host or the outside world to an IPv4 address: hop by hop, to where it arrives or
// to the rule that drops it. Nothing is decided elsewhere: what a cell sends, what the table of reachability says, and
// what a guest's requests ask all come here.

import type { DropRule, NetworkHop } from "../../trace/detail.ts";
import type { Port } from "../io/virtual-switch.ts";
import { formatAddress, isRouted } from "./ipv4.ts";
import type { Protocol } from "./network-spec.ts";
import type { DhcpPool } from "./dhcp-pool.ts";
import type { BridgedPort, NetworkNode, PhysicalNetwork } from "./physical-network.ts";
import type { VirtualNetwork } from "./virtual-network.ts";

/** One that sends or receives. */
export type Endpoint =
  | { readonly kind: "machine"; readonly node: NetworkNode; readonly port: Port }
  | { readonly kind: "host"; readonly node: NetworkNode }
  | { readonly kind: "outside" };

/** What a frame is addressed to; without a port it is meant for whatever has the address. */
export interface Destination {
  readonly address: number;
  readonly port?: number;
  readonly protocol?: Protocol;
}

/** What became of a frame: where it arrived, or the rule that dropped it. */
export type Verdict = { readonly path: readonly NetworkHop[] } & (
  | { readonly at: Endpoint; readonly rule?: undefined }
  | { readonly at?: undefined; readonly rule: DropRule }
);

const outside: Endpoint = { kind: "outside" };

/** A host that is a machine, as that machine. */
function asMachine(one: Endpoint): Endpoint {
  const uplink = one.kind === "host" && one.node.uplink;
  return uplink ? { kind: "machine", ...uplink } : one;
}

/** Whether two are the same one. */
export function isSame(one: Endpoint, other: Endpoint): boolean {
  const [a, b] = [asMachine(one), asMachine(other)];
  if (a.kind === "machine" && b.kind === "machine") return a.port === b.port;
  if (a.kind === "host" && b.kind === "host") return a.node === b.node;
  return a.kind === b.kind;
}

/** The name that it has in messages and tables. */
export function nameOf(endpoint: Endpoint): string {
  if (endpoint.kind === "machine") return endpoint.port.domain;
  return endpoint.kind === "host" ? endpoint.node.host : "outside";
}

/** What becomes of a frame that `from` sends now. */
export const deliver = (lan: PhysicalNetwork, from: Endpoint, to: Destination): Verdict =>
  new Way(lan, to).from(from);

/** One frame, under way. */
class Way {
  readonly #lan: PhysicalNetwork;
  #to: Destination;
  readonly #path: NetworkHop[] = [];

  constructor(lan: PhysicalNetwork, to: Destination) {
    this.#lan = lan;
    this.#to = to;
  }

  from(from: Endpoint): Verdict {
    if (from.kind === "outside") return this.#onLan(0);
    if (from.kind === "host") return this.#fromHost(from.node);
    const inside = this.#lan.hostAt(from.port);
    return inside ? this.#fromHost(inside) : this.#fromPort(from.node, from.port);
  }

  /** @param tag what frames of a bridge inside the machine bring along */
  #fromPort(node: NetworkNode, port: Port, tag?: number): Verdict {
    if (!port.link) return this.#drop({ code: "link-down", machine: port.domain });
    if (port.lease?.address === undefined)
      return this.#drop({ code: "no-address", machine: port.domain });
    const network = networkOf(node, port);
    const vlan = port.vlan ?? tag;
    this.#switch(network, vlan);
    if (!network.pool) return this.#onBridge(vlan ?? 0, node, network);
    if (network.contains(this.#to.address)) return this.#onSwitch(node, network);
    if (network.plan.mode === "host-only")
      return this.#drop({ code: "host-only", network: network.name });
    this.#path.push({ code: "gateway", host: node.host });
    if (this.#isOf(node)) return this.#atHost(node);
    const other = this.#privateAt([node]);
    if (other) return this.#refusedBy(other);
    this.#path.push({ code: "masquerade", address: formatAddress(node.address) });
    return this.#onBridge(0, node);
  }

  #fromHost(node: NetworkNode): Verdict {
    if (!node.isOn) return this.#drop({ code: "link-down", machine: node.host });
    if (this.#isOf(node)) return this.#atHost(node);
    const network = this.#privateAt([node]);
    if (!network) return this.#onBridge(0, node);
    this.#switch(network);
    return this.#onSwitch(node, network);
  }

  /**
   * At a bridge of a host, or with none on the host itself. That of a machine is at the network that the machine is at: what
   * is not for one of its own goes out by the machine's port.
   */
  #onBridge(vlan: number, node: NetworkNode, network?: VirtualNetwork): Verdict {
    const { uplink } = node;
    if (!uplink) return this.#onLan(vlan, node, network);
    const { address } = this.#to;
    if (vlan === 0 && address === node.address) return this.#atHost(node);
    const pool = poolAt(this.#lan, node, network, vlan);
    const near = this.#lan.bridged(pool?.holder(address) ?? "");
    if (near?.node === node) return this.#toBridged(near, node, network);
    this.#uplink(node);
    return this.#fromPort(uplink.node, uplink.port, vlan === 0 ? undefined : vlan);
  }

  /** Among the machines of a network that is not bridged, and its host. */
  #onSwitch(node: NetworkNode, network: VirtualNetwork): Verdict {
    const { address } = this.#to;
    if (address === network.pool?.range.gateway) return this.#atHost(node);
    const mac = network.pool?.holder(address) ?? "";
    const port = network.switch.port(mac);
    if (port) return this.#atPort(node, port);
    const bridged = this.#lan.bridged(mac);
    return bridged ? this.#toBridged(bridged, node, network) : this.#noSuchAddress();
  }

  /**
   * On the physical network, in a VLAN or, with 0, in none.
   * @param node whose interface it takes to get there; undefined for one that comes from there
   * @param network the bridge that it is at; undefined for the host, which is at all of its own
   */
  #onLan(vlan: number, node?: NetworkNode, network?: VirtualNetwork): Verdict {
    const { address } = this.#to;
    const there = this.#lan.vlanOf(address);
    if (there === undefined) return this.#beyondLan(vlan, node);
    if (there !== vlan) return this.#wrongVlan(vlan, there);
    if (vlan === 0 && this.#lan.outside.includes(address)) {
      this.#uplink(node);
      return { path: this.#path, at: outside };
    }
    const host = this.#lan.nodes.find((one) => !one.uplink && one.address === address);
    if (host) {
      if (host !== node) this.#uplink(node, host);
      return this.#atHost(host);
    }
    const bridged = this.#lan.bridged(this.#lan.pool(vlan).holder(address) ?? "");
    if (!bridged) return this.#noSuchAddress();
    return this.#toBridged(bridged, node, network);
  }

  /** From a host, or a switch on it, to the port of a bridge: of its own, or of one in a machine that is at the same network. */
  #toBridged(to: BridgedPort, node?: NetworkNode, network?: VirtualNetwork): Verdict {
    const way = [to];
    for (let [at] = way; at && !(at.node === node && at.network === network); [at] = way) {
      const { uplink } = at.node;
      if (!uplink || at.node === node) break;
      way.unshift({ ...uplink, network: networkOf(uplink.node, uplink.port) });
    }
    way.forEach((at, n) => {
      if (n > 0) this.#uplink(at.node);
      else {
        const isNear = at.node === node && (!network || at.network === network);
        if (!isNear) this.#uplink(node, at.node);
        if (at.network === network) return;
      }
      this.#switch(at.network, at.port.vlan);
    });
    return this.#atPort(to.node, to.port);
  }

  /** To an address that the physical network has not, behind a host or on the internet: from a VLAN no way leads on. */
  #beyondLan(vlan: number, node?: NetworkNode): Verdict {
    if (vlan !== 0) return this.#wrongVlan(vlan, 0);
    const nodes = this.#lan.nodes.filter((one) => one !== node);
    const network = this.#privateAt(node ? [node, ...nodes] : nodes);
    if (network) return this.#refusedBy(network);
    if (!isRouted(this.#to.address)) return this.#noSuchAddress();
    this.#uplink(node);
    return { path: this.#path, at: outside };
  }

  /** A host is reached; at its address on the physical network, a port may lead on to a machine. */
  #atHost(node: NetworkNode): Verdict {
    if (!node.isOn) return this.#drop({ code: "link-down", machine: node.host });
    const { address, port, protocol = "tcp" } = this.#to;
    if (address === node.address)
      for (const network of node.networks.values()) {
        const forward = network.portForwards.find(
          (one) => one.hostPort === port && one.protocol === protocol,
        );
        if (!forward) continue;
        const { hostPort, to: machine, port: inside } = forward;
        this.#path.push({ code: "port-forward", hostPort, protocol, machine, port: inside });
        const target = network.portOf(machine);
        if (target?.link === true && target.lease?.address !== undefined) this.#switch(network);
        else if (target?.link !== false) return this.#drop({ code: "no-address", machine });
        this.#to = { address: target.lease?.address ?? 0, port: inside, protocol };
        return this.#atPort(node, target);
      }
    return { path: this.#path, at: asMachine({ kind: "host", node }) };
  }

  #atPort(node: NetworkNode, port: Port): Verdict {
    if (!port.link) return this.#drop({ code: "link-down", machine: port.domain });
    const inside = this.#lan.hostAt(port);
    if (inside && this.#to.port !== undefined) return this.#atHost(inside);
    return { path: this.#path, at: { kind: "machine", node, port } };
  }

  #isOf(node: NetworkNode): boolean {
    const { address } = this.#to;
    if (address === node.address) return true;
    return [...node.networks.values()].some(({ pool }) => pool?.range.gateway === address);
  }

  /** The network of one of these hosts that the address belongs to; first one where a machine has it. */
  #privateAt(nodes: readonly NetworkNode[]): VirtualNetwork | undefined {
    const { address } = this.#to;
    const all = nodes
      .flatMap(({ networks }) => [...networks.values()])
      .filter((network) => network.contains(address));
    return all.find(({ pool }) => pool?.holder(address) !== undefined) ?? all[0];
  }

  #refusedBy({ name, plan }: VirtualNetwork): Verdict {
    const code = plan.mode === "host-only" ? "host-only" : "nat";
    return this.#drop({ code, network: name });
  }

  #wrongVlan(from: number, to: number): Verdict {
    const tag = (vlan: number) => (vlan === 0 ? null : vlan);
    return this.#drop({ code: "vlan", from: tag(from), to: tag(to) });
  }

  #noSuchAddress(): Verdict {
    return this.#drop({ code: "no-such-address", address: formatAddress(this.#to.address) });
  }

  #drop(rule: DropRule): Verdict {
    return { path: this.#path, rule };
  }

  #switch(network: VirtualNetwork, vlan?: number): void {
    this.#path.push({
      code: "switch",
      network: network.name,
      ...(vlan !== undefined && { vlan }),
    });
  }

  /** Out of one host, and into another. */
  #uplink(from: NetworkNode | undefined, to?: NetworkNode): void {
    for (const node of [from, to]) if (node) this.#path.push({ code: "uplink", host: node.host });
  }
}

/**
 * The DHCP server that answers at a network of a host: its own; that of the physical network, or of the network that the
 * host is at as a machine. None for a tag that does not get there.
 */
export function poolAt(
  lan: PhysicalNetwork,
  { uplink }: NetworkNode,
  network: VirtualNetwork | undefined,
  vlan = 0,
): DhcpPool | undefined {
  if (network?.pool) return network.pool;
  if (!uplink) return lan.pool(vlan);
  const { node, port } = uplink;
  const outer = networkOf(node, port);
  if (vlan !== 0 && (port.vlan !== undefined || outer.pool)) return undefined;
  return poolAt(lan, node, outer, port.vlan ?? vlan);
}

/** The network that a port is at. */
export function networkOf(node: NetworkNode, { network, domain }: Port): VirtualNetwork {
  const found = node.networks.get(network);
  if (found) return found;
  throw new Error(`"${domain}" is at the network "${network}", which "${node.host}" has not`);
}
