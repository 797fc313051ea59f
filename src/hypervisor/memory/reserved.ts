// All memory of a machine is taken from the server when it is switched on, and given back when it is off.

import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import { checkMemory } from "../../host/capacity.ts";
import { isMemorySpec, memorySpec } from "./machine-memory.ts";
import type { MemorySpec } from "./machine-memory.ts";
import { messages } from "./messages.ts";
import { ReservedMemory } from "./reserved-pages.ts";

/**
 * Every machine gets all its memory when it is switched on, or is refused: the server is never short, and what a guest does
 * not use stays its own. What a hypervisor does unless told otherwise. A guest in which more runs than fits pages to its
 * own disk, as far as its `swap` reaches; then its OOM killer ends an application.
 *
 * @example
 * new Hypervisor({ memory: reserved() })
 */
export function reserved(): MemorySpec {
  return memorySpec({ name: "reserved", swapArea: 0 }, (hardware, overhead) => ({
    admit: (request, spec) => {
      checkMemory(request, hardware, spec.memory, overhead(spec));
    },
    provide: (spec, owner) => new ReservedMemory(hardware, spec, owner, overhead(spec)),
  }));
}

/** How memory is to be backed: reserved unless something else is asked for. */
export function checkMemorySpec(request: Request, memory: MemorySpec | undefined): MemorySpec {
  if (memory === undefined) return reserved();
  if (isMemorySpec(memory)) return memory;
  throw messages.refusal("invalid-argument/memory", request, { memory: described(memory) });
}
