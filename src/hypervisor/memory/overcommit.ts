// Memory promised to more machines than it is enough for. What one of them does not use, another may; and when all
// want theirs, the hypervisor takes pages away, from the machine that pays least for them.
//
// After Waldspurger, Memory Resource Management in VMware ESX Server, OSDI 2002.

import { costs } from "../../host/costs.ts";
import { BLOCK_SIZE } from "../../host/disk.ts";
import { ExtentAllocator } from "../../host/extents.ts";
import type { Extent } from "../../host/extents.ts";
import type { Hardware } from "../../host/hardware.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { Random } from "../../simulation/random.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { MemoryRecord } from "../../trace/record.ts";
import { checkDiskSpace } from "../../host/capacity.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import { DemandMemory } from "./demand-memory.ts";
import { GuestPages } from "./guest-pages.ts";
import type { FrameSource } from "./guest-pages.ts";
import { guestSwap } from "./guest-swap.ts";
import { revoke, sharesPerPage } from "./idle-tax.ts";
import { messages } from "./messages.ts";
import type {
  HypervisorMemory,
  MachineMemory,
  MemoryManager,
  MemoryOwner,
  MemoryState,
  Overhead,
} from "./machine-memory.ts";
import type { Policy } from "./overcommit-policy.ts";
import { MachineFrames } from "./machine-frames.ts";
import { PageSharing } from "./page-counts.ts";
import type { PageCounts, Promised } from "./page-counts.ts";
import { SwapSpace } from "./swap-space.ts";

export class Overcommit implements MemoryManager, FrameSource {
  readonly hardware: Hardware;
  readonly frames: MachineFrames;
  readonly sharing: PageSharing | undefined;
  #scanning = false;
  readonly #policy: Policy;
  readonly #overhead: Overhead;
  readonly #machines = new Set<GuestPages>();
  /** What all of them are promised, in pages. */
  readonly #promised = { total: 0, reservation: 0 };
  /** The swap area, when there is one for all machines. */
  readonly #area:
    { readonly blocks: readonly Extent[]; readonly free: ExtentAllocator } | undefined;
  #state: MemoryState = "high";
  #ticking = false;
  /** When it was looked around last as a machine went, and whether it is to be done again at this instant. */
  #lookedAt = -1;
  #looksLater = false;
  readonly #random = new Random(1);
  #sampling = false;
  /** Pages that balloons gave back and guests have not touched yet. */
  #lent = 0;
  readonly #noted = new Map<GuestPages, Map<MemoryRecord["action"], number>>();

