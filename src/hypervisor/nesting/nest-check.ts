// What a machine must be for a hypervisor to be installed in it, and which hypervisor goes into which machine.

import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import type { ErrorCode } from "../../simulation/error.ts";
import { formatDuration } from "../../simulation/units.ts";
import type { Domain } from "../machine/domain.ts";
import type { Profile } from "../profiles/profile.ts";
import type { OuterMachine } from "../machine/nesting.ts";

/** What to write, for hints. */
export const nestExample = "vm.nest(new Hypervisor({ profile: profiles.kvm }))";

/**
 * The rules of what goes into what machine.
 * @throws HypervisorError `config-unsupported`
 */
export function checkNested(
  asking: Asking,
  { product, installsOn, hostFamilies, backend }: Profile,
  { nesting: { image, machine }, timeSlice }: OuterMachine,
  ownSlice: number | undefined,
): void {
  const refuse = (expected: string, found: string, hint: string): never => {
    throw new HypervisorError({ code: "config-unsupported", ...asking, expected, found, hint });
  };
  if (backend?.role === "control-domain")
    refuse(
      "a hypervisor without a control domain: one inside a machine is not modelled",
      `${product} has one`,
      `write ${nestExample}`,
    );
  if (installsOn === "a bare server" && image)
    refuse(
      `a machine with an empty disk: ${product} has the hardware for itself`,
      `"${machine}" has ${image.name}`,
      `define() and start() a machine without a system for it, or write ${nestExample}`,
    );
  if (installsOn === "a host OS" && !image)
    refuse(
      `a machine with an operating system to install ${product} on`,
      `"${machine}" has none`,
      'create() a machine with image: "ubuntu-24.04"',
    );
  if (image && hostFamilies && !hostFamilies.includes(image.family))
    refuse(
      `an operating system of the family ${hostFamilies.join(" or ")}`,
      `${image.name} is ${image.family}`,
      "create() another machine for it",
    );
  if (ownSlice !== undefined)
    refuse(
      "no time slice of its own: L0 runs what is inside as well",
      `it asks for ${formatDuration(ownSlice)}, L0 gives ${formatDuration(timeSlice)}`,
      "write it at the hypervisor on the server",
    );
}

/**
 * The rules of the machine.
 * @throws HypervisorError `already-installed`, `operation-invalid`, `config-unsupported`
 */
export function checkOuter(
  asking: Asking,
  { state, nested, disk, active, spec, snapshots }: Domain,
): void {
  const refuse = (code: ErrorCode, expected: string, found: string, hint: string): never => {
    throw new HypervisorError({ code, ...asking, expected, found, hint });
  };
  if (nested)
    refuse(
      "already-installed",
      "a machine without a hypervisor in it",
      `"${nested.software.name}" is in it`,
      "create() another machine",
    );
  if (state !== "running" && state !== "blocked")
    refuse(
      "operation-invalid",
      "it to be running or blocked",
      `it is ${state}`,
      "start() it, and server.run(…) until it is up",
    );
  if (disk.bootable() && active?.engine.up !== true)
    refuse(
      "operation-invalid",
      "its operating system to be up",
      "it boots",
      "server.run(seconds(30)) first",
    );
  if (active?.memory.demand)
    refuse(
      "config-unsupported",
      "a machine whose memory is reserved",
      "it is backed on demand",
      "nest() in a machine of a hypervisor with memory: reserved()",
    );
  if (spec.thin === true || snapshots.size > 0)
    refuse(
      "config-unsupported",
      "a machine with a thick disk and no snapshots",
      spec.thin === true ? "its disk is thin" : "it has snapshots",
      "create() it without thin: true, and nest() before anything else",
    );
}
