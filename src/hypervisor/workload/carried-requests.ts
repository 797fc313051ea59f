// What the kernel of a machine with a hypervisor in it does for guests inside: it asks its devices for what that hypervisor
// asks, and hands it what is sent to them.

import type { IoRequest } from "../exits/exit.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import type { Task } from "./workload-state.ts";

/** A request of a hypervisor in a machine to that machine's devices. */
export interface CarriedRequest extends Pick<IoRequest, "bytes"> {
  readonly operation: "read" | "write" | "send";
  readonly message?: IoRequest["message"] | undefined;
}

/** The task that it is to the kernel; `done` is called when all of it is complete. */
export function carriedTask({ operation, bytes, message }: CarriedRequest, done: () => void): Task {
  return {
    demands: bytes === 0 ? [] : [{ kind: operation, amount: bytes, size: bytes }],
    at: 0,
    left: bytes,
    arrival: 0,
    carried: done,
    ...(operation === "send" && { sending: {} }),
    ...(message && { message }),
  };
}

/**
 * What `sender` sends to a guest inside leaves by no device: its next piece is handed to the hypervisor. `then` is called
 * with what sends it on from there. False when it goes elsewhere.
 */
export function handInwards(
  sender: Task,
  size: number,
  simulation: Simulation,
  then: (send: () => void) => void,
): boolean {
  const { message } = sender;
  if (message?.inwards !== true) return false;
  const bytes = Math.min(sender.left, size);
  sender.left -= bytes;
  sender.outstanding = (sender.outstanding ?? 0) + 1;
  simulation.schedule(0, Priority.device, () => {
    then(() => {
      sender.outstanding = (sender.outstanding ?? 1) - 1;
      message.sent(bytes, simulation.now);
    });
  });
  return true;
}
