// How a server's CPUs hang together, in libvirt's terms: what software sees as a CPU is a hardware thread, and one or two of
// them are a core. CPUs are numbered as Linux finds them on servers with Intel's Hyper-Threading: first one thread of each
// core, then the others, so that of 8 CPUs number 0 and number 4 are the threads of one core.

import { messages } from "./messages.ts";
import type { Request } from "../simulation/catalogue.ts";
import { wholeNumber } from "../simulation/argument.ts";

/** Where one CPU of a server is. */
export interface CpuPlace {
  /** Its number, from 0. */
  readonly cpu: number;
  /** The core that it is a thread of, from 0. */
  readonly core: number;
}

export class CpuTopology {
  readonly cpus: number;
  readonly threadsPerCore: number;

  constructor(cpus: number, threadsPerCore = 1) {
    this.cpus = cpus;
    this.threadsPerCore = threadsPerCore;
  }

  get cores(): number {
    return this.cpus / this.threadsPerCore;
  }

  /** The other thread of its core; undefined where a core has one alone. */
  siblingOf(cpu: number): number | undefined {
    return this.threadsPerCore === 1 ? undefined : (cpu + this.cores) % this.cpus;
  }

  placeOf(cpu: number): CpuPlace {
    return { cpu, core: cpu % this.cores };
  }
}

/** A topology that so many CPUs can have, or a refusal. */
export function checkTopology(request: Request, cpus: number, threadsPerCore: number): CpuTopology {
  const write = "cpus: 8, threadsPerCore: 2";
  wholeNumber(request, "threadsPerCore", threadsPerCore, { min: 1, max: 2, write });
  if (cpus % threadsPerCore !== 0)
    throw messages.refusal("invalid-argument/threads", request, { cpus, threadsPerCore });
  return new CpuTopology(cpus, threadsPerCore);
}
