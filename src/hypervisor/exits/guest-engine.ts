// What is inside a virtual machine, seen from outside. Scheduler, I/O, lifecycle and trace know only this interface;
// behind it is a workload model now, and a machine that executes instructions later.

import type { Exit, IoRequest, Received } from "./exit.ts";

/** `State` is what the engine keeps, as plain data. */
export interface GuestEngine<State = unknown> {
  /**
   * How long virtual CPU `vcpu` would run before it leaves the guest by itself, at most `budget`. The
   * hypervisor looks ahead with it, and may interrupt the guest earlier: no time passes in the guest, which only settles
   * what the virtual CPU is to run next.
   */
  untilExit(vcpu: number, budget: number): number;
  /** The working set of what a virtual CPU runs or is to run next, in bytes. None unless it says so. */
  workingSet?(vcpu: number): number;
  /** Runs the guest for at most `budget` nanoseconds and says why it stopped. */
  run(vcpu: number, budget: number): Exit;
  /** Whether an interrupt is pending for a virtual CPU, so that it must not be left halted. */
  hasWork(vcpu: number): boolean;
  /** A device completed the request with this tag: the guest gets an interrupt. */
  complete(tag: number): void;
  /** Something came over the network, and was put where the guest finds it: the guest gets an interrupt. */
  received(request: IoRequest, outcome: Received): void;
  /** The power button was pressed, or a restart asked for. */
  requestPower(event: "shutdown" | "reset"): void;
  /** The power is cut: nothing in the guest happens any more. */
  stop(): void;
  /** All that is inside, as plain data. No virtual CPU is in the guest at that moment. */
  save(): State;
  /**
   * Puts what was saved into a fresh engine: the guest goes on where it was, whatever the time is now. Gives back the
   * requests whose completion it still waits for: the caller hands them to the devices again.
   */
  restore(state: State): IoRequest[];
}
