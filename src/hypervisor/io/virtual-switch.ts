// The virtual switch: an Ethernet switch in software, one port for each virtual machine and, where it is a bridge, an
// uplink to the server's network interface. It knows which address is at which port, because the hypervisor gave the
// addresses out; so a frame goes to its addressee alone, and a port may only send in its own name. Ports of different
// VLANs are as if they were at different switches.

import { BROADCAST_MAC, formatMac } from "../../host/network-interface.ts";
import type { Random } from "../../simulation/random.ts";
import type { DropRule } from "../../trace/detail.ts";

/** A frame as it arrived. */
export interface Frame {
  /** Hardware address of the sender. */
  readonly from: string;
  /** Hardware address of the receiver, or the broadcast address. */
  readonly to: string;
  readonly payload: string;
  /** When it arrived, in nanoseconds. */
  readonly time: number;
}

/** What a machine has asked a DHCP server for. */
export interface Lease {
  /** The IPv4 address that it got, as a number; undefined when none was left. */
  readonly address: number | undefined;
  /** When it asked, in nanoseconds. */
  readonly time: number;
}

/** A machine's end of a switch. */
export interface Port {
  readonly domain: string;
  readonly mac: string;
  /** Name of the network that it is at. */
  readonly network: string;
  /** The VLAN that it is in; in none unless given. */
  readonly vlan?: number;
  /** Whether the machine is on: a port without a carrier drops what comes. */
  link: boolean;
  inbox: Frame[];
  /** What its machine asked for when it booted; undefined before, and while it is off. */
  lease?: Lease | undefined;
}

/** A host itself, with the address that it has on the physical network. */
export interface HostPlace {
  /** Its name: the server's, or that of a hypervisor in a machine. */
  readonly host: string;
  /** Whether it has power. */
  readonly isOn: boolean;
}

/** Where frames begin and end: a port of a virtual switch, a host itself, or any other computer. */
export type Place = Port | HostPlace | "outside";

/** What became of a frame. */
export interface Forwarding {
  readonly outcome: "delivered" | "uplink" | "dropped";
  readonly to: readonly string[];
  /** The rule by which it was dropped. */
  readonly rule?: DropRule;
}

/** Where a port is to be. */
export interface PortPlace {
  readonly network: string;
  readonly vlan?: number;
}

const drop = (rule: DropRule): Forwarding => ({ outcome: "dropped", to: [], rule });

export class VirtualSwitch {
  readonly #ports = new Map<string, Port>();
  /** The addresses that are taken, here or elsewhere in the cluster. */
  readonly #taken: Set<string>;
  /** By which rule a frame to a stranger is dropped; undefined: there is an uplink, to which it goes. */
  readonly #noUplink: ((to: string) => DropRule) | undefined;

  constructor(taken = new Set<string>(), noUplink?: (to: string) => DropRule) {
    this.#taken = taken;
    this.#noUplink = noUplink;
  }

  /** Its ports, in the order in which they were plugged in. */
  get ports(): Port[] {
    return [...this.#ports.values()];
  }

  /** The port with that hardware address. */
  port(mac: string): Port | undefined {
    return this.#ports.get(mac);
  }

  /** A new port with an address of its own, in the range that QEMU and KVM use (52:54:00). */
  connect(domain: string, random: Random, place: PortPlace): Port {
    let mac: string;
    do {
      const n = random.uint32();
      mac = formatMac([0x52, 0x54, 0x00, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff]);
    } while (this.#taken.has(mac));
    const port: Port = { domain, mac, ...place, link: false, inbox: [] };
    this.plugIn(port);
    return port;
  }

  /** A port that comes from another switch, with its address and what waits at it. */
  plugIn(port: Port): void {
    this.#ports.set(port.mac, port);
    this.#taken.add(port.mac);
  }

  disconnect(port: Port): void {
    this.#taken.delete(port.mac);
    this.#ports.delete(port.mac);
  }

  /** Sends a frame to its addressee: another port, all of them, or, when no port here has that address, the uplink. */
  forward(from: Port, frame: Frame): Forwarding {
    if (frame.to === BROADCAST_MAC) return this.#broadcast(from, frame);
    if (frame.to === from.mac) return { outcome: "dropped", to: [] };
    const port = this.#ports.get(frame.to);
    if (!port) {
      const rule = this.#noUplink?.(frame.to);
      return rule ? drop(rule) : { outcome: "uplink", to: [] };
    }
    if (port.vlan !== from.vlan)
      return drop({ code: "vlan", from: from.vlan ?? null, to: port.vlan ?? null });
    if (!port.link) return drop({ code: "link-down", machine: port.domain });
    port.inbox.push(frame);
    return { outcome: "delivered", to: [port.domain] };
  }

  #broadcast(from: Port, frame: Frame): Forwarding {
    const reached = this.ports.filter(
      (port) => port !== from && port.link && port.vlan === from.vlan,
    );
    for (const port of reached) port.inbox.push(frame);
    const outcome = this.#noUplink ? (reached.length > 0 ? "delivered" : "dropped") : "uplink";
    return { outcome, to: reached.map(({ domain }) => domain) };
  }
}
