// What a machine says when it cannot be had, changed or used as was asked, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";
import { count, formatAddress, formatBytes } from "../../simulation/units.ts";
import { nameOf } from "../lifecycle/state-names.en.ts";
import type { DomainState } from "../lifecycle/lifecycle.ts";

/** The server, the model that its machines get, and the one that the guest has or is to have. */
type Cpus = Readonly<Record<"server" | "wanted" | "there", string>>;

interface Machine {
  readonly machine: string;
}

/** What only an operating system that reacts can do. */
export type SystemOperation = "shutdown" | "reboot" | "launch";

const instead: Readonly<Record<SystemOperation, string>> = {
  shutdown: "use destroy(), which cuts the power",
  reboot: "use destroy() and start()",
  launch: "destroy() it, install() a system, and start() it",
};

/** The machine that has a name: its state; or it is on its way here, or on another level of a tower of hypervisors. */
export type NameHolder = DomainState | "on its way" | "on another level";

/** What can be done about a name that is taken. */
const elseways = (holder: NameHolder): string => {
  const another = "choose another name";
  if (holder === "on another level") return another;
  return holder === "on its way"
    ? `${another}, or cluster.run(…) until the migration is over; destroy() the machine to end it`
    : `${another}, or undefine() the one there is`;
};

export const en = {
  requests: {
    schedule: ({ machine }: Machine) => `cannot schedule "${machine}"`,
    pin: ({ machine }: Machine) => `cannot pin "${machine}"`,
    mark: ({ machine }: Machine) => `cannot mark "${machine}"`,
    access: ({ machine }: Machine) => `cannot use the devices of "${machine}"`,
    write: () => "cannot write to memory",
    read: () => "cannot read memory",
    translate: () => "cannot translate an address",
    writeDisk: () => "cannot write to disk",
    readDisk: () => "cannot read the disk",
    send: () => "cannot send a frame",
    "forged-transmit": ({ machine }: Machine) => `forged transmit from "${machine}"`,
    "guest-page-fault": ({
      access,
      address,
    }: {
      readonly access: "load" | "store";
      readonly address: number;
    }) => `${access} guest-page fault at gpa ${formatAddress(address)}`,
    "io-error": ({
      access,
      sector,
    }: {
      readonly access: "read" | "write";
      readonly sector: number;
    }) => `I/O error, ${access} of vda, sector ${sector}`,
  },
  refusals: {
    "domain-exists": ({ holder }: { readonly holder: NameHolder }) => ({
      expected: "a name that is not taken",
      found: `a machine of that name ${
        holder === "on its way"
          ? "is on its way here"
          : `exists and is ${holder === "on another level" ? "in or around another" : nameOf(holder)}`
      }`,
      hint: elseways(holder),
    }),
    "insufficient-cpus": ({
      vcpus,
      cpus,
      server,
    }: {
      readonly vcpus: number;
      readonly cpus: number;
      readonly server: string;
    }) => ({
      expected: `at most ${count(cpus, "virtual CPU")}, as many as "${server}" has physical ones`,
      found: `it has ${count(vcpus, "virtual CPU")}`,
      hint: "define it with fewer",
    }),
    "no-operating-system": ({ operation }: { readonly operation: SystemOperation }) => ({
      expected: "an operating system that reacts",
      found: "the machine found nothing to boot on its disk",
      hint: instead[operation],
    }),
    "operation-invalid/snapshots": ({
      snapshots,
      operation,
    }: {
      readonly snapshots: number;
      readonly operation: "undefine" | "restore";
    }) => ({
      expected: "it to have no snapshots: they are on the same disk and would go with it",
      found: `it has ${count(snapshots, "snapshot")}`,
      hint:
        operation === "undefine"
          ? "deleteSnapshot() them, or say undefine({ snapshots: true })"
          : "deleteSnapshot() them first, or restore() the backup on another machine",
    }),
    "operation-invalid/template": ({ operation }: { readonly operation: string }) => ({
      expected: "a machine that is no template",
      found: `it is a template, which cannot do "${operation}"`,
      hint: 'clone it, as in hypervisor.clone("golden", { name: "web-1" }), or markAsVirtualMachine() first',
    }),
    "config-unsupported/schedule": ({ machine }: Machine) => ({
      expected:
        "no weight, cap or pinning of its own: L0 schedules it, and knows no machine but the outer one",
      found: `it is inside "${machine}"`,
      hint: `set them at "${machine}": all inside it share what it has`,
    }),
    "config-unsupported/nested": ({ hypervisor }: { readonly hypervisor: string }) => ({
      expected: "a machine without a hypervisor in it",
      found: `"${hypervisor}" is in it`,
      hint: "do it with the guests inside, one by one",
    }),
    "config-unsupported/cpu-features": ({
      server,
      wanted,
      there,
      missing,
    }: Cpus & { readonly missing: readonly string[] }) => ({
      expected: `a server with all features of ${wanted}, which the guest has or is to have`,
      found: `"${server}" gives its machines ${there}, without ${missing.join(", ")}`,
      hint: `start it with cpu: "${there}", or build the cluster with cpuBaseline: "${there}"`,
    }),
    "config-unsupported/cpu-vendor": ({
      server,
      wanted,
      there,
      vendor,
    }: Cpus & { readonly vendor: string }) => ({
      expected: `a server with a CPU by ${vendor}: the guest has ${wanted}, or is to have it`,
      found: `"${server}" has ${there}`,
      hint: "shutdown() it first, and leave cpu out: a CPU is another only after a start",
    }),
    "config-unsupported/cpu-passthrough": ({ server, wanted, there }: Cpus) => ({
      expected: `the very CPU that the guest has from its server, ${wanted}`,
      found: `"${server}" has ${there}`,
      hint: 'start it with cpu: "host-model", which moves wherever its features are',
    }),
    "config-unsupported/no-shared-storage": ({
      server,
      clustered,
    }: {
      readonly server: string;
      /** Whether the server is in a cluster, which then has no such storage. */
      readonly clustered: boolean;
    }) => ({
      expected: "a server of a cluster that has shared storage",
      found: clustered
        ? `the cluster of "${server}" has no shared storage`
        : `"${server}" is in no cluster`,
      hint: "write new Cluster({ storage: TiB(4) }) and cluster.add(…), or leave storage out",
    }),
    "invalid-argument/mac": ({
      name,
      value,
      mac,
    }: {
      readonly name: string;
      readonly value: Described;
      readonly mac: string;
    }) => ({
      expected: `${name} to be a hardware address such as ${mac}`,
      found: `${name} is ${shownInEnglish(value)}`,
      hint: "every machine's address is its mac",
    }),
    "forged-transmit": ({ mac, from }: { readonly mac: string; readonly from: string }) => ({
      expected: `source address ${mac}, the one given to this port of the virtual switch`,
      found: `the frame says it comes from ${from}`,
      hint: "leave out from: a machine sends in its own name",
    }),
    "guest-page-fault": ({ machine, memory }: Machine & { readonly memory: number }) => ({
      expected: `a mapped page (0x0 to ${formatAddress(memory - 1)})`,
      found: "no stage-2 mapping",
      hint: `"${machine}" has ${formatBytes(memory)}; what lies beyond is not its own`,
    }),
    "no-space": ({ machine }: Machine) => ({
      expected: "a free block on the server's disk",
      found: `no space is left (ENOSPC), and "${machine}" was paused`,
      hint: "make room by undefine() or deleteSnapshot(), resume() it, and write again",
    }),
    "io-error": ({
      machine,
      sectors,
      sectorSize,
    }: Machine & { readonly sectors: number; readonly sectorSize: number }) => ({
      expected: `a sector from 0 to ${sectors - 1}`,
      found: "the sector is beyond the end of the disk (virtio: VIRTIO_BLK_S_IOERR)",
      hint: `the disk of "${machine}" has ${count(sectors, "sector")} of ${sectorSize} bytes`,
    }),
  },
} satisfies Messages;
