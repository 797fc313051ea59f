// What a product's virtual machine monitor takes of the server's memory for each machine, beside the machine's own: its
// code and data, device models, buffers. It is counted wherever a machine's memory is: at admission, at placement, on
// both servers of a migration.

import { costs } from "../../host/costs.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { MiB } from "../../simulation/units.ts";
import type { Profile } from "./profile.ts";

interface Size {
  readonly vcpus: number;
  /** Bytes. */
  readonly memory: number;
}

/** What the monitor takes for a machine, in bytes: whole pages, and none where no figure is known. */
export function vmmMemory({ vmm }: Profile, { vcpus, memory }: Size): number {
  if (!vmm) return 0;
  const { machine, vcpu, mebibyte } = vmm;
  const bytes =
    costs[machine].value +
    (vcpu ? vcpus * costs[vcpu].value : 0) +
    (mebibyte ? (memory / MiB(1)) * costs[mebibyte].value : 0);
  return Math.ceil(bytes / PAGE_SIZE) * PAGE_SIZE;
}

/** A machine as a server must have room for it there. */
export const withVmm = (profile: Profile, { vcpus, memory }: Size): Size => ({
  vcpus,
  memory: memory + vmmMemory(profile, { vcpus, memory }),
});
