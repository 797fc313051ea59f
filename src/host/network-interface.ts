// The server's network interface: frames leave one after another at the speed of the link; whose is next is the
// queue's business.

import { Priority } from "../simulation/simulation.ts";
import type { Simulation } from "../simulation/simulation.ts";
import { DeviceQueue } from "./device-queue.ts";
import type { QueueDiscipline, Service } from "./device-queue.ts";

export class NetworkInterface {
  readonly #queue: DeviceQueue;
  readonly name: string;
  /** Its hardware address, as six pairs of hexadecimal digits. */
  readonly mac: string;
  /** Speed of the link, in bits per second. */
  readonly bandwidth: number;
  /** Its clock: interfaces of one network have the same. */
  readonly simulation: Simulation;
  #bytesSent = 0;
  #receivingUntil = 0;

  constructor(
    simulation: Simulation,
    name: string,
    mac: string,
    bandwidth: number,
    discipline: QueueDiscipline = "fifo",
  ) {
    this.simulation = simulation;
    this.#queue = new DeviceQueue(simulation, 1, discipline);
    this.name = name;
    this.mac = mac;
    this.bandwidth = bandwidth;
  }

  /** Bytes given to the link so far. */
  get bytesSent(): number {
    return this.#bytesSent;
  }

  /** Bytes that have come to it faster than its link takes them in, and wait at the switch. */
  get waitingToReceive(): number {
    const wait = Math.max(0, this.#receivingUntil - this.simulation.now);
    return (wait * this.bandwidth) / 8e9;
  }

  /**
   * Takes in `bytes` that another interface began to send at the moment `since` and has sent by now; `done` is called
   * when the last bit is in. The link is full duplex: sending does not slow receiving down.
   */
  receive(bytes: number, since: number, done: () => void): void {
    const { now } = this.simulation;
    const start = Math.max(since, this.#receivingUntil);
    this.#receivingUntil = Math.max(now, start + Math.ceil((bytes * 8 * 1e9) / this.bandwidth));
    this.simulation.schedule(this.#receivingUntil - now, Priority.device, done);
  }

  /** The power is cut: what it has not sent is not sent, and its link is idle. */
  cutPower(): void {
    this.#queue.cutPower();
    this.#receivingUntil = this.simulation.now;
  }

  /** Sends `bytes` of `owner`; `done` is called when the last bit is on the wire. */
  send(bytes: number, done: (service: Service) => void, owner = ""): void {
    this.#bytesSent += bytes;
    const transfer = Math.ceil((bytes * 8 * 1e9) / this.bandwidth);
    this.#queue.submit({ owner, latency: 0, transfer, done });
  }
}

/** The address that every interface on a network receives. */
export const BROADCAST_MAC = "ff:ff:ff:ff:ff:ff";

/** A hardware address from its six bytes. */
export function formatMac(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}
