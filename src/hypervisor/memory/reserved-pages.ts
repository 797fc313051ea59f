// The pages of a machine whose memory is reserved, as its guest uses them. The server has backed all of them before the
// guest first touches one, so the hypervisor sees nothing of it. As long as everything in the guest fits into its memory
// there is nothing to see at all, and it costs nothing; when it does not, the guest does what it does under
// overcommitment (guest-pages.ts): it drops its cache, pages to its own disk, and at last ends an application.

import { costs } from "../../host/costs.ts";
import type { Hardware } from "../../host/hardware.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { PageFault, SavedArea } from "../exits/guest-paging.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import { untouched } from "./guest-areas.ts";
import type { PageContent } from "./guest-areas.ts";
import { GuestMemory } from "./guest-memory.ts";
import { GuestPages } from "./guest-pages.ts";
import type { FrameSource } from "./guest-pages.ts";
import { guestSwap } from "./guest-swap.ts";
import { MachineFrames } from "./machine-frames.ts";
import { memoryUse } from "./machine-memory.ts";
import type { MemoryOwner, MemoryUsage } from "./machine-memory.ts";
import { SwapSpace } from "./swap-space.ts";

/** A page gets no frame: it has had one since power-on. */
const backed = (hardware: Hardware): FrameSource => ({
  hardware,
  frames: new MachineFrames(hardware.memory),
  sharing: undefined,
  take: () => ({ frames: [], waits: false }),
  note: () => undefined,
});

export class ReservedPages extends GuestPages {
  /** Whether all that runs fits: then no page is missing, and no one asks. */
  #fits = true;
  /** CPU time since the guest's kernel last saw which programs compute: no hypervisor samples it here. */
  #unsampled = 0;

  readonly #overhead: number;

  /** `overhead` is what the virtual machine monitor takes besides, in bytes. */
  constructor(hardware: Hardware, spec: DomainSpec, owner: MemoryOwner, overhead: number) {
    const total = spec.memory / PAGE_SIZE;
    const promised = { total, reservation: total, shares: 1 };
    const swapSpace = new SwapSpace(hardware.disk, []);
    super(promised, swapSpace, owner, backed(hardware), (image) => guestSwap(spec, image));
    this.#overhead = overhead;
  }

  override usage(): MemoryUsage {
    const { size, guestUsed, guestSwapped, guestSwap: swap } = super.usage();
    const used = { guestUsed, guestSwapped, guestSwap: swap, overhead: this.#overhead };
    return { ...memoryUse(size, size, size), ...used };
  }

  override boot(image: OsImage): void {
    super.boot(image);
    this.#settle();
  }

  override begin(application: string, bytes: number): void {
    super.begin(application, bytes);
    this.#settle();
  }

  override end(application: string): void {
    super.end(application);
    this.#settle();
  }

  override reset(): void {
    super.reset();
    this.#settle();
  }

  override adopt(content: PageContent): void {
    super.adopt(content);
    this.#settle();
  }

  override restore(saved: readonly SavedArea[]): void {
    super.restore(saved);
    this.counts.spare.resident = 0;
    for (const { name, held } of saved) {
      const one = this.counts.area(name);
      if (one) one.resident = held;
    }
    this.#settle();
  }

  override untilFault(application: string | undefined): number {
    return this.#fits ? Infinity : super.untilFault(application);
  }

  override touch(application: string | undefined, time: number): void {
    if (this.#fits) return;
    super.touch(application, time);
    this.#unsampled += time;
    if (this.#unsampled < costs.samplePeriod.value) return;
    this.#unsampled = 0;
    this.touched();
  }

  /** Pages that are touched for the first time are there; the guest has to find room for them, and no more. */
  override fault(application: string | undefined): PageFault | undefined {
    if (this.#fits) return undefined;
    for (;;) {
      const fault = super.fault(application);
      if (fault?.reason !== "guest-page-fault" || !fault.backing) {
        this.#settle();
        return fault;
      }
      this.resolve(fault.backing, () => undefined);
    }
  }

  /** What was not touched yet counts as touched as soon as there is room for all of it, without paging. */
  #settle(): void {
    const { counts } = this;
    let missing = 0;
    let paged = 0;
    for (const one of counts.areas) {
      missing += untouched(one);
      paged += one.paged;
    }
    if (missing > 0 && missing <= this.available) {
      for (const one of [...counts.areas]) this.back(one, untouched(one));
      missing = 0;
    }
    this.#fits = missing + paged === 0;
    // How pages are touched is not followed from now on: when room is short again, they are in memory since long.
    if (this.#fits) for (const one of counts.areas) one.lived = Infinity;
  }
}

/** All memory of a machine, backed as long as it is on, and that of its virtual machine monitor. */
export class ReservedMemory extends GuestMemory {
  readonly paging: ReservedPages;
  readonly #release: () => void;

  constructor(hardware: Hardware, spec: DomainSpec, owner: MemoryOwner, overhead: number) {
    const { memory } = hardware;
    super(memory, spec.memory);
    const monitor = memory.allocate(overhead);
    this.#release = () => {
      memory.release(monitor);
    };
    this.paging = new ReservedPages(hardware, spec, owner, overhead);
  }

  override release(): void {
    super.release();
    this.#release();
  }
}
