// The virtual networks of one hypervisor: the one that every machine is at unless it says otherwise, a bridge, and those
// that were defined. Machines have their ports here, ask for addresses here, and send from here.

import type { Hardware } from "../../host/hardware.ts";
import { normalized, options } from "../../simulation/argument.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import type { Random } from "../../simulation/random.ts";
import type { DropRule, NetworkHop } from "../../trace/detail.ts";
import { frozen } from "../../trace/frozen.ts";
import type { Forwarding, Frame, Port, PortPlace } from "../io/virtual-switch.ts";
import { deliver, nameOf, networkOf } from "./delivery.ts";
import type { Destination, Endpoint } from "./delivery.ts";
import type { DhcpPool } from "./dhcp-pool.ts";
import { formatAddress, formatSubnet, parseAddress } from "./ipv4.ts";
import { messages } from "./messages.ts";
import { checkNetwork, checkPort, checkProtocol } from "./network-spec.ts";
import type { NetworkMode, NetworkSpec, PortForward, Protocol } from "./network-spec.ts";
import { physicalNetworkOf } from "./physical-network.ts";
import type { NetworkNode, PhysicalNetwork } from "./physical-network.ts";
import { reach } from "./reachability.ts";
import type { Reach } from "./reachability.ts";
import { VirtualNetwork } from "./virtual-network.ts";

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
  /** Name of the machine or the host that it arrived at; "outside" for any other computer; null when it was dropped. */
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
  /** Those at its switch; a machine's address is null while it has none. */
  readonly machines: readonly {
    readonly name: string;
    readonly vlan: number | null;
    readonly address: string | null;
  }[];
}

/** A message between a machine and a DHCP server (RFC 2131). */
export interface DhcpMessage {
  readonly message: "DISCOVER" | "OFFER" | "REQUEST" | "ACK";
  readonly from: string;
  readonly to: string;
  /** The address that it is about. */
  readonly address: string | null;
}

/** What a machine asked a DHCP server for when it booted, as `virsh net-dhcp-leases` lists it. */
export interface DhcpLease {
  readonly machine: string;
  readonly mac: string;
  readonly network: string;
  /** What it got; null when the server had none left. */
  readonly address: string | null;
  /** When, in nanoseconds. */
  readonly time: number;
  /** What was said: four messages; one, when no server answered. */
  readonly messages: readonly DhcpMessage[];
}

export class HypervisorNetworks implements NetworkNode {
  readonly host: string;
  readonly address: number;
  readonly lan: PhysicalNetwork;
  readonly networks = new Map<string, VirtualNetwork>();
  readonly #hardware: Hardware;
  readonly #macs: Set<string>;

  /** @param host the name of what the hypervisor is on */
  constructor(host: string, hardware: Hardware) {
    this.host = host;
    this.#hardware = hardware;
    this.#macs = hardware.site?.macs ?? new Set();
    this.lan = physicalNetworkOf(hardware.simulation);
    this.address = this.lan.pool().lease(`host ${this.lan.nodes.length}`) ?? 0;
    this.lan.nodes.push(this);
    this.#add({ name: "default", mode: "bridge", portForwards: [] });
  }

  #add(plan: VirtualNetwork["plan"]): VirtualNetwork {
    const network = new VirtualNetwork(plan, this.#macs);
    this.networks.set(plan.name, network);
    return network;
  }

  /** @throws HypervisorError `invalid-argument`, `network-exists`, `config-unsupported`, `resource-busy` */
  define(request: Request, spec: NetworkSpec): NetworkInfo {
    const plans = [...this.networks.values()].map(({ plan }) => plan);
    const plan = checkNetwork(request, spec, { plans, physical: this.lan.subnets });
    return this.#info(this.#add(plan));
  }

  /** Whether a machine of that description can have a port here. */
  has(spec: Partial<PortPlace>): boolean {
    return this.networks.has(placeOf(spec).network);
  }

  /** @throws HypervisorError `no-network`; `config-unsupported` for a VLAN of a network that is no bridge */
  check(request: Request, spec: Partial<PortPlace>): void {
    const { network, vlan } = placeOf(spec);
    const found = this.networks.get(network);
    if (!found)
      throw messages.refusal("no-network", request, {
        ...{ network: described(network), names: [...this.networks.keys()] },
      });
    const { mode } = found.plan;
    if (vlan !== undefined && mode !== "bridge")
      throw messages.refusal("config-unsupported/vlan", request, { network, mode });
  }

