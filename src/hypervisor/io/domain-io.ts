// The I/O of one machine while it is on: which way its requests take to the physical devices and back, and what it
// counts of them. Where the hypervisor itself is the back end, a request is with the device as soon as the exit is
// handled; else it goes by a ring to the back end, which has to be scheduled first.

import { frozen } from "../../trace/frozen.ts";
import type { Service } from "../../host/device-queue.ts";
import { costs } from "../../host/costs.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { NetworkInterface } from "../../host/network-interface.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { DomainLog } from "../lifecycle/domain-log.ts";
import type { Profile } from "../profiles/profile.ts";
import type { CpuShare } from "../scheduling/cpu-share.ts";
import type { RunLoop } from "../scheduling/run-loop.ts";
import type { VcpuLimit } from "../scheduling/vcpu.ts";
import { switchedFrame } from "../../host/packet-costs.ts";
import { requestsOf, timesOf, writesOf } from "../exits/exit.ts";
import type { Exit, IoDevice, IoRequest, Received } from "../exits/exit.ts";
import { networkRequestSize, takePassthrough } from "./device-model.ts";
import { Acknowledgements, unnoticed } from "./acknowledgements.ts";
import { transmit } from "./message.ts";
import type { Outcome } from "./message.ts";
import type { DeviceSpec } from "../spec/domain-spec.ts";
import { IoLimit } from "./io-limit.ts";
import { Backend } from "./backend.ts";
import { backendOf } from "./control-domain.ts";
import type { ControlDomain } from "./control-domain.ts";
import { isReceived, Ring, Transfer } from "./ring.ts";

/** What went to and fro between a machine and one of its devices since the machine was started. */
export interface IoCounts {
  /** Requests that the guest made, and their bytes. */
  readonly requests: number;
  readonly bytes: number;
  /** How often the guest was left to make requests known: one notification may stand for many. */
  readonly notifications: number;
  /** How often the guest was interrupted because requests were complete: one interrupt may stand for many. */
  readonly interrupts: number;
  /** Mean time from asking to hearing that it is done, in nanoseconds; undefined before the first is complete. */
  readonly meanLatency: number | undefined;
}

/** The same of its network interface, with what came in. */
export interface NetworkCounts extends IoCounts {
  /** How often something came for it, and how many bytes. */
  readonly received: number;
  readonly receivedBytes: number;
  /** How often something came and was dropped, since 256 others waited for the guest. */
  readonly dropped: number;
}

/** The counts of each device: `vm.io.disk.requests`. */
export interface IoUsage {
  readonly disk: IoCounts;
  readonly network: NetworkCounts;
}

/** Who hears that a request is complete, or that something has come. */
interface Requester {
  complete(tag: number): void;
  received(request: IoRequest, outcome: Received): void;
}

/** What it needs from its machine. */
export interface DomainIoSetup {
  readonly hardware: Hardware;
  readonly loop: RunLoop;
  readonly profile: Profile;
  /** Where its hypervisor is in a machine: what that machine has of the CPUs. */
  readonly outer?: {
    readonly share: CpuShare;
    readonly vcpuLimits: readonly VcpuLimit[];
  };
  /** Its name, and the ways to its devices. */
  readonly spec: DeviceSpec & { readonly name: string };
  readonly log: DomainLog;
  readonly traceHops: boolean;
  /** The back end that all machines share; absent where each has its own, or none. */
  readonly controlDomain: ControlDomain | undefined;
  /** Takes room on the disk for what the guest writes; false when the server has none left. */
  takeRoom(writes: readonly IoRequest[]): boolean;
  /** What a request to the disk takes besides, where the disk is a chain of layers. */
  detour(request: IoRequest): { readonly lookups: number; readonly allocates: boolean } | undefined;
}

