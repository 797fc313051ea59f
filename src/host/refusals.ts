// A refused request leaves one mark: a record in the trace.

import type { Asking } from "../simulation/argument.ts";
import { HypervisorError } from "../simulation/error.ts";
import type { Simulation } from "../simulation/simulation.ts";
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

const anotherOf = {
  hypervisor: "new Hypervisor()",
  "host OS": "new HostOs()",
  "container engine": "new ContainerEngine()",
} as const;

/** Software is installed once: `where` is the name of what it runs on already. */
export function checkNotInstalled(
  asking: Asking,
  software: keyof typeof anotherOf,
  where: string | undefined,
): void {
  if (where === undefined) return;
  throw new HypervisorError({
    code: "already-installed",
    ...asking,
    expected: `a ${software} that is not installed yet`,
    found: `it runs on "${where}"`,
    hint: `make another: ${anotherOf[software]}`,
  });
}

/** What is not installed can be asked for nothing; `hint` is how to install it. */
export function refuseNotInstalled(asking: Asking, expected: string, hint: string): never {
  throw new HypervisorError({
    code: "not-installed",
    ...asking,
    expected,
    found: "it is not installed",
    hint,
  });
}
