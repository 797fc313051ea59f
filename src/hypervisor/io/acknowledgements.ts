// The acknowledgements of a TCP connection, as its sender meets them: packets with no data that come back while it sends,
// one for every second full packet (RFC 1122, section 4.2.3.2). What is shorter than a packet is answered before that.
// They hold nothing up: the window is the socket's buffer.

import { costs } from "../../host/costs.ts";
import { acknowledgementLatency } from "../../host/packet-costs.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Simulation } from "../../simulation/simulation.ts";

export class Acknowledgements {
  readonly #simulation: Simulation;
  readonly #packet: number;
  #sent = 0;

  /** `packet` is what a full one has, in bytes; or what is cut into packets later, and put together by its receiver. */
  constructor(simulation: Simulation, packet: number) {
    this.#simulation = simulation;
    this.#packet = packet;
  }

  /** So many bytes have left; `come` is called when an acknowledgement of them has come as far as the server. */
  sent(bytes: number, come: () => void): void {
    if (bytes < this.#packet) return;
    this.#sent++;
    if (this.#sent < costs.acknowledgedPackets.value) return;
    this.#sent = 0;
    this.#simulation.schedule(acknowledgementLatency, Priority.device, come);
  }
}

/** What becomes of an acknowledgement: nothing waits for it. */
export const unnoticed = Object.freeze({
  taken: () => undefined,
  lost: () => undefined,
});
