// The virtual networks of one hypervisor: the one that every machine is at unless it says otherwise, a bridge, and those
// that were defined. Machines have their ports here, and ask for addresses here.

import type { Hardware } from "../../host/hardware.ts";
import { normalized } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import type { Random } from "../../simulation/random.ts";
import { frozen } from "../../trace/frozen.ts";
import type { Forwarding, Frame, Port, PortPlace } from "../io/virtual-switch.ts";
import { networkOf } from "./delivery.ts";
import { addressText, hostNetworksOf } from "./host-networks.ts";
import type { HostNetworks, NestedHost, NetworkInfo } from "./host-networks.ts";
import { formatAddress } from "./ipv4.ts";
import { messages } from "./messages.ts";
import { checkNetwork } from "./network-spec.ts";
import type { NetworkPlan, NetworkSpec } from "./network-spec.ts";
import { VirtualNetwork } from "./virtual-network.ts";

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

export class HypervisorNetworks {
  /** The host that they are on. */
  readonly node: HostNetworks;
  readonly #own = new Map<string, VirtualNetwork>();
  readonly #macs: Set<string>;

  /** @param nested the hypervisor, if it is in a machine */
  constructor(hardware: Hardware, nested?: NestedHost) {
    this.node = hostNetworksOf(hardware, nested);
    this.#macs = hardware.site?.macs ?? new Set();
    this.#add({ name: "default", mode: "bridge", portForwards: [] });
  }

  #add(plan: NetworkPlan): VirtualNetwork {
    const network = this.node.add(new VirtualNetwork(plan, this.#macs));
    this.#own.set(plan.name, network);
    return network;
  }

  /** @throws HypervisorError `invalid-argument`, `network-exists`, `config-unsupported`, `resource-busy` */
  define(request: Request, spec: NetworkSpec): NetworkInfo {
    const { node } = this;
    const plans = [...node.networks.values()].map(({ plan }) => plan);
    const around = node.around.map(({ plan }) => plan);
    const { lan, portForwards } = node;
    const plan = checkNetwork(request, spec, {
      plans,
      around,
      portForwards,
      physical: lan.subnets,
    });
    return node.info(this.#add(plan));
  }

  /** Whether a machine of that description can have a port here. */
  has(spec: Partial<PortPlace>): boolean {
    return this.#own.has(placeOf(spec).network);
  }

  /** @throws HypervisorError `no-network`; `config-unsupported` for a VLAN of a network that is no bridge */
  check(request: Request, spec: Partial<PortPlace>): void {
    const { network, vlan } = placeOf(spec);
    const found = this.#own.get(network);
    if (!found)
      throw messages.refusal("no-network", request, {
        ...{ network: described(network), names: [...this.#own.keys()] },
      });
    const { mode } = found.plan;
    if (vlan !== undefined && mode !== "bridge")
      throw messages.refusal("config-unsupported/vlan", request, { network, mode });
  }

  /** A new port; the caller has checked that there is such a network. */
  connect(domain: string, random: Random, spec: Partial<PortPlace>): Port {
    const { node } = this;
    const place = placeOf(spec);
    const at = networkOf(node, { domain, mac: "", ...place, link: false, inbox: [] });
    return node.plugIn(at, at.switch.connect(domain, random, place));
  }

  disconnect(port: Port): void {
    this.node.pool(port)?.forget(port.mac);
    this.node.unplug(port);
  }

  /** Takes a port to the network of the same name at another hypervisor. On a bridge it keeps its address. */
  move(port: Port, { node: to }: HypervisorNetworks): void {
    const from = this.node.pool(port);
    this.node.unplug(port);
    const there = networkOf(to, port);
    there.switch.plugIn(port);
    to.plugIn(there, port);
    const pool = to.pool(port);
    if (pool === from) return;
    from?.forget(port.mac);
    if (port.lease?.address === undefined) return;
    to.lease(port, { ...port.lease, address: pool?.keep(port.mac, port.lease.address) });
  }

  forward(port: Port, frame: Frame): Forwarding {
    return networkOf(this.node, port).switch.forward(port, frame);
  }

  /** What its machines that are on asked DHCP servers for. */
  leases(): DhcpLease[] {
    const ports = [...this.#own.values()].flatMap((network) => network.switch.ports);
    return ports.flatMap((port) => {
      if (!port.lease) return [];
      const { domain: machine, mac, network, lease } = port;
      const address = addressText(port) ?? null;
      const messages = exchange(formatAddress(this.node.pool(port)?.range.gateway ?? 0), address);
      return frozen({ machine, mac, network, address, time: lease.time, messages });
    });
  }
}

/** Where a machine's port is to be: on the bridge that is always there, unless it says otherwise. */
function placeOf({ network = "default", vlan }: Partial<PortPlace>): PortPlace {
  return { network: normalized(network), ...(vlan !== undefined && { vlan }) };
}

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
