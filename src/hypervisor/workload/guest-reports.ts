// What a guest lets the trace know: what its operating system is at, and its applications.

import type { WorkloadGuestSetup } from "./workload-guest-setup.ts";
import type { ApplicationFailure } from "../../trace/detail.ts";
import type { ApplicationRecord } from "../../trace/record.ts";

export class GuestReports {
  readonly #setup: Pick<WorkloadGuestSetup, "report" | "image">;

  constructor(setup: Pick<WorkloadGuestSetup, "report" | "image">) {
    this.#setup = setup;
  }

  /** Its firmware finds nothing on the disk. */
  nothingToBoot(): void {
    const detail = { code: "nothing-to-boot" } as const;
    this.#setup.report({ kind: "guest", event: "no-bootable-device", detail });
  }

  system(event: "booting" | "booted" | "powering-off"): void {
    const detail = { code: "system", system: this.#setup.image?.name ?? "" } as const;
    this.#setup.report({ kind: "guest", event, detail });
  }

  application(
    application: string,
    event: ApplicationRecord["event"],
    failure?: ApplicationFailure,
  ): void {
    const cause = failure ? { detail: failure } : {};
    this.#setup.report({ kind: "application", application, event, ...cause });
  }
}