  /** A new port; the caller has checked that there is such a network. */
  connect(domain: string, random: Random, spec: Partial<PortPlace>): Port {
    const place = placeOf(spec);
    const at = networkOf(this, { domain, mac: "", ...place, link: false, inbox: [] });
    return this.#plugIn(at, at.switch.connect(domain, random, place));
  }

  disconnect(port: Port): void {
    this.#pool(port).forget(port.mac);
    this.#unplug(port);
  }

  /** Takes a port to the network of the same name at another hypervisor. On a bridge it keeps its address. */
  move(port: Port, to: HypervisorNetworks): void {
    const from = this.#pool(port);
    this.#unplug(port);
    const there = networkOf(to, port);
    there.switch.plugIn(port);
    to.#plugIn(there, port);
    const pool = to.#pool(port);
    if (pool === from) return;
    from.forget(port.mac);
    if (port.lease?.address === undefined) return;
    port.lease = { ...port.lease, address: pool.keep(port.mac, port.lease.address) };
  }

  /** The machine's system is up, and asks for an address. */
  booted(port: Port): void {
    const address = this.#pool(port).lease(port.mac);
    port.lease = { address, time: this.#hardware.simulation.now };
  }

  /** The machine is off. */
  turnedOff(port: Port): void {
    if (port.lease) this.#pool(port).release(port.mac);
    port.lease = undefined;
    port.link = false;
    port.inbox = [];
  }

  forward(port: Port, frame: Frame): Forwarding {
    return networkOf(this, port).switch.forward(port, frame);
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
   * Whether frames of one machine get to another, or to and from the outside world, at this moment: what moves bytes
   * between guests asks here. Nothing is sent, and nothing recorded.
   */
  reach(from: Port | "outside", to: Port | "outside"): Pick<Reach, "reach" | "ports" | "rule"> {
    return reach(this.lan, this.#endpointOf(from), this.#endpointOf(to));
  }

  #endpointOf(one: Port | "outside"): Endpoint {
    if (one === "outside") return { kind: "outside" };
    const node = this.lan.nodes.find(
      ({ networks }) => networks.get(one.network)?.switch.port(one.mac) === one,
    );
    return { kind: "machine", node: node ?? this, port: one };
  }

  /** What is at each of its networks. */
  infos(): NetworkInfo[] {
    return [...this.networks.values()].map((network) => this.#info(network));
  }

  #info({ name, plan, pool, switch: { ports } }: VirtualNetwork): NetworkInfo {
    const { subnet, gateway } = (pool ?? this.lan.pool()).range;
    return frozen({
      ...{ name, host: this.host, mode: plan.mode },
      ...{ subnet: formatSubnet(subnet), gateway: formatAddress(gateway) },
      portForwards: plan.portForwards,
      machines: ports.map((port) => {
        const address = addressText(port) ?? null;
        return { name: port.domain, vlan: port.vlan ?? null, address };
      }),
    });
  }

  /** What its machines that are on asked DHCP servers for. */
  leases(): DhcpLease[] {
    const ports = [...this.networks.values()].flatMap((network) => network.switch.ports);
    return ports.flatMap((port) => {
      if (!port.lease) return [];
      const { domain: machine, mac, network, lease } = port;
      const address = addressText(port) ?? null;
      const messages = exchange(formatAddress(this.#pool(port).range.gateway), address);
      return frozen({ machine, mac, network, address, time: lease.time, messages });
    });
  }

  /** The DHCP server that answers at a port. */
  #pool(port: Port): DhcpPool {
    return networkOf(this, port).pool ?? this.lan.pool(port.vlan);
  }

  #plugIn(network: VirtualNetwork, port: Port): Port {
    if (!network.pool) this.lan.plugIn({ port, network, node: this });
    return port;
  }

  #unplug(port: Port): void {
    networkOf(this, port).switch.disconnect(port);
    this.lan.unplug(port);
  }
}

/** Where a machine's port is to be: on the bridge that is always there, unless it says otherwise. */
function placeOf({ network = "default", vlan }: Partial<PortPlace>): PortPlace {
  return { network: normalized(network), ...(vlan !== undefined && { vlan }) };
}

/** The address that a machine has; undefined while it has none. */
export const addressText = ({ lease }: Port): string | undefined =>
  lease?.address === undefined ? undefined : formatAddress(lease.address);

function exchange(server: string, address: string | null): DhcpMessage[] {
  const [none, all] = ["0.0.0.0", "255.255.255.255"];
  const asked: DhcpMessage = { message: "DISCOVER", from: none, to: all, address: null };
  if (address === null) return [asked];
  return [
    asked,
    { message: "OFFER", from: server, to: all, address },
    { message: "REQUEST", from: none, to: all, address },
    { message: "ACK", from: server, to: all, address },
  ];
}
