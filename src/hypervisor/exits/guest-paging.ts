// What the tasks of a guest ask for, and how the memory they use answers when it is backed page by page: a task touches
// pages as it computes, and now and then one that is not there.

import type { OsImage } from "../../host/os-images.ts";
import type { OutOfMemory, PrivilegedOperation } from "../../trace/detail.ts";
import type { Exit } from "./exit.ts";

/** One thing a task asks for. */
export type Demand =
  /** Work: CPU time on a CPU of the reference frequency. */
  | { readonly kind: "compute"; readonly amount: number }
  | {
      readonly kind: "read" | "write" | "send";
      readonly amount: number;
      /** The most that one request carries, and how many there are at once, where it is not as usual. */
      readonly size?: number;
      readonly depth?: number;
    }
  | { readonly kind: "hypercall"; readonly amount: number }
  | {
      readonly kind: "privileged";
      readonly amount: number;
      readonly operation: PrivilegedOperation;
    }
  | { readonly kind: "console"; readonly amount: 1; readonly text: string }
  | {
      readonly kind: "power";
      readonly amount: 1;
      readonly event: "shutdown" | "reset";
    }
  | {
      readonly kind: "power";
      readonly amount: 1;
      readonly event: "crash";
      readonly cause: OutOfMemory;
    };

export interface GuestPaging {
  /** An operating system begins to boot, or is there again. */
  boot(image: OsImage): void;
  /** An application begins, with a working set of so many bytes. */
  begin(application: string, bytes: number): void;
  /** It ended: what it held is free memory of the guest. */
  end(application: string): void;
  /** How much a task may compute, as work, before it meets a page that is not there; Infinity when all are there. */
  untilFault(application: string | undefined): number;
  /** It computed so much, as work: a faster CPU touches pages faster. */
  touch(application: string | undefined, work: number): void;
  /** The fault that has become due, if one has. When memory and swap are full, the guest may have ended the application. */
  fault(application: string | undefined): PageFault | undefined;
  /** What the guest holds, to be kept with a snapshot; undefined while nothing of it is on the guest's disk. */
  save(): readonly SavedArea[] | undefined;
  /** The same again: of what has booted and begun before this is called. */
  restore(saved: readonly SavedArea[]): void;
}

/** What a guest uses for one purpose, in pages. */
export interface SavedArea {
  readonly name: string;
  readonly size: number;
  /** In its memory, and on its disk. */
  readonly held: number;
  readonly paged: number;
  readonly touches: Touches;
}

/** How an area was touched: what its guest's kernel goes by when it needs room. */
export interface Touches {
  /** CPU time since its first page was touched, since the last sample, and of late. */
  readonly lived: number;
  readonly used: number;
  readonly lately: number;
  /** How many of the pages on the guest's disk are of each class of popularity, and faults on them that are not due yet. */
  readonly pagedClasses: readonly number[];
  readonly owedPaged: number;
}

/** What a computing task met. */
export type PageFault =
  /** A page that the hypervisor has not backed, or has swapped out: an exit. */
  | Omit<Extract<Exit, { reason: "guest-page-fault" }>, "elapsed">
  /**
   * The guest's own swap: so many bytes are to be read that it has put there, or to be written so that it has room for
   * what is touched. The task waits for all of it: so many requests in turn, one where nothing is said.
   */
  | {
      readonly reason: "guest-swap";
      readonly operation: "read" | "write";
      readonly bytes: number;
      readonly times?: number;
    };
