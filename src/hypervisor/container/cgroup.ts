// A control group: the processes of one container as the host's kernel counts and limits them. CPU time is weighed and
// capped as a machine's is; memory is what the processes' working sets take, and above the limit the kernel kills.

import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { PhysicalMemory } from "../../host/memory.ts";

/** A process that has memory in the group. */
export interface Member {
  readonly name: string;
  /** Bytes of its working set. */
  readonly memory: number;
}

const pagesOf = (bytes: number): number => Math.ceil(bytes / PAGE_SIZE) * PAGE_SIZE;

export class Cgroup {
  readonly #memory: PhysicalMemory;
  readonly #charged = new Map<Member, readonly Extent[]>();
  /** The most memory that its members may have together, in bytes; undefined without a limit. */
  readonly limit: number | undefined;

  constructor(memory: PhysicalMemory, limit: number | undefined) {
    this.#memory = memory;
    this.limit = limit;
  }

  /** Bytes that its members have. */
  get used(): number {
    return [...this.#charged.keys()].reduce((sum, { memory }) => sum + pagesOf(memory), 0);
  }

  /** Whether a member's working set is within the limit together with what the others have. */
  fits(bytes: number): boolean {
    return this.used + pagesOf(bytes) <= (this.limit ?? Infinity);
  }

  /**
   * Gives a member its working set. When that is too much, the out-of-memory killer picks the largest member, the
   * newest of equals, until it is not: those are handed to `kill`, which uncharges them. The caller has checked that
   * the server has the memory.
   */
  charge(member: Member, kill: (victim: Member) => void): void {
    while (!this.fits(member.memory)) {
      const victim = [...this.#charged.keys()].reduce(
        (largest, one) => (one.memory > largest.memory ? one : largest),
        member,
      );
      kill(victim);
      if (victim === member) return;
    }
    this.#charged.set(member, this.#memory.allocate(pagesOf(member.memory)));
  }

  /** The server's page frames behind a member's working set, in its order. */
  frames(member: Member): readonly Extent[] {
    return this.#charged.get(member) ?? [];
  }

  /** A member ended: its memory is free again. */
  uncharge(member: Member): void {
    const frames = this.#charged.get(member);
    if (frames && this.#charged.delete(member)) this.#memory.release(frames);
  }
}
