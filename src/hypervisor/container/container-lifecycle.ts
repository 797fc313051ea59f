// The life of a container, in Docker's words (docker ps; the OCI runtime specification says "stopped" for "exited"):
//
//             create             start
//   (nothing) ──────▶ created ──────────▶ running ⇄ paused        pause, unpause
//                        │                ▲  │         │
//                        │          start │  ▼         │ kill
//                        │                exited ◀─────┘          stop, kill, or its main process ends
//                        │       remove     │ remove
//                        └──────▶ removed ◀─┘
//
// Beside the table of virtual machines one state is missing: nothing boots, so nothing is "on" without a process.

import { frozen } from "../../trace/frozen.ts";
/** The state of a container. It runs exactly as long as its main process does. */
export type ContainerState = "created" | "running" | "paused" | "exited" | "removed";

/** What can be asked of a container. `access` is any use of its files and processes from inside. */
export type ContainerOperation =
  "start" | "pause" | "unpause" | "stop" | "kill" | "remove" | "launch" | "access";

/** For each state, the operations allowed and the state each leads to. */
export const containerTransitions: Readonly<
  Record<ContainerState, Partial<Record<ContainerOperation, ContainerState>>>
> = frozen({
  created: { start: "running", remove: "removed" },
  running: {
    pause: "paused",
    stop: "exited",
    kill: "exited",
    launch: "running",
    access: "running",
  },
  paused: { unpause: "running", kill: "exited" },
  exited: { start: "running", remove: "removed" },
  removed: {},
});