const noCounts = { requests: 0, bytes: 0, notifications: 0, interrupts: 0 };
const none = { ...noCounts, meanLatency: undefined };
const nothingReceived = { received: 0, receivedBytes: 0, dropped: 0 };
/** Of a machine that was never on. */
export const noIo: IoUsage = frozen({ disk: none, network: { ...none, ...nothingReceived } });

const zero = { ...noCounts, completed: 0, outstanding: 0, latency: 0 };

/** Cycles that a profile's back end takes for a request. */
const requestCycles = ({ backend }: Profile): number =>
  (backend?.request ?? []).reduce((sum, { cost }) => sum + costs[cost].value, 0);

/** Cycles for copying what is sent or received, and for passing it through the switch where there is a back end. */
const handOver = ({ backend }: Profile, bytes: number): number =>
  (backend ? switchedFrame : 0) + bytes * costs.memoryCopy.value;

/**
 * What handing it over takes a back end; a control domain, which has calls map the pages of what is sent instead of copying, takes as long. A hypervisor
 * sends from the guest's memory, unless it stays on the server; to and from disks nothing need be copied.
 */
function copying(
  profile: Profile,
  nic: NetworkInterface,
  { device, operation, bytes, message }: IoRequest,
): number {
  if (device === "disk") return 0;
  return operation === "send" && !profile.backend && message?.staysBehind(nic) !== true
    ? 0
    : handOver(profile, bytes);
}

export class DomainIo {
  readonly #setup: DomainIoSetup;
  readonly #counts = { disk: { ...zero }, network: { ...zero } };
  readonly #received = { ...nothingReceived };
  /** How much came that its guest has not taken in; with a machine that moves the same goes along. */
  readonly #coming: { packets: number } = { packets: 0 };
  /** The part of it that waits until the guest runs again. */
  #held: Transfer[] | undefined;
  readonly #rings: Readonly<Record<IoDevice, Ring>> | undefined;
  /** A thread that is this machine's alone. */
  readonly #thread: Backend | undefined;
  readonly #giveBack: () => void;
  readonly #acknowledgements: Acknowledgements;
  readonly #limits: Readonly<Record<IoDevice, IoLimit | undefined>>;
  /** An IDE controller has one request at a time; others wait in the guest. */
  #ideBusy = false;
  #ideWaiting: Transfer[] = [];
  #closed = false;

