// The storage of a cluster as one of its servers reaches it (iSCSI, NFS): space and contents are the array's, and a
// transfer takes the server's own network interface, among what guests send and migrations move.
//
//   read    asked for (a network latency) ─▶ the array's disks ─▶ its link ─▶ the server's, inwards (and a latency)
//   write   the server's link, outwards ─▶ the array's (and a latency) ─▶ its disks ─▶ confirmed (a latency)
//
// Asking and confirming take no part of a link: they are small. The array serves what comes from all servers by one queue.

import { Priority } from "../simulation/simulation.ts";
import type { Simulation } from "../simulation/simulation.ts";
import { costs } from "./costs.ts";
import type { Service } from "./device-queue.ts";
import { PhysicalDisk } from "./disk.ts";
import type { NetworkInterface } from "./network-interface.ts";
import { wakeTime } from "./packet-costs.ts";
import { inTurn } from "./requests-in-turn.ts";

/** Storage on the network: disks behind a link. */
export interface StorageArray {
  readonly disk: PhysicalDisk;
  readonly nic: NetworkInterface;
}

export class NetworkDisk extends PhysicalDisk {
  readonly #simulation: Simulation;
  readonly #array: StorageArray;
  readonly #nic: NetworkInterface;
  /** How often the server's power was cut. */
  #cuts = 0;

  constructor(simulation: Simulation, array: StorageArray, nic: NetworkInterface) {
    super(simulation, array.disk);
    this.#simulation = simulation;
    this.#array = array;
    this.#nic = nic;
  }

  /** The server's power is cut: what the array does for it is of no use to it any more. */
  override cutPower(): void {
    this.#cuts++;
  }

  override submit(
    bytes: number,
    done: (service: Service) => void,
    owner = "",
    operation: "read" | "write" = "read",
    times = 1,
  ): void {
    if (times > 1) {
      const one = (part: number, next: (service: Service) => void): void =>
        this.submit(part, next, owner, operation);
      inTurn(times, bytes, one, done);
      return;
    }
    const submitted = this.#simulation.now;
    const { disk, nic } = this.#array;
    const cuts = this.#cuts;
    const ended = ({ start }: Service) => {
      const service = { submitted, start, end: this.#simulation.now };
      done(cuts === this.#cuts ? service : { ...service, cut: true });
    };
    if (operation === "write") {
      this.#nic.send(
        bytes,
        (sent) => {
          if (sent.cut) {
            done(sent);
            return;
          }
          nic.receive(bytes, sent.start, () =>
            this.#travel(() =>
              disk.submit(bytes, (served) => this.#travelBack(() => ended(served)), owner),
            ),
          );
        },
        owner,
      );
      return;
    }
    this.#travel(() =>
      disk.submit(
        bytes,
        (served) =>
          nic.send(
            bytes,
            ({ start: since }) =>
              this.#nic.receive(bytes, since, () => this.#travelBack(() => ended(served))),
            owner,
          ),
        owner,
      ),
    );
  }

  /** Who waits here is woken when it is there, which takes what it takes. */
  #travelBack(then: () => void): void {
    const latency = costs.networkLatency.value - wakeTime;
    this.#simulation.schedule(latency, Priority.device, then);
  }

  #travel(then: () => void): void {
    this.#simulation.schedule(costs.networkLatency.value, Priority.device, then);
  }
}