  /** `overhead` is what the virtual machine monitor takes for a machine beside its memory. */
  constructor(hardware: Hardware, policy: Policy, overhead: Overhead) {
    this.hardware = hardware;
    this.#overhead = overhead;
    this.frames = new MachineFrames(hardware.memory);
    this.#policy = policy;
    const found = (counts: PageCounts, pages: number): void => {
      for (const machine of this.#machines)
        if (machine.counts === counts) this.note(machine, "share", pages);
    };
    this.sharing = policy.pageSharing ? new PageSharing(this.frames, found) : undefined;
    const { swapArea } = policy;
    if (swapArea > 0) {
      const blocks = hardware.disk.allocate(swapArea);
      this.#area = { blocks, free: new ExtentAllocator(swapArea / BLOCK_SIZE) };
    }
  }

  admit(request: Request, spec: DomainSpec, disk = 0): void {
    const { memory, reservation = 0 } = spec;
    const overhead = this.#overhead(spec);
    const needed = reservation + overhead;
    const { size, free } = this.hardware.memory;
    const unreserved = free + (this.frames.count - this.#promised.reservation) * PAGE_SIZE;
    if (needed > unreserved)
      throw messages.refusal("insufficient-memory/reserved", request, {
        ...{ needed, unreserved, size },
        ...(overhead > 0 && { overhead }),
      });
    const { ratio } = this.#policy;
    const promised = this.#promised.total * PAGE_SIZE + memory;
    if (promised > ratio * size)
      throw messages.refusal("insufficient-memory/promised", request, { ratio, promised, size });
    const swap = memory - reservation;
    if (!this.#area) {
      checkDiskSpace(request, this.hardware, disk + swap);
      return;
    }
    const room = this.#area.free.free * BLOCK_SIZE;
    if (swap > room)
      throw messages.refusal("insufficient-disk", request, { needed: swap, free: room });
  }

  provide(spec: DomainSpec, owner: MemoryOwner): MachineMemory {
    const { memory, reservation = 0, memoryShares } = spec;
    const { disk } = this.hardware;
    const blocks = (memory - reservation) / BLOCK_SIZE;
    const slots = this.#area?.free.take(blocks);
    const swap = new SwapSpace(disk, slots ? this.#placed(slots) : disk.allocateBlocks(blocks));
    const promised = {
      total: memory / PAGE_SIZE,
      reservation: reservation / PAGE_SIZE,
      shares: memoryShares ?? defaultShares(memory),
      overhead: this.#overhead(spec),
    };
    const monitor = this.#takeForMonitor(promised.overhead);
    const pages = new GuestPages(promised, swap, owner, this, (image) => guestSwap(spec, image));
    this.#machines.add(pages);
    this.#promise(promised, 1);
    this.#sample();
    this.#scan();
    return new DemandMemory(this.frames, pages, () => {
      this.#machines.delete(pages);
      this.#promise(promised, -1);
      this.hardware.memory.release(monitor);
      this.#flush(pages);
      this.#lookAroundOnce();
      if (slots) this.#area?.free.give(slots);
      else disk.release(swap.blocks);
    });
  }

  usage(): HypervisorMemory {
    const { memory } = this.hardware;
    const machines = [...this.#machines];
    const sum = (of: (counts: PageCounts) => number): number =>
      machines.reduce((all, { counts }) => all + of(counts), 0) * PAGE_SIZE;
    const backing = this.frames.count * PAGE_SIZE;
    return {
      size: memory.size,
      free: memory.free,
      state: this.#state,
      backing,
      saved: sum(({ resident }) => resident) - backing,
      swap: {
        size: this.#policy.swapArea || sum(({ swap }) => swap.size),
        used: sum(({ swap }) => swap.used),
      },
    };
  }

  take(pages: number, later?: () => void): { frames: Extent[]; waits: boolean } {
    const { memory } = this.hardware;
    const missing = () => pages - memory.free / PAGE_SIZE;
    const waits = missing() > 0;
    let written = 0;
    for (let lacking = missing(); lacking > 0; lacking = missing()) {
      const freed = this.#evict(lacking) || this.#evictShared();
      if (freed === 0) throw new RangeError(`${pages} frames asked for, and none to take away`);
      written += freed;
    }
    if (waits) this.#write(written, later);
    const frames = this.frames.take(pages);
    this.#lent = Math.max(0, this.#lent - pages);
    this.#look();
    return { frames, waits };
  }

  /** Takes memory for a virtual machine monitor: from machines where none is free, and it is none of theirs. */
  #takeForMonitor(bytes: number): readonly Extent[] {
    const { memory } = this.hardware;
    if (bytes > memory.free) this.frames.release(this.take(bytes / PAGE_SIZE).frames);
    return memory.allocate(bytes);
  }

  /** Adds to the record that is due at the next look. */
  note(pages: GuestPages, action: MemoryRecord["action"], count: number): void {
    const noted = this.#noted.get(pages) ?? new Map<MemoryRecord["action"], number>();
    noted.set(action, (noted.get(action) ?? 0) + count);
    this.#noted.set(pages, noted);
    this.#tickSoon();
  }

  #promise({ total, reservation }: Promised, machines: 1 | -1): void {
    this.#promised.total += machines * total;
    this.#promised.reservation += machines * reservation;
  }

  /** Where in the swap area slots are on the disk. */
  #placed(slots: readonly Extent[]): Extent[] {
    const runs: Extent[] = [];
    for (const { start, length } of slots) {
      let from = start;
      let left = length;
      let before = 0;
      for (const run of this.#area?.blocks ?? []) {
        const at = from - before;
        if (left > 0 && at >= 0 && at < run.length) {
          const part = Math.min(left, run.length - at);
          runs.push({ start: run.start + at, length: part });
          from += part;
          left -= part;
        }
        before += run.length;
      }
    }
    return runs;
  }

  /** Takes pages away from the machines that pay least for them; gives back how many. They are still to be written. */
  #evict(wanted: number): number {
    let freed = 0;
    for (const [machine, pages] of revoke(this.#machines, wanted, this.#policy.idleTax))
      freed += machine.evict(pages);
    return freed;
  }

  /** When nothing else is left, shared pages go, of one machine after another; gives back how many. */
  #evictShared(): number {
    for (const { counts } of this.#machines) {
      const pages = counts.evictShared();
      if (pages > 0) return pages;
    }
    return 0;
  }

  /** Writes pages to the swap space. */
  #write(pages: number, done: () => void = () => undefined): void {
    if (pages > 0) this.hardware.disk.submit(pages * PAGE_SIZE, done);
  }