  /** With `before`, it goes on with the counts of a machine that was moved here. */
  constructor(setup: DomainIoSetup, before?: DomainIo) {
    this.#setup = setup;
    if (before) {
      this.#counts = before.#counts;
      this.#received = before.#received;
      this.#held = before.#held;
      this.#coming = before.#coming;
    }
    const { profile, controlDomain, hardware, spec } = setup;
    const { iotune, iftune } = spec;
    const { simulation } = hardware;
    this.#acknowledgements = new Acknowledgements(simulation, networkRequestSize(spec));
    this.#limits = {
      disk: iotune && new IoLimit(iotune),
      network: iftune && new IoLimit({ totalBytesSec: iftune.outbound / 8 }),
    };
    this.#giveBack = takePassthrough(hardware, spec, spec.name);
    if (!profile.backend) return;
    if (!controlDomain) this.#thread = this.#ownThread();
    const backend = (controlDomain ? backendOf(controlDomain) : undefined) ?? this.#thread;
    if (backend) this.#rings = { disk: this.#ring(backend), network: this.#ring(backend) };
  }

  get usage(): IoUsage {
    const of = (device: IoDevice): IoCounts => {
      const { completed, latency, outstanding: _, ...counts } = this.#counts[device];
      return { ...counts, meanLatency: completed === 0 ? undefined : latency / completed };
    };
    return { disk: of("disk"), network: { ...of("network"), ...this.#received } };
  }

  /** Requests that were begun and of whose end the guest has not heard. */
  get outstanding(): number {
    return this.#counts.disk.outstanding + this.#counts.network.outstanding;
  }

  /** The guest was left for a device: counts it, and begins what it asks for. `cost` is the time that handling took. */
  exited(exit: Exit, cost: number, requester: Requester): void {
    const requests = requestsOf(exit);
    const device = (exit.reason === "mmio" || exit.reason === "io") && exit.request?.device;
    if (device) this.#counts[device].notifications += timesOf(exit);
    const { now } = this.#setup.hardware.simulation;
    for (const request of requests) {
      const transfer = this.#transfer(request, now - cost, requester);
      transfer.submitted = now;
      transfer.step("hypervisor", "notify", now);
      this.#send(transfer);
    }
  }

  /**
   * Takes requests without the guest being left, when the back end is awake and will see them. Not otherwise: then the
   * guest has to be left, with a notification.
   */
  post(requests: readonly IoRequest[], requester: Requester): boolean {
    const [first] = requests;
    if (!first || !(this.#isOwn(first.device) || this.#rings?.[first.device].awake)) return false;
    const writes = writesOf(requests);
    if (writes.length > 0 && !this.#setup.takeRoom(writes)) return false;
    for (const request of requests) this.submit(request, requester);
    return true;
  }

  /** Begins a request of which the back end need not be told: one posted to a busy back end, or brought back by a snapshot. */
  submit(request: IoRequest, requester: Requester): void {
    this.#send(this.#transfer(request, this.#setup.hardware.simulation.now, requester));
  }

  /**
   * Something has come for the machine over the network, as far as the server; without segmentation offload, in packets.
   * Its ring has places for 256 of them: what comes when all are taken is told so, or dropped.
   */
  receive(bytes: number, requester: Requester, outcome: Outcome): void {
    if (this.#closed) {
      outcome.lost();
      return;
    }
    const size = networkRequestSize(this.#setup.spec);
    const packets = Math.ceil(bytes / size);
    if (this.#coming.packets + packets > costs.ringSize.value) {
      if (outcome.full) {
        outcome.full();
        return;
      }
      this.#received.dropped++;
      outcome.lost();
      return;
    }
    this.#coming.packets += packets;
    for (let left = bytes; left > 0; left -= size)
      this.#come(Math.min(left, size), requester, outcome, left <= size);
  }

  /** The guest does not run: what comes stays on its ring. */
  hold(): void {
    this.#held ??= [];
  }

  /** It goes on, and finds what came meanwhile. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#deliver(held);
  }

  #come(bytes: number, requester: Requester, outcome: Outcome, isLast: boolean): void {
    const { now } = this.#setup.hardware.simulation;
    const request: IoRequest = { device: "network", operation: "receive", bytes, tag: 0 };
    const transfer = new Transfer(request, now, this.#setup.traceHops, () => {
      requester.received(request, {
        taken: () => {
          this.#coming.packets--;
          if (isLast) outcome.taken();
        },
        lost: () => {
          this.#coming.packets--;
          outcome.lost();
        },
        ...(outcome.isForwarded && { isForwarded: true }),
      });
    });
    transfer.lost = () => {
      outcome.lost();
    };
    transfer.service = { submitted: now, start: now, end: now };
    const ring = this.#isOwn("network") ? undefined : this.#rings?.network;
    if (ring) ring.served(transfer);
    else this.#deliver([transfer]);
  }

  /** An acknowledgement has come, which is dropped where there is no room: a later one says as much. */
  #acknowledged(requester: Requester): void {
    if (this.#closed || this.#coming.packets >= costs.ringSize.value) return;
    this.#coming.packets++;
    this.#come(0, requester, unnoticed, true);
  }

  /** The machine around this one is paused, and with it a back end that runs there. */
  freeze(): void {
    this.#thread?.pause();
  }

  /** It goes on. */
  thaw(): void {
    this.#thread?.resume();
  }

  /**
   * The machine is off, or elsewhere from now on. What its devices are at is carried out, and no guest hears of it; what
   * has come for it goes along, or is lost.
   */
  close(moves = false): void {
    this.#closed = true;
    const served = Object.values(this.#rings ?? {}).flatMap((ring) => ring.close());
    for (const transfer of served) this.#record(transfer);
    const come = [...(this.#held ?? []), ...served.filter(isReceived)];
    this.#held = moves ? come : undefined;
    if (!moves) for (const { lost } of come) lost?.();
    this.#ideWaiting = [];
    this.#thread?.stop();
    this.#giveBack();
  }

  #isOwn(device: IoDevice): boolean {
    const { diskBus, nicModel } = this.#setup.spec;
    return (device === "disk" ? diskBus : nicModel) === "passthrough";
  }

  #transfer(request: IoRequest, posted: number, requester: Requester): Transfer {
    const counts = this.#counts[request.device];
    counts.requests += request.times ?? 1;
    counts.outstanding++;
    counts.bytes += request.bytes;
    const complete = (): void => {
      requester.complete(request.tag);
    };
    const transfer = new Transfer(request, posted, this.#setup.traceHops, complete);
    if (request.device === "network")
      transfer.acknowledged = () => {
        this.#acknowledged(requester);
      };
    return transfer;
  }

  #send(transfer: Transfer): void {
    const { device } = transfer.request;
    if (device === "disk" && this.#setup.spec.diskBus === "ide") {
      if (this.#ideBusy) {
        this.#ideWaiting.push(transfer);
        return;
      }
      this.#ideBusy = true;
    }
    const ring = this.#isOwn(device) ? undefined : this.#rings?.[device];
    const played = device === "network" && this.#setup.spec.nicModel === "e1000";
    if (ring && played) {
      this.#submit(transfer, () => {
        ring.served(transfer);
      });
    } else if (ring) ring.post(transfer);
    else this.#submit(transfer, () => this.#deliver([transfer]));
  }

  /**
   * Cycles that an exit takes besides its way, for what no back end does of its requests: the CPU that handles the exit
   * finds the blocks of what is to be read, and copies what is to be sent. An emulated network interface is always played
   * there.
   */
  exitWork(exit: Exit): number {
    if (exit.reason !== "io" && exit.reason !== "mmio") return 0;
    const played = exit.reason === "mmio" && exit.register !== undefined;
    if (!played && this.#rings) return 0;
    return requestsOf(exit).reduce((sum, request) => sum + this.#exitWorkOf(request, played), 0);
  }

  #exitWorkOf(request: IoRequest, played: boolean): number {
    const { profile, hardware } = this.#setup;
    if (request.device === "disk") return this.#lookups(request);
    if (played) return requestCycles(profile) + handOver(profile, request.bytes);
    return this.#isOwn("network") ? 0 : copying(profile, hardware.nic, request);
  }

  /** The cycles that finding the blocks of a request takes, in a disk of several layers. */
  #lookups(request: IoRequest): number {
    if (request.operation !== "read") return 0;
    return (this.#setup.detour(request)?.lookups ?? 0) * costs.layerLookup.value;
  }

  /** Hands a request to the device, as soon as the machine's limit lets it. */
  #submit(transfer: Transfer, done: () => void): void {
    const { simulation } = this.#setup.hardware;
    const { device, bytes, times } = transfer.request;
    const paidFirst = device === "network";
    const limited = this.#limits[device]?.delay(bytes, simulation.now, paidFirst, times);
    if (!limited) {
      this.#hand(transfer, done);
      return;
    }
    simulation.schedule(limited, Priority.device, () => {
      if (this.#closed) return;
      const { profile } = this.#setup;
      transfer.step(profile.backend?.role ?? "hypervisor", "wait", simulation.now);
      this.#hand(transfer, done);
    });
  }

  #hand(transfer: Transfer, done: () => void): void {
    const { hardware, spec } = this.#setup;
    const { disk, nic } = hardware;
    const { device, operation, bytes, times } = transfer.request;
    const served = (service: Service): void => {
      if (service.cut) return;
      transfer.service = service;
      transfer.step("hardware", "queue", service.start);
      transfer.step("hardware", "serve", service.end);
      if (transfer.acknowledged) this.#acknowledgements.sent(bytes, transfer.acknowledged);
      if (this.#closed) this.#record(transfer);
      else done();
    };
    if (device === "disk") {
      const way = operation === "write" ? "write" : "read";
      const begin = (): void => disk.submit(bytes, served, spec.name, way, times);
      const table = ({ cut }: Service): void => {
        if (!cut) begin();
      };
      if (operation === "write" && this.#setup.detour(transfer.request)?.allocates)
        disk.submit(costs.layerTable.value, table, spec.name, way);
      else begin();
    } else transmit(nic, transfer.request, served, spec.name);
  }

  /** The guest hears of completed requests, all at once. */
  #deliver(transfers: readonly Transfer[]): void {
    const { now } = this.#setup.hardware.simulation;
    const [first] = transfers;
    if (!first) return;
    if (this.#held && first.request.device === "network") {
      this.#held.push(...transfers.filter(isReceived));
      transfers = transfers.filter((one) => !isReceived(one));
      if (transfers.length === 0) return;
    }
    const counts = this.#counts[first.request.device];
    // One for all of them; of requests made in turn, the ends of the others came before.
    counts.interrupts += 1 + transfers.reduce((sum, one) => sum + (one.request.times ?? 1) - 1, 0);
    for (const transfer of transfers) {
      if (isReceived(transfer)) {
        if (transfer.request.bytes === 0) {
          transfer.complete();
          continue;
        }
        this.#received.received++;
        this.#received.receivedBytes += transfer.request.bytes;
      } else {
        counts.completed += transfer.request.times ?? 1;
        counts.outstanding--;
        counts.latency += now - transfer.posted;
      }
      this.#record(transfer);
      transfer.complete();
    }
    if (first.request.device === "network" || !this.#ideBusy) return;
    this.#ideBusy = false;
    const next = this.#ideWaiting.shift();
    next?.step("guest-os", "wait", now);
    if (next) this.#send(next);
  }

  #record({ request, service, submitted, steps }: Transfer): void {
    if (!service) return;
    const { device, operation, bytes, times } = request;
    const { start, end } = service;
    const way = { ...(times !== undefined && { times }), ...(steps && { steps }) };
    this.#setup.log.append({
      kind: "io",
      device,
      operation,
      bytes,
      submitted,
      start,
      end,
      ...way,
    });
  }

  #ring(backend: Backend): Ring {
    const { hardware, profile } = this.#setup;
    const ring: Ring = new Ring({
      backend,
      part: profile.backend?.role ?? "hypervisor",
      cycles: requestCycles(profile),
      besides: (request) => this.#lookups(request) + copying(profile, hardware.nic, request),
      now: () => hardware.simulation.now,
      submit: (transfer) => {
        this.#submit(transfer, () => {
          ring.served(transfer);
        });
      },
      deliver: (transfers) => {
        this.#deliver(transfers);
      },
    });
    return ring;
  }

  /** A thread of the host OS, for this machine alone. Where it enters its kernel, a guest would be left. */
  #ownThread(): Backend {
    const { hardware, loop, profile, spec, outer } = this.#setup;
    const { role, interrupt } = profile.backend ?? { role: "host-os", interrupt: "systemCall" };
    const process = profile.components.find((part) => part.role === role)?.name ?? role;
    return new Backend({
      name: `${role === "host-os" ? "vhost" : process}:${spec.name}`,
      threads: 1,
      hardware,
      loop,
      ...(profile.installsOn === "a host OS" && !outer && { runsAs: "host" as const }),
      ...(outer && { share: outer.share, vcpuLimits: outer.vcpuLimits }),
      exitCycles: ({ reason }) => costs[reason === "hypercall" ? interrupt : "systemCall"].value,
    });
  }
}
