// A restart of the server: the firmware looks at the disk's boot sector, and what it finds there boots, in the time
// that reading and setting it up takes. It finds what the sector holds now, not what was once installed.

import { bootable } from "../../host/boot-sector.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { readSector } from "./host-disk.ts";
import { HostThreads } from "./host-threads.ts";
import type { HostServices } from "./host-threads.ts";

/** The host OS that was installed on the disk. */
export interface InstalledHost extends HostServices {
  readonly name: string;
  readonly image: OsImage;
}

/**
 * What a host OS is at: it runs; its kernel panicked; it boots; or the firmware found no operating system on the disk.
 */
export type HostOsState = "up" | "panicked" | "booting" | "no operating system";

/** Begins to boot what is on the disk, if it still is this host OS; `up` is called when it is up. */
export function bootHost(platform: InstalledHost, up: () => void): HostOsState {
  const { name, hardware } = platform;
  const { disk, simulation, trace } = hardware;
  const found = bootable(readSector(disk, 0));
  const image = found?.id === platform.image.id ? found : undefined;
  new HostThreads(
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
    platform,
  );
  return image ? "booting" : "no operating system";
}

const found: Readonly<Record<HostOsState, string>> = {
  up: "it is up",
  panicked: "it panicked",
  booting: "it is booting",
  "no operating system": "there is no operating system on the disk any more",
};
const hints: Readonly<Record<HostOsState, string>> = {
  up: "go on",
  panicked: "reboot() it",
  booting: "server.run(…) until it is up",
  "no operating system": "nothing brings it back: build another Server",
};

/** A host OS that is in one of these states. */
export function checkHostState(
  asking: Asking,
  state: HostOsState,
  allowed: readonly HostOsState[],
): void {
  if (allowed.includes(state)) return;
  throw new HypervisorError({
    code: "operation-invalid",
    ...asking,
    expected: allowed.length === 1 ? "a host OS that is up" : "a host OS that does not boot",
    found: found[state],
    hint: hints[state],
  });
}
