// A refused request leaves one mark: a record in the trace.

import type { Request } from "../simulation/catalogue.ts";
import { HypervisorError } from "../simulation/error.ts";
import type { Simulation } from "../simulation/simulation.ts";
import { messages } from "./messages.ts";
import type { SoftwareKind } from "./messages.en.ts";
import type { TraceLog } from "../trace/trace-log.ts";

/** Runs `operation`; a refusal is recorded and thrown on. */
export function recordingRefusal<T>(
  { simulation, trace }: { readonly simulation: Simulation; readonly trace: TraceLog },
  subject: string,
  name: string,
  operation: () => T,
): T {
  try {
    return operation();
  } catch (error) {
    if (error instanceof HypervisorError) {
      const { code, message, about } = error;
      trace.append({
        time: simulation.now,
        kind: "refusal",
        subject,
        operation: name,
        code,
        message,
        about,
      });
    }
    throw error;
  }
}

/** Software is installed once: `where` is the name of what it runs on already. */
export function checkNotInstalled(
  request: Request,
  software: SoftwareKind,
  where: string | undefined,
): void {
  if (where === undefined) return;
  throw messages.refusal("already-installed", request, { software, on: where });
}
