// What one physical CPU is at, as the run loop sees it.

import type { PhysicalCpu } from "../../host/cpu.ts";
import type { ScheduledEvent } from "../../simulation/event-queue.ts";
import type { SliceRecord } from "../../trace/record.ts";
import type { Exit } from "../exits/exit.ts";
import type { Vcpu } from "./vcpu.ts";

/** What a thread is at, until it is done. */
export interface Stretch {
  /** All of it, in nanoseconds of a core of its own. */
  readonly work: number;
  /** What was done of it up to the moment `since`. */
  done: number;
  since: number;
  /** What is done of it in a nanosecond. */
  pace: number;
  /** When it ends at the latest, done or not. */
  readonly latest: number;
  readonly then: () => void;
  ended: boolean;
}

export interface Core {
  readonly cpu: PhysicalCpu;
  /** Whose it is. */
  vcpu: Vcpu | undefined;
  /** Whose registers are loaded: to go on with the same virtual CPU needs no switch. */
  loaded: Vcpu | undefined;
  sliceStart: number;
  sliceEnd: number;
  /** The part of the slice before this moment is in the books. */
  chargedAt: number;
  /** Another one is to have the CPU as soon as this one is out of the guest (Linux: TIF_NEED_RESCHED). */
  needsReschedule: boolean;
  /** The guest's progress is being computed: it is too late to call it back. */
  leaving: boolean;
  enteredAt: number;
  /** The exit being handled. */
  exit: Exit | undefined;
  /** The end of what it is doing. */
  timer: ScheduledEvent | undefined;
  /** When it last became idle, and for how long it has been of late. */
  idleSince: number;
  usualIdle: number;
  /** It leaves its idle state, or has just left it. */
  roused: boolean;
  /** For whom it leaves its idle state. */
  rousedFor: Vcpu | undefined;
  /** It is at something, and what that is: where cores have several threads. */
  isBusy: boolean;
  stretch: Stretch | undefined;
}

/** A physical CPU that no virtual CPU has. */
export function idleCore(cpu: PhysicalCpu, idleSince = 0): Core {
  return {
    cpu,
    vcpu: undefined,
    loaded: undefined,
    sliceStart: 0,
    sliceEnd: 0,
    chargedAt: 0,
    needsReschedule: false,
    leaving: false,
    enteredAt: 0,
    exit: undefined,
    timer: undefined,
    idleSince,
    usualIdle: 0,
    roused: false,
    rousedFor: undefined,
    isBusy: false,
    stretch: undefined,
  };
}

/** The physical CPU that a virtual one has at present: it can only be the one it was last put on. */
export function coreOf(cores: readonly Core[], vcpu: Vcpu): Core | undefined {
  const core = vcpu.lastCpu === undefined ? undefined : cores[vcpu.lastCpu];
  return core?.vcpu === vcpu ? core : undefined;
}

/** The occupation of a physical CPU by a virtual one, up to now. */
export function sliceOf({ sliceStart: start, cpu }: Core, vcpu: Vcpu, now: number): SliceRecord {
  return {
    time: now,
    kind: "slice",
    subject: vcpu.owner.name,
    pcpu: cpu.index,
    vcpu: vcpu.index,
    start,
    end: now,
  };
}
