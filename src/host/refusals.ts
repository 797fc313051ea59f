// A refused request leaves one mark: a record in the trace.

import { HypervisorError } from "../simulation/error.ts";
import type { Simulation } from "../simulation/simulation.ts";
import type { Trace } from "../trace/trace.ts";

/** Runs `operation`; a refusal is recorded and thrown on. */
export function recordingRefusal<T>(
  { simulation, trace }: { readonly simulation: Simulation; readonly trace: Trace },
  subject: string,
  name: string,
  operation: () => T,
): T {
  try {
    return operation();
  } catch (error) {
    if (error instanceof HypervisorError) {
      const { code, message } = error;
      trace.append({
        time: simulation.now,
        kind: "refusal",
        subject,
        operation: name,
        code,
        message,
      });
    }
    throw error;
  }
}
