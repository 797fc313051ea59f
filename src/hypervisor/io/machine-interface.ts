// The network interface of a machine, as a hypervisor in that machine takes it for its server's: whatever leaves by it is
// one more request of the machine.

import type { Service } from "../../host/device-queue.ts";
import { NetworkInterface } from "../../host/network-interface.ts";
import type { Sent } from "../exits/exit.ts";

export abstract class MachineInterface extends NetworkInterface {
  /** Sends by the machine's devices; a message goes on from where it leaves those. */
  abstract carry(
    what: { readonly bytes: number; readonly message?: Sent | undefined },
    done: (service: Service) => void,
  ): void;

  /** Takes in what has come as far as the machine, as soon as that has room for it; while it is off, it is lost. */
  abstract take(bytes: number, done: () => void): void;
}
