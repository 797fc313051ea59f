// A computer that is ready to use: a server of a usual size, with an operating system on it if one is asked for. What is
// installed on it goes where its kind belongs: on the hardware, or on the operating system.

import { Server } from "../host/server.ts";
import { messages } from "../host/messages.ts";
import { serverOptions } from "../host/server-spec.ts";
import type { ServerSpec } from "../host/server-spec.ts";
import type { Software } from "../host/system-software.ts";
import { options } from "../simulation/argument.ts";
import { HostOs } from "./host-os/host-os.ts";
import { hostedSoftware } from "./host-os/hosted-software.ts";
import { Hypervisor } from "./hypervisor.ts";
import type { Profile } from "./profiles/profile.ts";

/** What a computer is to be; all of it has a usual value. */
export interface ComputerSpec extends ServerSpec {
  /** The operating system on it, by its name in `osImages`: "windows-11". None unless given. */
  readonly os?: string;
}

/** The server that such a computer is. */
function serverOf(spec: ComputerSpec): ServerSpec {
  const request = messages.request("server", "build");
  const given = options(request, spec, 'computer({ os: "windows-11" })', {
    ...serverOptions,
    os: true,
  });
  const { os: _os, ...server } = given;
  return { name: "computer", ...server };
}

/** Whether what is to be installed is a product and not yet software. */
const isProfile = (value: Profile | Software): value is Profile => "installsOn" in value;

/** A server, with an operating system on it or bare: `computer({ os: "windows-11" })`. */
export class Computer extends Server {
  /** The operating system on it; undefined on a bare server. */
  readonly os: HostOs | undefined;

  /** @throws HypervisorError `invalid-argument`, `no-image`, `insufficient-memory`, `insufficient-disk` */
  constructor(spec: ComputerSpec = {}) {
    super(serverOf(spec));
    this.os = spec.os === undefined ? undefined : super.install(new HostOs({ image: spec.os }));
    Object.freeze(this);
  }

  /**
   * Installs a hypervisor and gives it back: a product, or software that a cell has set up. What runs on an operating
   * system goes on the one that is there; all else goes on the bare server, or is refused.
   * @throws HypervisorError `already-installed`, `config-unsupported`, `insufficient-memory`, `insufficient-disk`
   * @example computer({ os: "windows-11" }).install(profiles.virtualBox)
   */
  override install(product: Profile): Hypervisor;
  override install<Installed extends Software>(software: Installed): Installed;
  override install(wanted: Profile | Software): Software {
    const given = typeof wanted === "object" && wanted !== null && isProfile(wanted);
    const software = given ? new Hypervisor({ profile: wanted }) : wanted;
    if (this.os && hostedSoftware.find(software)) return this.os.install(software);
    return super.install(software);
  }
}

/**
 * A computer that is ready to use, with 4 CPUs, 16 GiB of memory and 500 GiB of disk unless told otherwise.
 * @throws HypervisorError what `new Computer` throws
 * @example
 * const laptop = computer({ os: "windows-11" });
 * const virtualBox = laptop.install(profiles.virtualBox);
 * virtualBox.create("ubuntu-24.04");
 */
export const computer = (spec: ComputerSpec = {}): Computer => new Computer(spec);
