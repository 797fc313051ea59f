// Moving a running machine, step by step:
//
//   pre-copy       copying: round 1 (all) ─▶ round 2 (what was written) ─▶ … ─▶ stopped: the rest ─▶ runs there
//   stop-and-copy  stopped: all ───────────────────────────────────────────────────────────────▶ runs there
//   post-copy      stopped: registers ─▶ runs there, fetching: the rest
//
// Pre-copy is that of Clark et al. (NSDI 2005): each round may send as fast as the machine dirtied memory in the one
// before, and 50 Mbit/s more; it ends when that would be more than is allowed, or hardly anything is left. A machine is in the
// list of one hypervisor at any moment, and its memory is copied in one piece when it changes over: what was sent in
// rounds is counted, byte by byte, on both network interfaces. A disk that is copied too is mirrored, a pass a round.

import { costs } from "../../host/costs.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { MigrationFailure } from "../../trace/detail.ts";
import type { MigrationRecord } from "../../trace/record.ts";
import type { Domain } from "../machine/domain.ts";
import type { VirtualMachineMonitor } from "../machine/virtual-machine-monitor.ts";
import type { MachineMemory } from "../memory/machine-memory.ts";
import type { ActiveDomain } from "../machine/active-domain.ts";
import type { DiskMirror } from "../storage/disk-mirror.ts";
import { DirtyPages } from "./dirty-pages.ts";
import { messages } from "./messages.ts";
import type { MigrationPlan, MigrationProgress, StopReason } from "../machine/migration.ts";
import { PageFetcher } from "./post-copy.ts";
import { memoryInUse } from "./memory-in-use.ts";
import { SendingThread } from "./sending-thread.ts";
import { ServerWatch } from "./server-watch.ts";
import type { TakenRoom } from "./taken-room.ts";
import { transfer } from "./transfer.ts";
import type { Chunk } from "./transfer.ts";

/** What a machine that is being moved does not allow meanwhile. */
const busyWith: ReadonlySet<string> = new Set(
  "migrate backup restore snapshot revert deleteSnapshot redefineSnapshot pin".split(" "),
);

/** Memory, with no pages of zeros in it, and none that were swapped out. */
const only = (memory: number): Chunk => ({ memory, zeroPages: 0, fromSwap: 0 });

export class LiveMigration {
  readonly #domain: Domain;
  readonly #active: ActiveDomain;
  readonly #from: VirtualMachineMonitor;
  readonly #to: VirtualMachineMonitor;
  readonly #plan: MigrationPlan;
  readonly #progress: MigrationProgress;
  /** What it has taken on the other server. */
  readonly #room: TakenRoom;
  readonly #memory: MachineMemory;
  readonly #mirror: DiskMirror | undefined;
  readonly #dirty: DirtyPages;
  readonly #thread: SendingThread;
  /** The memory that it had where it was. */
  readonly #source: MachineMemory;
  readonly #watch: ServerWatch;
  /** The round that goes on: its begin, what had been sent before it, and how fast it may send. */
  #begun = 0;
  #sentBefore = 0;
  #bandwidth = 0;
  /** Whether it was suspended before it was stopped for the migration. */
  #before: Domain["phase"] = "running";

  /** Begins. The caller has checked everything, and taken room on the other server. */
  constructor(
    domain: Domain,
    active: ActiveDomain,
    to: VirtualMachineMonitor,
    room: TakenRoom,
    plan: MigrationPlan,
    progress: MigrationProgress,
  ) {
    this.#domain = domain;
    this.#active = active;
    this.#from = domain.vmm;
    this.#to = to;
    this.#plan = plan;
    this.#progress = progress;
    this.#watch = new ServerWatch(this.#from, to);
    this.#room = room;
    this.#memory = room.memory;
    this.#mirror = room.mirror;
    this.#dirty = new DirtyPages(active);
    this.#source = active.memory;
    this.#thread = new SendingThread(this.#from, `migration:${domain.name}`);
    domain.guards.add(this.#guard);
    const { source, destination } = progress;
    const { mode } = plan;
    const detail = { code: "migration", mode, destination } as const;
    domain.log.lifecycle("migrate", domain.state, domain.state, detail);
    this.#log({ event: "begin", bytes: 0, detail: { code: "route", source, destination } });
    const memory = this.#memoryOf(active);
    if (mode === "pre-copy") this.#round(memory, plan.minBandwidth);
    else if (mode === "stop-and-copy") this.#stop("at once", memory);
    else if (this.#written === 0) this.#stop("at once", only(0));
    else
      this.#send(only(0), plan.bandwidth, () => {
        this.#count(this.#written);
        this.#stop("at once", only(0));
      });
  }

