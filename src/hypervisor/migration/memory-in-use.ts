// What a guest has written of its memory since it was switched on, by purpose. Pages that it never wrote hold zeros, and
// a migration sends of each only that it does.
//
// Where the hypervisor reserves all memory it keeps no account of pages. What there is follows from what runs: what the
// operating system takes for itself and as cache when it boots (guest-areas.ts), the working sets of the applications
// that ran side by side at the busiest moment, since a page that one gave up is not zeroed but used by the next; and
// the pages that a cell wrote. Under overcommit the hypervisor knows which pages there are.

import { costs } from "../../host/costs.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { ActiveDomain } from "../machine/active-domain.ts";
import { OS, systemAreas } from "../memory/guest-areas.ts";
import type { ApplicationSpec } from "../spec/workload-spec.ts";

const pages = (bytes: number): number => Math.ceil(bytes / PAGE_SIZE);

/** Bytes that the operating system has written, for itself and as cache, once it boots. */
export function systemMemory({ engine, memory }: ActiveDomain): number {
  const areas = engine.image ? systemAreas(engine.image, pages(memory.size)) : [];
  return areas.reduce((sum, { size }) => sum + size, 0) * PAGE_SIZE;
}

/** Bytes of whole pages that hold something. */
export function memoryInUse(active: ActiveDomain): number {
  const { engine, memory } = active;
  const known = memory.demand?.usage();
  if (known) return known.resident + known.swapped;
  const written = memory.pages().length * PAGE_SIZE;
  const applications = pages(engine.mostMemory) * PAGE_SIZE;
  return Math.min(memory.size, systemMemory(active) + applications + written);
}

/** A part of a working set whose pages are all written equally often. */
export interface WrittenPart {
  /** Its size, and what is written to it in each second of CPU time, in bytes. */
  readonly memory: number;
  readonly writes: number;
}

/** The parts of an application's working set: one, or what is hot and the rest. */
export function writtenParts({ memory, writes, hot }: ApplicationSpec): WrittenPart[] {
  if (!hot) return [{ memory, writes }];
  const often = hot.memory < memory ? (writes * hot.writes) / 100 : writes;
  return [
    { memory: hot.memory, writes: often },
    { memory: memory - hot.memory, writes: writes - often },
  ].filter((part) => part.memory > 0);
}

/** Pages that are touched in turn, each once in a window of CPU time, and written to besides. */
export interface TouchedArea extends WrittenPart {
  /** In nanoseconds. */
  readonly window: number;
  /** The CPU time of those that touch it, so far. */
  cpuTime(): number;
}

/** What the guest touches: each application its working set, and whatever runs the pages of the operating system. */
export function touchedAreas({ engine, memory, applications }: ActiveDomain): TouchedArea[] {
  const { image } = engine;
  const all = [...applications];
  const system = image
    ? systemAreas(image, pages(memory.size)).filter(({ name }) => name === OS)
    : [];
  return [
    ...system.map(({ size, window }) => ({
      memory: size * PAGE_SIZE,
      writes: 0,
      window,
      cpuTime: () => all.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
    })),
    ...all
      .filter(({ state, spec }) => state === "running" && spec.memory > 0)
      .flatMap((one) =>
        writtenParts(one.spec).map((part) => ({
          ...part,
          window: costs.workingSetWindow.value,
          cpuTime: () => one.cpuTime,
        })),
      ),
  ];
}
