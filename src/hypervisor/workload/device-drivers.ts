// The device drivers in a guest of the workload engine: they turn a transfer into requests, and a request into what the
// guest does to make it known. A driver for a virtio device puts it on a ring, and rings a doorbell unless the back end
// is awake anyway; one for an emulated device uses its registers one after another; one for a device of the machine's own
// need not leave the guest. When a request is complete, the task that waited for it can go on. A device has so many
// requests at once, as its ring has places (256 of virtio, as many descriptors of an e1000 or a real one); a task that
// finds none free waits for one.

import { costs } from "../../host/costs.ts";
import { requestsOf } from "../exits/exit.ts";
import type { Exit, IoDevice, IoRequest } from "../exits/exit.ts";
import type { PageFault } from "../exits/guest-paging.ts";
import {
  acknowledging,
  interruptExits,
  networkRequestSize,
  programming,
  refilling,
} from "../io/device-model.ts";
import type { DeviceSpec } from "../spec/domain-spec.ts";
import type { FileSystem, Place } from "../storage/file-system.ts";
import { carriedTask } from "./carried-requests.ts";
import type { CarriedRequest } from "./carried-requests.ts";
import type { SavedDrivers, Task, Waiting } from "./workload-state.ts";

type GuestSwap = Extract<PageFault, { reason: "guest-swap" }>;

/** What the drivers find around them. */
export interface DeviceDriversSetup {
  /** Takes requests without the guest being left; false when it must be. Absent: it always must be. */
  post?(requests: readonly IoRequest[]): boolean;
  /** Whether interrupts of a device of its own reach the guest without the hypervisor. */
  readonly postedInterrupts?: boolean;
  /** What the devices are. Absent: paravirtual. */
  readonly devices?: DeviceSpec;
  /** The file system on the disk. Absent: it has room for everything, and no one asks where. */
  files?(): FileSystem;
  readonly vcpus: number;
}

const registerOf = (exit: Exit): string | undefined =>
  "register" in exit ? exit.register : undefined;

export class DeviceDrivers {
  readonly #setup: DeviceDriversSetup;
  /** The most that the network interface takes at once, in bytes. */
  readonly #packet: number;
  readonly #waiting = new Map<number, Waiting>();
  /** What each virtual CPU still has to leave the guest for; and, last, what any of them has for an interrupt. */
  #exits: Exit[][];
  #nextTag = 1;
  /** What a hypervisor in this machine asks for, and no virtual CPU has dealt with yet. */
  readonly #carried: (readonly [CarriedRequest["operation"], Task])[] = [];
  /** Full packets that have come; every second is acknowledged. */
  #received = 0;
  /** How many requests each device has, and the tasks that found no room for theirs. */
  readonly #underWay = { disk: 0, network: 0 };
  readonly #crowdedOut: Readonly<Record<IoDevice, Task[]>> = { disk: [], network: [] };

  constructor(setup: DeviceDriversSetup) {
    this.#setup = setup;
    this.#packet = networkRequestSize(setup.devices);
    this.#exits = Array.from({ length: setup.vcpus + 1 }, () => []);
  }

