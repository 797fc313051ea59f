// The life of a virtual machine, in libvirt's words:
//
//             define                  start
//   undefined ──────▶ shutoff ─────────────────────▶ running ⇄ blocked   (all its virtual CPUs wait: still up)
//             ◀──────    ▲ ▲                        │  │  ▲ │
//             undefine   │ │   destroy              │  │  │ │ suspend / resume
//                        │ └────────────────────────┘  │  └─┴──▶ paused
//                        │   the guest powers off      │ shutdown
//                        └─────────── shutdown ◀───────┘
//
//   running ── the guest's kernel panics ──▶ crashed ── destroy ──▶ shutoff      (libvirt's on_crash = preserve)
//
// The table below is the only place that knows what is allowed when; state-rules.ts refuses by it.

import { frozen } from "../../trace/frozen.ts";
/**
 * The state of a virtual machine, as libvirt names it; "undefined" once it was removed.
 *
 * - `running`: a virtual CPU runs or is ready to
 * - `blocked`: up, and all its virtual CPUs wait for something (as Xen shows an idle domain); tables and figures call it
 *   "running (idle)", since nothing is wrong with it
 * - `paused`: suspended; it keeps its memory and gets no CPU time
 * - `shutdown`: the guest is shutting down
 * - `shutoff`: defined, and off
 * - `crashed`: the guest's kernel panicked; its memory is kept for a look at it
 */
export type DomainState =
  "running" | "blocked" | "paused" | "shutdown" | "shutoff" | "crashed" | "undefined";

/** What can be asked of a virtual machine. `access` is any use of its memory, disk or network from a cell. */
export type Operation =
  | "install"
  | "start"
  | "suspend"
  | "resume"
  | "shutdown"
  | "reboot"
  | "destroy"
  | "undefine"
  | "launch"
  | "access";

const up = {
  suspend: "paused",
  shutdown: "shutdown",
  reboot: "running",
  destroy: "shutoff",
  launch: "running",
  access: "running",
} as const;

/** For each state, the operations allowed and the state each leads to. */
export const transitions: Readonly<Record<DomainState, Partial<Record<Operation, DomainState>>>> =
  frozen({
    shutoff: { install: "shutoff", start: "running", undefine: "undefined" },
    running: up,
    blocked: up,
    paused: { resume: "running", destroy: "shutoff" },
    shutdown: { destroy: "shutoff" },
    crashed: { destroy: "shutoff" },
    undefined: {},
  });

/** Changes of state that are no request to the hypervisor: the guest brings them about. */
export const guestTransitions = [
  { from: "running", to: "crashed", event: "panics" },
  { from: "shutdown", to: "shutoff", event: "powers off" },
] as const satisfies readonly { from: DomainState; to: DomainState; event: string }[];

/** The states in which an operation is allowed. */
export function statesAllowing(operation: Operation): DomainState[] {
  return (Object.keys(transitions) as DomainState[]).filter(
    (state) => operation in transitions[state],
  );
}

/** "running", "running or blocked", "a, b or c". */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
