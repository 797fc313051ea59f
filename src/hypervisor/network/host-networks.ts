// A host's end of the physical network, and the virtual networks that are on it: those of a hypervisor, and that of a
// container engine. What is on the host sends from here, and all that decides where frames go is changed here.

import type { Hardware } from "../../host/hardware.ts";
import { options } from "../../simulation/argument.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import type { DropRule, NetworkHop } from "../../trace/detail.ts";
import { frozen } from "../../trace/frozen.ts";
import type { Lease, Place, Port } from "../io/virtual-switch.ts";
import { deliver, nameOf, networkOf, poolAt } from "./delivery.ts";
import type { Destination, Endpoint } from "./delivery.ts";
import type { DhcpPool } from "./dhcp-pool.ts";
import { formatAddress, formatSubnet, parseAddress } from "./ipv4.ts";
import { messages } from "./messages.ts";
import { checkPort, checkProtocol } from "./network-spec.ts";
import type { NetworkMode, PortForward, Protocol } from "./network-spec.ts";
import { physicalNetworkOf } from "./physical-network.ts";
import type { NetworkNode, PhysicalNetwork, Uplink } from "./physical-network.ts";
import { reachabilityOf, reaches } from "./reachability.ts";
import type { Reach } from "./reachability.ts";
import type { VirtualNetwork } from "./virtual-network.ts";

/** Where a connection is to go. */
export interface ConnectSpec {
  /** IPv4 address, as `other.address` is. */
  readonly to: string;
  /** The port there, 1 to 65,535. 80 unless given. */
  readonly port?: number;
  /** "tcp" unless given. */
  readonly protocol?: Protocol;
  /** IPv4 address of the sender; its own unless given, and any other is refused. */
  readonly from?: string;
}

/** The options of a connection. */
export const connectOptions: OptionNames<ConnectSpec> = {
  ...{ to: true, port: true, protocol: true, from: true },
};

/** What became of the first frame of a connection. */
export interface Delivery {
  readonly outcome: "delivered" | "dropped";
  /** Name of the machine, the container or the host that it arrived at; "outside" for any other computer; null when it was dropped. */
  readonly to: string | null;
  /** Its way so far, hop by hop. */
  readonly path: readonly NetworkHop[];
  /** The rule by which it was dropped. */
  readonly rule?: DropRule;
}

/** A virtual network as it is. */
export interface NetworkInfo {
  readonly name: string;
  /** Name of its host: the server, or the hypervisor if that is in a machine. */
  readonly host: string;
  readonly mode: NetworkMode;
  /** Its addresses; of a bridge, those of the physical network. */
  readonly subnet: string;
  /** The address of the host in it; of a bridge, the router's. */
  readonly gateway: string;
  readonly portForwards: readonly Required<PortForward>[];
  /** The container engine whose network it is; absent of a hypervisor's. */
  readonly engine?: string;
  /** The network that its host is at as a machine, and on which host that is; absent where the host is a server. */
  readonly outer?: { readonly name: string; readonly host: string };
  /** Those at its switch, machines or an engine's containers; an address is null while one has none. */
  readonly machines: readonly {
    readonly name: string;
    readonly vlan: number | null;
    readonly address: string | null;
  }[];
}

/** A hypervisor that is in a machine: its name, and the machine's port. */
export interface NestedHost {
  readonly name: string;
  readonly uplink: Uplink;
}

export class HostNetworks implements NetworkNode {
  readonly host: string;
  readonly uplink: Uplink | undefined;
  readonly lan: PhysicalNetwork;
  readonly networks = new Map<string, VirtualNetwork>();
  readonly #hardware: Hardware;
  readonly #address: number;

  /** @param nested the hypervisor, if that is in a machine */
  constructor(hardware: Hardware, nested?: NestedHost) {
    this.host = nested?.name ?? hardware.name;
    this.uplink = nested?.uplink;
    this.#hardware = hardware;
    this.lan = physicalNetworkOf(hardware.simulation);
    const servers = this.lan.nodes.filter((one) => !one.uplink).length;
    this.#address = nested ? 0 : (this.lan.pool().lease(`host ${servers}`) ?? 0);
    this.lan.nodes.push(this);
    this.lan.changed();
  }

  /** A machine's is its own, and 0.0.0.0 while it has none. */
  get address(): number {
    return this.uplink ? (this.uplink.port.lease?.address ?? 0) : this.#address;
  }

  get isOn(): boolean {
    return this.uplink ? this.uplink.port.link : this.#hardware.power.on;
  }

  /** The networks that it is at as a machine, and those around it as machines; the nearest first. */
  get around(): VirtualNetwork[] {
    const found: VirtualNetwork[] = [];
    for (let at = this.uplink; at; at = at.node.uplink) found.push(networkOf(at.node, at.port));
    return found;
  }

  add(network: VirtualNetwork): VirtualNetwork {
    this.networks.set(network.name, network);
    this.lan.changed();
    return network;
  }

  /** The ports of the host that lead on. */
  get portForwards(): Required<PortForward>[] {
    return [...this.networks.values()].flatMap(({ portForwards }) => portForwards);
  }

  /** The ports of the host that lead to a network are others from now on. */
  forwardTo(network: VirtualNetwork, portForwards: readonly Required<PortForward>[]): void {
    network.portForwards = portForwards;
    this.lan.changed();
  }

  /** A port that its network's switch has is on the wire, if that network is a bridge. */
  plugIn(network: VirtualNetwork, port: Port): Port {
    if (!network.pool) this.lan.plugIn({ port, network, node: this });
    this.lan.changed();
    return port;
  }