  /** Sees how much memory is free. */
  #look(): void {
    const { memory } = this.hardware;
    const below = (percent: number): boolean => memory.free * 100 < memory.size * percent;
    const { memoryHigh, memorySoft, memoryHard, memoryLow } = costs;
    const now = below(memoryLow.value)
      ? "low"
      : below(memoryHard.value)
        ? "hard"
        : below(memorySoft.value)
          ? "soft"
          : "high";
    const depth = (state: MemoryState) => ["high", "soft", "hard", "low"].indexOf(state);
    if (depth(now) > depth(this.#state)) this.#state = now;
    else if (!below(memoryHigh.value)) this.#state = "high";
    else if (!below(memorySoft.value) && this.#state !== "high") this.#state = "soft";
    else if (!below(memoryHard.value) && this.#state === "low") this.#state = "hard";
    if (this.#state !== "high") this.#tickSoon();
  }

  /** Sees whether memory is where it is worth most, which is not asked at each fault. */
  #lookAround(): void {
    this.#look();
    if (this.#surplus > 0 || this.#imbalance) this.#tickSoon();
  }

  /**
   * The same when machines go, which may be all of them at one instant: then it is looked once as the first goes, and once
   * when all are gone.
   */
  #lookAroundOnce(): void {
    const { simulation } = this.hardware;
    if (this.#lookedAt !== simulation.now) {
      this.#lookedAt = simulation.now;
      this.#lookAround();
    } else if (!this.#looksLater) {
      this.#looksLater = true;
      simulation.schedule(0, Priority.device, () => {
        this.#looksLater = false;
        this.#lookAround();
      });
    }
  }

  #tickSoon(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    this.hardware.simulation.schedule(costs.memoryPeriod.value, Priority.device, () => {
      this.#ticking = false;
      for (const pages of [...this.#noted.keys()]) this.#flush(pages);
      this.#look();
      if (this.#state === "high") this.#giveBack();
      else this.#reclaim();
      // What is free is there for those that lack some, without anything being taken from the others.
      const wanted = perPeriod(costs.balloonRate.value) - Math.max(0, this.#above);
      const giver = wanted > 0 ? this.#imbalance : undefined;
      if (giver) this.#takeFrom(giver, wanted);
      this.#lookAround();
    });
  }

  /** Pages by which free memory exceeds the highest threshold; below zero they are short. */
  get #above(): number {
    const { size, free } = this.hardware.memory;
    return Math.floor(free / PAGE_SIZE - (size * costs.memoryHigh.value) / 100 / PAGE_SIZE);
  }

  /** Pages that balloons could give back without making memory short again. */
  get #surplus(): number {
    let ballooned = 0;
    for (const pages of this.#machines) if (pages.owner.runs) ballooned += pages.counts.ballooned;
    return Math.min(ballooned, this.#above - this.#lent);
  }

  /** Takes memory back, towards the highest threshold; no more at once than the disk carries away meanwhile. */
  #reclaim(): void {
    this.#lent = 0;
    const short = -this.#above;
    if (short <= 0) return;
    let toSwap = short;
    if (this.#policy.ballooning && this.#state === "soft") {
      toSwap = 0;
      for (const [machine, pages] of revoke(this.#machines, short, this.#policy.idleTax))
        this.#takeFrom(machine, pages);
    }
    this.#write(this.#evict(Math.min(toSwap, perPeriod(costs.diskBandwidth.value))));
  }

  /** Takes so many pages from a machine: by its balloon, or, where that can take no more, to the swap space. */
  #takeFrom(machine: GuestPages, pages: number): void {
    if (this.#policy.ballooning && machine.inflatable > 0)
      machine.inflate(pages, perPeriod(costs.balloonRate.value));
    else this.#write(machine.evict(Math.min(pages, perPeriod(costs.diskBandwidth.value))));
  }

  /** Lets the balloons shrink of those that pay most for a page. */
  #giveBack(): void {
    const most = perPeriod(costs.balloonRate.value);
    const running = [...this.#machines].filter(({ owner }) => owner.runs);
    for (const machine of running.sort((a, b) => this.#price(b) - this.#price(a)))
      this.#lent += machine.deflate(Math.max(0, Math.min(most, this.#surplus)));
  }

  #price({ counts, active }: GuestPages): number {
    const { idleTax } = this.#policy;
    return sharesPerPage(counts.promised.shares, counts.resident, active, idleTax);
  }

  /** The machine that pays least for its pages, if another lacks some and pays clearly more. */
  get #imbalance(): GuestPages | undefined {
    let [most, least] = [0, Infinity];
    let giver: GuestPages | undefined;
    for (const machine of this.#machines) {
      const { counts } = machine;
      const price = this.#price(machine);
      if (counts.lacks) most = Math.max(most, price);
      if (counts.evictable === 0 || price >= least) continue;
      [giver, least] = [machine, price];
    }
    return least * TOLERANCE < most ? giver : undefined;
  }

  /** Looks for pages that hold the same, as long as there are machines. */
  #scan(): void {
    if (!this.sharing || this.#scanning || this.#machines.size === 0) return;
    this.#scanning = true;
    const { scanPeriod, scanRate } = costs;
    this.hardware.simulation.schedule(scanPeriod.value, Priority.device, () => {
      this.#scanning = false;
      const pages = Math.floor((scanRate.value * scanPeriod.value) / 1e9);
      const machines = [...this.#machines].map(({ counts }) => counts);
      this.sharing?.scan(machines, pages);
      this.#scan();
    });
  }

  /** Estimates now and then how much of its memory each machine uses: a sample, and what it was before, if more. */
  #sample(): void {
    if (this.#sampling || this.#machines.size === 0) return;
    this.#sampling = true;
    this.hardware.simulation.schedule(costs.samplePeriod.value, Priority.device, () => {
      this.#sampling = false;
      for (const pages of this.#machines) {
        const part = pages.touched();
        let touched = 0;
        for (let i = 0; i < costs.samplePages.value; i++)
          if (this.#random.uniform() < part) touched++;
        const sampled = touched / costs.samplePages.value;
        pages.average = (pages.average + sampled) / 2;
        pages.active = Math.max(sampled, pages.average);
      }
      this.#lookAround();
      this.#sample();
    });
  }

  #flush(pages: GuestPages): void {
    const { simulation, trace } = this.hardware;
    for (const [action, count] of this.#noted.get(pages) ?? []) {
      const bytes = count * PAGE_SIZE;
      trace.append({
        time: simulation.now,
        kind: "memory",
        subject: pages.owner.name,
        action,
        bytes,
      });
    }
    this.#noted.delete(pages);
  }
}

/** Prices that differ by less count as equal. */
const TOLERANCE = 1.1;

/** Pages in a period of the hypervisor's work, at so many bytes per second. */
const perPeriod = (rate: number): number =>
  Math.floor((rate * costs.memoryPeriod.value) / 1e9 / PAGE_SIZE);

/** As ESX gives a machine whose shares are "normal": ten for each MiB. */
const defaultShares = (memory: number): number => Math.max(1, Math.round((memory * 10) / 2 ** 20));