  get #now(): number {
    return this.#from.hardware.simulation.now;
  }

  /** What it holds, and what it never wrote. */
  #memoryOf(active: ActiveDomain): Chunk {
    const memory = memoryInUse(active);
    const fromSwap = active.memory.demand?.usage().swapped ?? 0;
    return { memory, fromSwap, zeroPages: (active.memory.size - memory) / PAGE_SIZE };
  }

  /** Copies for as long as the machine runs. */
  #round(memory: Chunk, bandwidth: number): void {
    this.#send(memory, bandwidth, ({ duration }) => {
      const step = costs.migrationBandwidthStep.value;
      const { rounds } = this.#progress;
      const written = this.#written;
      const dirtied = this.#dirty.take();
      this.#count(dirtied + written);
      const wanted = Math.ceil(((dirtied + written) * 8e9) / duration) + step;
      const { bandwidth: most, minBandwidth: least, maxRounds } = this.#plan;
      if (dirtied + written <= costs.migrationLowWater.value)
        this.#stop("little left", only(dirtied));
      else if (wanted > most) this.#stop("dirtied faster than sent", only(dirtied));
      else if (rounds.length >= maxRounds) this.#stop("too many rounds", only(dirtied));
      else this.#round(only(dirtied), Math.max(least, wanted));
    });
  }

  /** Stops the machine and sends what is left, and what it wrote in its last moment, as fast as is allowed. */
  #stop(reason: StopReason, content: Chunk): void {
    const { phase } = this.#domain;
    this.#before = phase;
    this.#active.suspend();
    this.#domain.phase = "paused";
    this.#domain.pauseReason = phase === "paused" ? this.#domain.pauseReason : "migration";
    Object.assign(this.#progress, { state: "stopped", stopReason: reason, stoppedAt: this.#now });
    const late = this.#plan.mode === "pre-copy" ? this.#dirty.take() : 0;
    const all = Math.min(this.#memory.size, content.memory + late);
    this.#log({ event: "stop", bytes: all + this.#written, detail: { code: "stop", reason } });
    this.#send({ ...content, memory: all }, this.#plan.bandwidth, () => {
      this.#count(0);
      this.#after(costs.migrationSwitchover.value, () => this.#drain());
    });
  }

  /** Waits for what its devices still work on, and changes over. */
  #drain(): void {
    if (this.#active.inFlight > 0 || this.#active.stalled)
      this.#after(costs.networkRoundTrip.value, () => this.#drain());
    else this.#changeOver();
  }

  #changeOver(): void {
    const { disk, spec } = this.#domain;
    const old = this.#active.memory;
    this.#dirty.stop();
    const { vcpus } = spec;
    const { source, destination } = this.#progress;
    const away = { code: "moved-to", server: destination } as const;
    this.#domain.log.released("cpu", vcpus, away);
    this.#domain.log.released("memory", old.size, away);
    const content = old.paging.content();
    old.paging.leave();
    this.#domain.relocate(this.#to, this.#mirror?.replace() ?? disk, this.#memory);
    this.#memory.paging.adopt(content);
    const arrived = { code: "moved-from", server: source } as const;
    this.#domain.log.allocated("cpu", vcpus, arrived);
    this.#domain.log.allocated("memory", old.size, arrived);
    if (this.#mirror) disk.release();
    this.#progress.resumedAt = this.#now;
    if (this.#plan.mode !== "post-copy") {
      old.release();
      this.#goOn();
      this.#end("completed");
      return;
    }
    this.#progress.state = "fetching";
    const fetcher = new PageFetcher({
      active: this.#active,
      from: this.#from.hardware,
      to: this.#to.hardware,
      rate: this.#plan.bandwidth,
      content: this.#memoryOf(this.#active),
      source: this.#source,
      thread: this.#thread,
      goesOn: () => this.#fetches(old),
      progress: this.#progress,
      done: () => {
        this.#active.pager = undefined;
        old.release();
        this.#count(0);
        this.#end("completed");
      },
    });
    this.#active.pager = fetcher;
    this.#begun = this.#now;
    this.#sentBefore = this.#progress.sent;
    this.#goOn();
    fetcher.push();
  }

  /** Post-copy: the machine is whole on neither server, and lost with either. */
  #fetches(old: MachineMemory): boolean {
    if (this.#progress.ended !== undefined) return false;
    const lost = this.#watch.lost();
    const here = this.#ours();
    if (here && lost === undefined) return true;
    this.#active.pager = undefined;
    old.release();
    this.#end("failed", lost ?? { code: "machine-off" });
    if (here) this.#domain.fail("power-loss", { code: "memory-lost" });
    return false;
  }

  #goOn(): void {
    this.#domain.phase = this.#before;
    if (this.#before !== "paused") this.#active.resume();
  }

  /** Begins a round. */
  #send(memory: Chunk, rate: number, then: (round: { readonly duration: number }) => void): void {
    const begun = this.#now;
    this.#begun = begun;
    this.#sentBefore = this.#progress.sent;
    this.#bandwidth = rate;
    this.#mirror?.rewind();
    transfer(this.#from.hardware, this.#to.hardware, {
      ...memory,
      ...(this.#mirror && { disk: this.#mirror }),
      rate,
      source: this.#source,
      thread: this.#thread,
      goesOn: () => this.#goesOn(),
      arrived: (bytes, zeroPages) => {
        this.#progress.sent += bytes;
        this.#progress.zeroPages += zeroPages;
      },
      done: () => {
        if (this.#goesOn()) then({ duration: this.#now - begun });
      },
    });
  }

  /** A round is over. */
  #count(dirtied: number): void {
    const sent = this.#progress.sent - this.#sentBefore;
    const duration = this.#now - this.#begun;
    const round = this.#progress.rounds.push({
      sent,
      duration,
      dirtied,
      bandwidth: this.#bandwidth,
    });
    this.#log({ event: "round", bytes: sent, detail: { code: "round", round } });
  }

  #after(delay: number, then: () => void): void {
    this.#from.hardware.simulation.schedule(delay, Priority.device, () => {
      if (this.#goesOn()) then();
    });
  }

  /** Bytes of its disk that its copy does not have, if that is copied. */
  get #written(): number {
    return this.#mirror?.left ?? 0;
  }

  /** Whether the machine is still the one that is to be moved. */
  #ours(): boolean {
    const { active, isOn, phase } = this.#domain;
    return active === this.#active && isOn && phase !== "crashed";
  }

  #goesOn(): boolean {
    if (this.#progress.ended !== undefined) return false;
    const lost = this.#watch.lost();
    if (lost) this.#fail(lost);
    else if (!this.#ours()) this.#fail({ code: "machine-gone" });
    else if (this.#mirror?.full)
      this.#fail({ code: "no-room", server: this.#progress.destination });
    else return true;
    return false;
  }

  /** The machine stays, or goes on, where it was. */
  #fail(why: MigrationFailure): void {
    this.#dirty.stop();
    this.#room.release();
    if (this.#progress.state === "stopped" && this.#ours()) this.#goOn();
    this.#end("failed", why);
  }

  #end(state: "completed" | "failed", failure?: MigrationFailure): void {
    Object.assign(this.#progress, { state, failure, ended: this.#now });
    this.#thread.stop();
    this.#domain.guards.delete(this.#guard);
    const { sent: bytes, destination } = this.#progress;
    this.#log({ event: state, bytes, detail: failure ?? { code: "arrived", destination } });
  }

  #log(record: Pick<MigrationRecord, "event" | "bytes" | "detail">): void {
    this.#domain.log.append({ kind: "migration", ...record });
  }

  readonly #guard = (request: Request, operation: string): void => {
    if (!this.#ours()) return;
    const { state } = this.#progress;
    if (operation === "destroy" || (state !== "stopped" && !busyWith.has(operation))) return;
    const { destination } = this.#progress;
    throw messages.refusal("resource-busy", request, { destination, state });
  };
}
