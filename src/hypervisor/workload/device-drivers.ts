// The device drivers in a guest of the workload engine: they turn a transfer into requests, and a request into what the
// guest does to make it known. A driver for a virtio device puts it on a ring, and rings a doorbell unless the back end
// is awake anyway. When a request is complete, the task that waited for it can go on.

import type { Exit, IoDevice, IoRequest } from "../exit.ts";
import type { Task, Waiting } from "./workload-state.ts";

/** What the drivers find around them. */
export interface DriverPlatform {
  /** Takes requests without the guest being left; false when it must be. Absent: it always must be. */
  post?(requests: readonly IoRequest[]): boolean;
  /** Whether a device has no room for another request until one is complete. Absent: it always has. */
  full?(device: IoDevice): boolean;
}

/** What drivers are at, as plain data. */
export interface SavedDrivers {
  readonly nextTag: number;
}

export class DeviceDrivers {
  readonly #platform: DriverPlatform;
  readonly #waiting = new Map<number, Waiting>();
  #nextTag = 1;

  constructor(platform: DriverPlatform) {
    this.#platform = platform;
  }

  /** Tasks that wait for a device, each with what it asked for. */
  get waiting(): readonly Waiting[] {
    return [...this.#waiting.values()];
  }

  /** Whether who sends must wait. */
  get congested(): boolean {
    return this.#platform.full?.("network") ?? false;
  }

  /** A task asks a device for its next bytes, and waits; `size` is the most that one request carries. */
  transfer(task: Task, operation: IoRequest["operation"], size: number): Exit {
    const bytes = Math.min(task.left, size);
    const tag = this.#nextTag++;
    const device = operation === "send" ? "network" : "disk";
    const request: IoRequest = { device, operation, bytes, tag };
    task.left -= bytes;
    this.#waiting.set(tag, { task, request });
    return this.notify([request]);
  }

  /** A task waits until the kernel has read bytes for it: pages that it had put on the disk. */
  fetch(task: Task, bytes: number): Exit {
    const tag = this.#nextTag++;
    const request: IoRequest = { device: "disk", operation: "read", bytes, tag };
    this.#waiting.set(tag, { task, request });
    return this.notify([request]);
  }

  /** Makes requests known to the device. */
  notify(requests: readonly [IoRequest, ...IoRequest[]]): Exit {
    if (this.#platform.post?.(requests)) return { reason: "budget", elapsed: 0 };
    const [request, ...more] = requests;
    return { reason: "mmio", elapsed: 0, request, ...(more.length > 0 && { more }) };
  }

  /** A device completed a request: gives back the task that waited for it. */
  complete(tag: number): Task | undefined {
    const waited = this.#waiting.get(tag);
    this.#waiting.delete(tag);
    return waited?.task;
  }

  save(): SavedDrivers {
    return { nextTag: this.#nextTag };
  }

  /** Goes on where saved drivers were. Gives back the requests that are with a device. */
  restore({ nextTag }: SavedDrivers, waiting: readonly Waiting[]): IoRequest[] {
    this.#nextTag = nextTag;
    for (const one of waiting)
      if (one.request.tag !== undefined) this.#waiting.set(one.request.tag, one);
    return waiting.map(({ request }) => request);
  }
}
