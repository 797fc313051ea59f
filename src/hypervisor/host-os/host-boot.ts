// A restart of the server: the firmware looks at the disk's boot sector, and what it finds there boots, in the time
// that reading and setting it up takes. It finds what the sector holds now, not what was once installed.

import { bootable } from "../../host/boot-sector.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { readSector } from "./host-disk.ts";
import { HostThreads } from "./host-threads.ts";
import type { HostServices } from "./host-threads.ts";
import { messages } from "./messages.ts";

/** The host OS that was installed on the disk. */
export interface InstalledHost extends HostServices {
  readonly name: string;
  readonly image: OsImage;
}

/**
 * What a host OS is at: it runs; its kernel panicked; it boots; its server is off; or the firmware found no operating
 * system on the disk.
 */
export type HostOsState = "up" | "panicked" | "booting" | "off" | "no operating system";

/** A boot that goes on, or came to nothing. */
export interface HostBoot {
  readonly state: HostOsState;
  /** The power is cut while it boots. */
  end(): void;
}

/** Begins to boot what is on the disk, if it still is this host OS; `up` is called when it is up. */
export function bootHost(installed: InstalledHost, up: () => void): HostBoot {
  const { name, hardware } = installed;
  const { disk, simulation, trace } = hardware;
  const found = bootable(readSector(disk, 0));
  const image = found?.id === installed.image.id ? found : undefined;
  const threads = new HostThreads(
    {
      name,
      threads: 1,
      image,
      report: (step) => {
        if (step.kind !== "guest") return;
        trace.append({ time: simulation.now, subject: name, ...step });
        if (step.event === "booted") up();
      },
    },
    installed,
  );
  return {
    state: image ? "booting" : "no operating system",
    end: () => {
      threads.end();
    },
  };
}

/** A host OS that is up; or one that does not boot just now, whatever else is wrong with it. */
export function checkHostState(
  request: Request,
  state: HostOsState,
  needs: "up" | "not booting",
): void {
  const boots = state === "booting" || state === "off";
  if (state === "up" || (needs === "not booting" && !boots)) return;
  throw messages.refusal("operation-invalid", request, { needs, state });
}
