// What a program inside a machine reaches of the machine around it: the wiring of `guest`.

import { libraryKey } from "../../simulation/internals.ts";
import type { Extent } from "../../host/extents.ts";
import { recordingRefusal } from "../../host/refusals.ts";
import type { DomainLog } from "../lifecycle/domain-log.ts";
import type { VirtualMachineMonitor } from "./virtual-machine-monitor.ts";
import { GuestAccess } from "./guest-access.ts";
import type { ActiveDomain } from "./active-domain.ts";
import type { VirtualDisk } from "../storage/virtual-disk.ts";
import type { Port } from "../io/virtual-switch.ts";

/** The machine, as its own programs reach it. */
export interface AccessibleDomain {
  readonly name: string;
  readonly port: Port;
  /** Where it is at this moment. */
  place(): {
    readonly vmm: VirtualMachineMonitor;
    readonly disk: VirtualDisk;
    readonly log: DomainLog;
  };
  /** The machine that is on, or a refusal. */
  active(): ActiveDomain;
  /** The page frames behind its memory while it is on. */
  frames(): readonly Extent[];
  /** A write found no room: the machine is to be paused. */
  outOfSpace(): void;
}

export function domainAccess(domain: AccessibleDomain): GuestAccess {
  const { name, port } = domain;
  const vmm = () => domain.place().vmm;
  return new GuestAccess(libraryKey, {
    domain: name,
    get hypervisor() {
      return vmm().name;
    },
    get disk() {
      return domain.place().disk;
    },
    port,
    memory: () => domain.active().memory,
    frames: () => domain.frames(),
    now: () => vmm().hardware.simulation.now,
    exit: (exit) => {
      domain.active().record(0, exit, "handled");
    },
    outOfSpace: () => {
      domain.outOfSpace();
    },
    forward: (frame) => {
      const forwarding = vmm().network.forward(port, frame);
      const bytes = new TextEncoder().encode(frame.payload).length;
      const { from: source, to: destination } = frame;
      const { outcome, to, rule } = forwarding;
      const found = { outcome, to, ...(rule && { detail: rule }) };
      domain.place().log.append({ kind: "frame", source, destination, bytes, ...found });
      return forwarding;
    },
    connect: (request, spec) => {
      const { node } = vmm().network;
      return node.send(request, name, { kind: "machine", node, port }, spec);
    },
    attempt: (operation, access) => recordingRefusal(vmm().hardware, name, operation, access),
  });
}