  unplug(port: Port): void {
    networkOf(this, port).switch.disconnect(port);
    this.lan.unplug(port);
    this.lan.changed();
  }

  /** What is at a port was turned on. */
  turnedOn(port: Port): void {
    port.link = true;
    this.lan.changed();
  }

  /** It asks the DHCP server that answers at its port for an address. */
  ask(port: Port): void {
    const address = this.pool(port)?.lease(port.mac);
    this.lease(port, { address, time: this.#hardware.simulation.now });
  }

  lease(port: Port, lease: Lease | undefined): void {
    port.lease = lease;
    this.lan.changed();
  }

  /** It was turned off: others may have its address. */
  turnedOff(port: Port): void {
    if (port.lease) this.pool(port)?.release(port.mac);
    port.link = false;
    port.inbox = [];
    this.lease(port, undefined);
  }

  /** The DHCP server that answers at a port, if one does. */
  pool(port: Port): DhcpPool | undefined {
    return poolAt(this.lan, this, networkOf(this, port), port.vlan);
  }

  /** Begins a connection, and writes down what became of it. */
  send(request: Request, subject: string, from: Endpoint, spec: ConnectSpec): Delivery {
    const to = this.#destination(request, spec);
    const source = this.#source(request, from, spec.from);
    const { at, path, rule } = deliver(this.lan, from, to);
    const name = at ? nameOf(at) : null;
    const outcome = at ? "delivered" : "dropped";
    const { simulation, trace } = this.#hardware;
    trace.append({
      ...{ time: simulation.now, subject, kind: "frame", source },
      destination: `${formatAddress(to.address)}:${to.port}`,
      // A model: a SYN, in an Ethernet frame of the smallest size.
      ...{ bytes: 60, outcome, to: name === null ? [] : [name], ...(rule && { detail: rule }) },
    });
    return frozen({ outcome, to: name, path, ...(rule && { rule }) });
  }

  #destination(request: Request, spec: ConnectSpec): Required<Destination> {
    const example = 'connect({ to: "10.0.1.1", port: 80 })';
    const { to, port, protocol } = options(request, spec, example, connectOptions);
    return {
      address: this.#checkAddress(request, "to", to),
      port: checkPort(request, "port", port ?? 80),
      protocol: checkProtocol(request, protocol),
    };
  }

  #checkAddress(request: Request, name: string, value: unknown): number {
    const parsed = parseAddress(value);
    if (parsed !== undefined) return parsed;
    const address = formatAddress(this.address);
    throw messages.refusal("invalid-argument/address", request, {
      ...{ name, value: described(value), address },
    });
  }

  /** The address that a sender has; no other may be written into its frames. */
  #source(request: Request, from: Endpoint, asked: unknown): string {
    const own = this.#addressOf(from);
    const address = own === undefined ? undefined : formatAddress(own);
    if (asked === undefined) return address ?? "0.0.0.0";
    const given = this.#checkAddress(request, "from", asked);
    if (given === own) return formatAddress(given);
    throw messages.refusal(
      "forged-transmit/address",
      messages.request(request.subject, "forged-transmit", { machine: nameOf(from) }),
      { ...(address !== undefined && { address }), from: formatAddress(given) },
    );
  }

  #addressOf(one: Endpoint): number | undefined {
    if (one.kind === "machine") return one.port.lease?.address;
    return one.kind === "host" ? one.node.address : this.lan.outside.at(-1);
  }

  /**
   * Whether frames from one place get to another at this moment: what moves bytes between guests asks here, for each
   * request. Nothing is sent, and nothing recorded.
   */
  reaches(from: Place, to: Place): boolean {
    return reaches(this.lan, from, to);
  }

  /** Who can reach whom of what is on this host, and the outside world. */
  reachability(): Reach[] {
    return reachabilityOf(this.lan, [this]);
  }

  /** What is at each of its networks. */
  infos(): NetworkInfo[] {
    return [...this.networks.values()].map((network) => this.info(network));
  }

  info(network: VirtualNetwork): NetworkInfo {
    const { ports } = network.switch;
    const { name, plan, portForwards } = network;
    const { subnet, gateway } = (poolAt(this.lan, this, network) ?? this.lan.pool()).range;
    const [outer] = this.around;
    const host = this.uplink?.node.host;
    return frozen({
      ...{ name, host: this.host, mode: plan.mode },
      ...(plan.engine !== undefined && { engine: plan.engine }),
      ...(outer && host !== undefined && { outer: { name: outer.name, host } }),
      ...{ subnet: formatSubnet(subnet), gateway: formatAddress(gateway) },
      portForwards,
      machines: ports.map((port) => {
        const address = addressText(port) ?? null;
        return { name: port.domain, vlan: port.vlan ?? null, address };
      }),
    });
  }
}

const hosts = new WeakMap<Hardware, HostNetworks>();

/** The networks of that server, or of what the hypervisor `nested` in a machine takes for one. */
export function hostNetworksOf(hardware: Hardware, nested?: NestedHost): HostNetworks {
  const known = hosts.get(hardware);
  if (known) return known;
  const made = new HostNetworks(hardware, nested);
  hosts.set(hardware, made);
  return made;
}

/** The address that a machine has; undefined while it has none. */
export const addressText = ({ lease }: Port): string | undefined =>
  lease?.address === undefined ? undefined : formatAddress(lease.address);
