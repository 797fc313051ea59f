// The second half of post-copy: the machine runs on the other server, and its memory follows. Pages are pushed in the
// background; one that it touches before it came is a page fault, and the virtual CPU waits until it was fetched.

import type { Hardware } from "../../host/hardware.ts";
import type { PoweredDomain } from "../powered-domain.ts";
import type { MigrationProgress } from "./migration.ts";
import { transfer } from "./transfer.ts";

/** What fetching needs to know. */
export interface FetchSpec {
  readonly powered: PoweredDomain;
  readonly from: Hardware;
  readonly to: Hardware;
  /** Bits per second, at most. */
  readonly rate: number;
  readonly progress: MigrationProgress;
  readonly goesOn: () => boolean;
  readonly done: () => void;
}

export class PageFetcher {
  readonly #spec: FetchSpec;

  constructor(spec: FetchSpec) {
    this.#spec = spec;
  }

  begin(): void {
    const { powered, from, to, rate, goesOn, done, progress } = this.#spec;
    transfer(from, to, {
      memory: powered.memory.size,
      disk: 0,
      rate,
      goesOn,
      arrived: (bytes) => {
        progress.sent += bytes;
      },
      done,
    });
  }
}
