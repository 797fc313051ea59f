// The virtual switch: an Ethernet switch in software, one port for each virtual machine and an uplink to the server's
// network interface. It knows which address is at which port, because the hypervisor gave the addresses out; so a
// frame goes to its addressee alone, and a port may only send in its own name.

import { BROADCAST_MAC, formatMac } from "../../host/network-interface.ts";
import type { Random } from "../../simulation/random.ts";

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

/** A machine's end of the switch. */
export interface Port {
  readonly domain: string;
  readonly mac: string;
  /** Whether the machine is on: a port without a carrier drops what comes. */
  link: boolean;
  inbox: Frame[];
}

/** What became of a frame. */
export interface Forwarding {
  readonly outcome: "delivered" | "uplink" | "dropped";
  readonly to: readonly string[];
}

export class VirtualSwitch {
  readonly #ports = new Map<string, Port>();
  /** The addresses that are taken, here or elsewhere in the cluster. */
  readonly #taken: Set<string>;

  constructor(taken = new Set<string>()) {
    this.#taken = taken;
  }

  /** A new port with an address of its own, in the range that QEMU and KVM use (52:54:00). */
  connect(domain: string, random: Random): Port {
    let mac: string;
    do {
      const n = random.uint32();
      mac = formatMac([0x52, 0x54, 0x00, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff]);
    } while (this.#taken.has(mac));
    const port: Port = { domain, mac, link: false, inbox: [] };
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
    const others = [...this.#ports.values()].filter((port) => port !== from);
    const broadcast = frame.to === BROADCAST_MAC;
    const addressed = broadcast ? others : others.filter(({ mac }) => mac === frame.to);
    const reached = addressed.filter(({ link }) => link);
    for (const port of reached) port.inbox.push(frame);
    const to = reached.map(({ domain }) => domain);
    if (broadcast || (addressed.length === 0 && frame.to !== from.mac))
      return { outcome: "uplink", to };
    return { outcome: reached.length > 0 ? "delivered" : "dropped", to };
  }
}
