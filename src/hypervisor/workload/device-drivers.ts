// The device drivers in a guest of the workload engine: they turn a transfer into requests, and a request into what the
// guest does to make it known. A driver for a virtio device puts it on a ring, and rings a doorbell unless the back end
// is awake anyway; one for an emulated device uses its registers one after another; one for a device of the machine's own
// need not leave the guest. When a request is complete, the task that waited for it can go on.

import { requestsOf } from "../exits/exit.ts";
import type { Exit, IoDevice, IoRequest } from "../exits/exit.ts";
import { interruptExits, programming } from "../io/device-model.ts";
import type { DeviceSpec } from "../spec/domain-spec.ts";
import type { FileSystem, Place } from "../storage/file-system.ts";
import type { SavedDrivers, Task, Waiting } from "./workload-state.ts";

/** What the drivers find around them. */
export interface DeviceDriversSetup {
  /** Takes requests without the guest being left; false when it must be. Absent: it always must be. */
  post?(requests: readonly IoRequest[]): boolean;
  /** Whether a device has no room for another request until one is complete. Absent: it always has. */
  full?(device: IoDevice): boolean;
  /** What the devices are. Absent: paravirtual. */
  readonly devices?: DeviceSpec;
  /** The file system on the disk. Absent: it has room for everything, and no one asks where. */
  files?(): FileSystem;
  readonly vcpus: number;
}

export class DeviceDrivers {
  readonly #setup: DeviceDriversSetup;
  readonly #waiting = new Map<number, Waiting>();
  /** What each virtual CPU still has to leave the guest for; and, last, what any of them has for an interrupt. */
  #exits: Exit[][];
  #nextTag = 1;

  constructor(setup: DeviceDriversSetup) {
    this.#setup = setup;
    this.#exits = Array.from({ length: setup.vcpus + 1 }, () => []);
  }

  get #interrupt(): Exit[] {
    return this.#exits[this.#setup.vcpus] as Exit[];
  }

  /** Whether a virtual CPU has a device's registers to use. */
  busy(vcpu: number): boolean {
    return (this.#exits[vcpu]?.length ?? 0) + this.#interrupt.length > 0;
  }

  /** The next use of a register. */
  next(vcpu: number): Exit | undefined {
    return this.#exits[vcpu]?.shift() ?? this.#interrupt.shift();
  }

  /** Tasks that wait for a device, each with what it asked for. */
  get waiting(): readonly Waiting[] {
    return [...this.#waiting.values()];
  }

  /** Whether who sends must wait. */
  get congested(): boolean {
    return this.#setup.full?.("network") ?? false;
  }

  /**
   * A task asks a device for its next bytes, and waits; `size` is the most that one request carries, `depth` how many it
   * may have under way. What it asks for at once is made known at once. Undefined when the file system is full.
   */
  transfer(
    vcpu: number,
    task: Task,
    operation: IoRequest["operation"],
    size: number,
    depth = 1,
  ): Exit | undefined {
    const ask = (): IoRequest | undefined => {
      const most = Math.min(task.left, size);
      const place = operation === "send" ? { bytes: most } : this.#place(task, operation, most);
      if (!place) return undefined;
      const { bytes } = place;
      const tag = this.#nextTag++;
      const device = operation === "send" ? "network" : "disk";
      const request: IoRequest = { device, operation, ...place, tag };
      task.left -= bytes;
      if (depth > 1) task.outstanding = (task.outstanding ?? 0) + 1;
      this.#waiting.set(tag, { task, request });
      return request;
    };
    const first = ask();
    if (!first) return undefined;
    const more: IoRequest[] = [];
    while (task.left > 0 && (task.outstanding ?? depth) < depth) {
      const next = ask();
      if (!next) break;
      more.push(next);
    }
    return this.notify(vcpu, [first, ...more]);
  }

  /** Where on the disk a task's next bytes are; undefined when there is no room for them. */
  #place(
    { running }: Task,
    operation: "read" | "write",
    bytes: number,
  ): Pick<Place, "bytes"> | undefined {
    const files = this.#setup.files?.();
    if (!files) return { bytes };
    return operation === "read" ? files.read(bytes) : files.write(bytes, running?.spec);
  }

  /** A task waits until the kernel has read bytes for it: pages that it had put on the disk. */
  fetch(vcpu: number, task: Task, bytes: number): Exit {
    const tag = this.#nextTag++;
    const place = this.#setup.files?.().read(bytes);
    const request: IoRequest = { device: "disk", operation: "read", bytes, ...place, tag };
    this.#waiting.set(tag, { task, request });
    return this.notify(vcpu, [request]);
  }

  /** Makes requests known to the device. */
  notify(vcpu: number, requests: readonly [IoRequest, ...IoRequest[]]): Exit {
    const { diskBus, nicModel } = this.#setup.devices ?? {};
    if (requests[0].device === "disk" ? diskBus === "ide" : nicModel === "e1000") {
      this.#exits[vcpu]?.push(...requests.flatMap(programming));
      return this.next(vcpu) ?? { reason: "budget", elapsed: 0 };
    }
    if (this.#setup.post?.(requests)) return { reason: "budget", elapsed: 0 };
    const [request, ...more] = requests;
    return { reason: "mmio", elapsed: 0, request, ...(more.length > 0 && { more }) };
  }

  /** A device completed a request: gives back the task that waited for it, if it has something to do now. */
  complete(tag: number): Task | undefined {
    const waited = this.#waiting.get(tag);
    this.#waiting.delete(tag);
    const { devices } = this.#setup;
    // An interrupt that is not yet dealt with stands for those that come meanwhile.
    if (waited && devices && this.#interrupt.length === 0)
      this.#interrupt.push(...interruptExits(devices, waited.request));
    if (waited?.task.outstanding) {
      waited.task.outstanding--;
      if (waited.task.left === 0 && waited.task.outstanding > 0) return undefined;
    }
    return waited?.task;
  }

  save(): SavedDrivers {
    const exits = this.#exits.map((list) => [...list]);
    return { nextTag: this.#nextTag, ...(exits.some((list) => list.length > 0) && { exits }) };
  }

  /** Goes on where saved drivers were. Gives back the requests that are with a device. */
  restore({ nextTag, exits }: SavedDrivers, waiting: readonly Waiting[]): IoRequest[] {
    this.#nextTag = nextTag;
    if (exits) this.#exits = exits.map((list) => [...list]);
    for (const one of waiting)
      if (one.request.tag !== undefined) this.#waiting.set(one.request.tag, one);
    const later = new Set(
      this.#exits
        .flat()
        .flatMap(requestsOf)
        .map(({ tag }) => tag),
    );
    return waiting.map(({ request }) => request).filter(({ tag }) => !later.has(tag));
  }
}