  get #interrupt(): Exit[] {
    return this.#exits[this.#setup.vcpus] as Exit[];
  }

  /** Whether there is an interrupt to deal with. */
  get interrupted(): boolean {
    return this.#interrupt.length > 0;
  }

  /** Whether a virtual CPU has a device's registers to use. */
  busy(vcpu: number): boolean {
    return (this.#exits[vcpu]?.length ?? 0) + this.#interrupt.length + this.#carried.length > 0;
  }

  /** A hypervisor in this machine asks something of the devices. */
  carry(request: CarriedRequest, done: () => void): void {
    this.#carried.push([request.operation, carriedTask(request, done)]);
  }

  /** A virtual CPU is to interrupt another, which takes its interrupt controller. */
  interruptOther(vcpu: number, to: number): void {
    this.#exits[vcpu]?.push({ reason: "wrmsr", elapsed: 0, register: "IA32_X2APIC_ICR", to });
  }

  /** The next use of a register: what an interrupt asks for comes first, and last what guests inside the machine ask. */
  next(vcpu: number): Exit | undefined {
    return this.#interrupt.shift() ?? this.#exits[vcpu]?.shift() ?? this.#hand(vcpu);
  }

  #hand(vcpu: number): Exit | undefined {
    const [operation, carried] = this.#carried.shift() ?? [];
    if (!carried || !operation) return undefined;
    if (operation !== "send") return this.transfer(vcpu, carried, operation, carried.left);
    return this.transfer(vcpu, carried, operation, this.#packet, Infinity);
  }

  /** Tasks that wait for a device, each with what it asked for. */
  get waiting(): readonly Waiting[] {
    return [...this.#waiting.values()];
  }

  /** Tasks that wait for room at a device, for each device. */
  get crowdedOut(): readonly Task[][] {
    return [this.#crowdedOut.disk, this.#crowdedOut.network];
  }

  /** Whether a task is among them. */
  isCrowdedOut(one: Task): boolean {
    return this.#crowdedOut.disk.includes(one) || this.#crowdedOut.network.includes(one);
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
    const device = operation === "send" ? "network" : "disk";
    let room = costs.ringSize.value - this.#underWay[device];
    if (room <= 0) {
      this.#crowdedOut[device].push(task);
      return { reason: "budget", elapsed: 0 };
    }
    const ask = (): IoRequest | undefined => {
      const most = Math.min(task.left, size);
      const place =
        (operation === "read" || operation === "write") && !task.carried
          ? this.#place(task, operation, most)
          : { bytes: most };
      if (!place) return undefined;
      const { bytes } = place;
      const { message } = task;
      const asked = { device, operation, ...place, tag: this.#nextTag++ } as const;
      const request: IoRequest = message ? { ...asked, message } : asked;
      task.left -= bytes;
      room--;
      if (depth > 1) task.outstanding = (task.outstanding ?? 0) + 1;
      this.#wait(task, request);
      return request;
    };
    const first = ask();
    if (!first) return undefined;
    const more: IoRequest[] = [];
    // What is sent comes piece by piece, as the network stack is through with it.
    while (
      operation !== "send" &&
      task.left > 0 &&
      room > 0 &&
      (task.outstanding ?? depth) < depth
    ) {
      const next = ask();
      if (!next) break;
      more.push(next);
    }
    return this.notify(vcpu, [first, ...more]);
  }

  #wait(task: Task, request: IoRequest): void {
    this.#underWay[request.device]++;
    this.#waiting.set(request.tag, { task, request });
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

  /**
   * A task waits until the kernel has read pages from its swap for it, or written pages there, by so many requests, each
   * when the one before it is complete.
   */
  page(vcpu: number, task: Task, { operation, bytes, times = 1 }: GuestSwap): Exit {
    const tag = this.#nextTag++;
    const files = this.#setup.files?.();
    const place = operation === "read" ? files?.read(bytes) : files?.write(bytes);
    const several = times > 1 && { times };
    // Requests in turn may be of more in all than the files that they go around in.
    const request: IoRequest = { device: "disk", operation, ...place, bytes, ...several, tag };
    this.#wait(task, request);
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
    if (more.length === 0) return { reason: "mmio", elapsed: 0, request };
    return { reason: "mmio", elapsed: 0, request, more };
  }

  /** A device completed a request: gives back what it was, and the task that waited for it. */
  complete(tag: number): Waiting | undefined {
    const waited = this.#waiting.get(tag);
    if (!waited) return undefined;
    this.#waiting.delete(tag);
    this.#underWay[waited.request.device]--;
    this.interrupt(waited.request);
    if (waited.task.outstanding) waited.task.outstanding--;
    return waited;
  }

  /**
   * A device has completed a request, or something has come: an interrupt, or part of one that is not yet dealt with. Once
   * the handler has begun, and knows what happened, it is interrupted again when it is through.
   */
  interrupt(request: IoRequest): void {
    const { devices, postedInterrupts } = this.#setup;
    if (!devices) return;
    const exits = interruptExits(devices, request, postedInterrupts);
    const [first] = exits;
    if (first && !this.#waits(first)) this.#interrupt.push(...exits);
    if (devices.nicModel !== "e1000" || request.operation !== "receive") return;
    const refill = refilling(request);
    if (!this.#waits(refill)) this.#interrupt.push(refill);
    if (request.bytes >= this.#packet && ++this.#received % costs.acknowledgedPackets.value === 0)
      this.#interrupt.push(...acknowledging(request));
  }

  /** Whether the handler still has that to do: for an interrupt's first access, that it has not begun. */
  #waits(wanted: Exit): boolean {
    const register = registerOf(wanted);
    return this.#interrupt.some(
      (exit) => exit.reason === wanted.reason && registerOf(exit) === register,
    );
  }

  /** The next task that can try again, since its device has room. */
  admit(device: IoDevice): Task | undefined {
    return this.#crowdedOut[device].shift();
  }

  save(): SavedDrivers {
    const exits = this.#exits.map((list) => [...list]);
    return { nextTag: this.#nextTag, ...(exits.some((list) => list.length > 0) && { exits }) };
  }

  /** Goes on where saved drivers were. Gives back the requests that are with a device. */
  restore({ nextTag, exits }: SavedDrivers, waiting: readonly Waiting[]): IoRequest[] {
    this.#nextTag = nextTag;
    if (exits) this.#exits = exits.map((list) => [...list]);
    for (const { task, request } of waiting) this.#wait(task, request);
    const later = new Set(
      this.#exits
        .flat()
        .flatMap(requestsOf)
        .map(({ tag }) => tag),
    );
    return waiting.map(({ request }) => request).filter(({ tag }) => !later.has(tag));
  }
}
