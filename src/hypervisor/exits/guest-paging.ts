// What the tasks of a guest ask for, and how the memory they use answers when it is backed page by page: a task touches
// pages as it computes, and now and then one that is not there.

import type { OsImage } from "../../host/os-images.ts";
import type { OutOfMemory } from "../../trace/detail.ts";
import type { Exit } from "./exit.ts";

/** One thing a task asks for. */
export type Demand =
  | { readonly kind: "compute"; readonly amount: number }
  | {
      readonly kind: "read" | "write" | "send";
      readonly amount: number;
      /** The most that one request carries, and how many there are at once, where it is not as usual. */
      readonly size?: number;
      readonly depth?: number;
    }
  | { readonly kind: "hypercall"; readonly amount: number }
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
  /** How long a task may compute before it meets a page that is not there; Infinity when all are. */
  untilFault(application: string | undefined): number;
  /** It computed for `time` nanoseconds. */
  touch(application: string | undefined, time: number): void;
  /** The fault that has become due, if one has. */
  fault(application: string | undefined): PageFault | undefined;
}

/** What a computing task met. */
export type PageFault =
  /** A page that the hypervisor has not backed, or has swapped out: an exit. */
  | Omit<Extract<Exit, { reason: "guest-page-fault" }>, "elapsed">
  /** A page that the guest itself has put on its disk: so many bytes are to be read, by so many requests in turn. */
  | { readonly reason: "guest-swap-in"; readonly bytes: number; readonly times: number };
