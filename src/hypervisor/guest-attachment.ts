// How a machine's devices are reached from a cell: the guest's side of its memory, disk and port, attached to the
// hypervisor's side of them.

import type { Hardware } from "../host/hardware.ts";
import { recordingRefusal } from "../host/refusals.ts";
import type { DomainLog } from "./domain-log.ts";
import { GuestAccess } from "./guest-access.ts";
import type { PoweredDomain } from "./powered-domain.ts";
import type { VirtualDisk } from "./virtual-disk.ts";
import type { Port, VirtualSwitch } from "./virtual-switch.ts";

/** A machine's devices, and what they are attached to. */
export interface Attachment {
  readonly domain: string;
  readonly hypervisor: string;
  readonly hardware: Hardware;
  readonly network: VirtualSwitch;
  readonly disk: VirtualDisk;
  readonly port: Port;
  readonly log: DomainLog;
  /** The machine while it is on; refuses while it is not. */
  powered(): PoweredDomain;
}

export function guestAccess(attachment: Attachment): GuestAccess {
  const { domain, hypervisor, hardware, network, disk, port, log } = attachment;
  return new GuestAccess({
    domain,
    hypervisor,
    disk,
    port,
    memory: () => attachment.powered().memory,
    now: () => hardware.simulation.now,
    exit: (exit) => {
      attachment.powered().record(0, exit, "handled");
    },
    forward: (frame) => {
      const forwarding = network.forward(port, frame);
      const bytes = new TextEncoder().encode(frame.payload).length;
      const { from: source, to: destination } = frame;
      log.append({ kind: "frame", source, destination, bytes, ...forwarding });
      return forwarding;
    },
    attempt: (operation, access) => recordingRefusal(hardware, domain, operation, access),
  });
}
