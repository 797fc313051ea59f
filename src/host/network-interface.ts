// The server's network interface: frames leave one after another at the speed of the link.

import type { Simulation } from "../simulation/simulation.ts";
import { Priority } from "../simulation/simulation.ts";
import type { Service } from "./disk.ts";

export class NetworkInterface {
  readonly #simulation: Simulation;
  readonly name: string;
  /** Its hardware address, as six pairs of hexadecimal digits. */
  readonly mac: string;
  /** Speed of the link, in bits per second. */
  readonly bandwidth: number;
  #freeAt = 0;
  #bytesSent = 0;
  #receivingUntil = 0;

  constructor(simulation: Simulation, name: string, mac: string, bandwidth: number) {
    this.#simulation = simulation;
    this.name = name;
    this.mac = mac;
    this.bandwidth = bandwidth;
  }

  /** Bytes given to the link so far. */
  get bytesSent(): number {
    return this.#bytesSent;
  }

  /**
   * Takes in `bytes` that another interface began to send at the moment `since` and has sent by now; `done` is called
   * when the last bit is in. The link is full duplex: sending does not slow receiving down.
   */
  receive(bytes: number, since: number, done: () => void): void {
    const { now } = this.#simulation;
    const start = Math.max(since, this.#receivingUntil);
    this.#receivingUntil = Math.max(now, start + Math.ceil((bytes * 8 * 1e9) / this.bandwidth));
    this.#simulation.schedule(this.#receivingUntil - now, Priority.device, done);
  }

  /** Sends `bytes`; `done` is called when the last bit is on the wire. */
  send(bytes: number, done: (service: Service) => void): void {
    const submitted = this.#simulation.now;
    const start = Math.max(submitted, this.#freeAt);
    const end = start + Math.ceil((bytes * 8 * 1e9) / this.bandwidth);
    this.#freeAt = end;
    this.#bytesSent += bytes;
    this.#simulation.schedule(end - submitted, Priority.device, () =>
      done({ submitted, start, end }),
    );
  }
}

/** The address that every interface on a network receives. */
export const BROADCAST_MAC = "ff:ff:ff:ff:ff:ff";

/** A hardware address from its six bytes. */
export function formatMac(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}
