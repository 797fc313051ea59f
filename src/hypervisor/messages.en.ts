// What is asked of a hypervisor and of its machines, and what a hypervisor says of its profile, of what it is installed
// on and of what it does not know, in English.

import type { Messages } from "../simulation/catalogue.ts";
import { nameInEnglish, shownInEnglish } from "../simulation/described.ts";
import type { Described } from "../simulation/described.ts";
import { formatBytes } from "../simulation/units.ts";
import { formatDuration } from "../simulation/units.ts";
import type { BackupState } from "./machine/backup-progress.ts";

interface Named {
  readonly name: Described;
}

interface Machine {
  readonly machine: string;
}

interface OfSnapshot extends Machine {
  readonly snapshot: Described;
}

/** Whose way it is: an exit, by its reason, or a "request" to the back end. */
interface Way {
  readonly way: string;
}

interface Cost {
  readonly cost: Described;
}

const takeAProfile = "take one of `profiles`, as in profile: profiles.xen, or change a copy of it";

const backupNames: Readonly<Record<BackupState, string>> = {
  copying: "still being made",
  completed: "completed",
  failed: "one that failed",
};

export const en = {
  requests: {
    "set-up": () => "cannot set up a hypervisor",
    "set-up-remote": () => "cannot set up a remote computer",
    "launch-client": ({ application }: { readonly application: Described }) =>
      `cannot launch ${nameInEnglish(application, "a client")}`,
    manage: () => "cannot manage machines",
    define: ({ name }: Named) => `cannot define ${nameInEnglish(name, "a machine")}`,
    create: ({ name }: Named) => `cannot create ${nameInEnglish(name, "a machine")}`,
    clone: ({ name }: Named) => `cannot clone ${nameInEnglish(name, "a machine")}`,
    lookup: ({ name }: Named) => `cannot look up ${shownInEnglish(name)}`,
    find: ({ name }: Named) => `cannot look up ${shownInEnglish(name)}`,
    install: ({ image, machine }: Machine & { readonly image: Described }) =>
      `cannot install ${shownInEnglish(image)} on "${machine}"`,
    start: ({ machine }: Machine) => `cannot start "${machine}"`,
    suspend: ({ machine }: Machine) => `cannot suspend "${machine}"`,
    resume: ({ machine }: Machine) => `cannot resume "${machine}"`,
    shutdown: ({ machine }: Machine) => `cannot shut down "${machine}"`,
    reboot: ({ machine }: Machine) => `cannot reboot "${machine}"`,
    destroy: ({ machine }: Machine) => `cannot destroy "${machine}"`,
    undefine: ({ machine }: Machine) => `cannot undefine "${machine}"`,
    snapshot: ({ snapshot, machine }: OfSnapshot) =>
      `cannot take snapshot ${shownInEnglish(snapshot)} of "${machine}"`,
    revert: ({ snapshot, machine }: OfSnapshot) =>
      `cannot revert "${machine}" to ${shownInEnglish(snapshot)}`,
    deleteSnapshot: ({ snapshot, machine }: OfSnapshot) =>
      `cannot delete snapshot ${shownInEnglish(snapshot)} of "${machine}"`,
    redefineSnapshot: ({ snapshot, machine }: OfSnapshot) =>
      `cannot redefine snapshot ${shownInEnglish(snapshot)} of "${machine}"`,
    launch: ({ application, machine }: Machine & { readonly application: Described }) =>
      `cannot launch ${nameInEnglish(application, "an application")} in "${machine}"`,
    migrate: ({ machine }: Machine) => `cannot migrate "${machine}"`,
    backup: ({ machine }: Machine) => `cannot back up "${machine}"`,
    restore: ({ machine }: Machine) => `cannot restore "${machine}"`,
    nest: ({ machine }: Machine) => `cannot install a hypervisor in "${machine}"`,
  },
  refusals: {
    "invalid-argument/clients-only": () => ({
      expected: "a client(…)",
      found: "a remote computer runs nothing but clients",
      hint: 'write launch(client({ name: "load", to: web, requests: 1000 }))',
    }),
    "invalid-argument/backup": ({
      state,
    }: {
      /** How far it is; undefined for what is no backup. */
      readonly state: BackupState | undefined;
    }) => ({
      expected: "a backup that is completed",
      found:
        state === undefined
          ? "what was passed is no backup"
          : `what was passed is ${backupNames[state]}`,
      hint:
        state === "failed"
          ? "pass an earlier one, or make another with vm.backup(hypervisor)"
          : "pass what vm.backup(hypervisor) gave back, once cluster.run(…) has completed it",
    }),
    "insufficient-disk/backup": ({
      disk,
      needed,
    }: {
      /** Bytes. */
      readonly disk: number;
      readonly needed: number;
    }) => ({
      expected: `a disk of at least ${formatBytes(needed)}, as the one that was backed up`,
      found: `its disk has ${formatBytes(disk)}`,
      hint: "restore it in a machine with a disk of that size",
    }),
    "no-domain": ({
      names,
    }: {
      /** Machines that could be named. */
      readonly names: readonly string[];
    }) => ({
      expected: "the name of a defined machine",
      found: "there is no machine of that name",
      hint:
        names.length > 0
          ? `there is ${names.map((name) => `"${name}"`).join(", ")}`
          : "define() one first",
    }),
    "no-connect/crashed": ({ part }: { readonly part: string }) => ({
      expected: `${part} to be up`,
      found: "it crashed",
      hint: "what still runs goes on; to manage machines again, powerOff() and powerOn() the server",
    }),
    "no-connect/booting": ({ host }: { readonly host: string }) => ({
      expected: `"${host}" to be up`,
      found: "that host OS is booting",
      hint: 'server.run(…) until host.state is "up"',
    }),
    "no-connect/no-operating-system": ({ host }: { readonly host: string }) => ({
      expected: `"${host}" to be up`,
      found: "there is no operating system on the server's disk any more",
      hint: "nothing brings it back: build another Server",
    }),
    "no-connect/off": ({ server }: { readonly server: string }) => ({
      expected: `"${server}" to be on`,
      found: "that server is off",
      hint: "powerOn() the server",
    }),
    "no-connect/no-cluster": ({ server }: { readonly server: string }) => ({
      expected: "two servers of one cluster",
      found: `"${server}" is in no cluster`,
      hint: "build both by cluster.add(…)",
    }),
    "invalid-argument/destination": ({ value }: { readonly value: Described }) => ({
      expected: "the hypervisor of another server",
      found: `it is ${shownInEnglish(value)}`,
      hint: "write vm.migrate(hypervisor) or vm.backup(hypervisor)",
    }),
    "invalid-argument/no-components": () => ({
      expected: "a profile with components",
      found: "the profile has no components",
      hint: takeAProfile,
    }),
    "invalid-argument/no-paths": ({
      product,
      kind,
    }: {
      readonly product: Described;
      readonly kind: Described;
    }) => ({
      expected: "a profile with paths for the exits of its guests",
      found: `${shownInEnglish(product)}, of kind ${shownInEnglish(kind)}, has no paths`,
      hint: takeAProfile,
    }),
    "invalid-argument/role-twice": () => ({
      expected: "each part of a profile once",
      found: "a role occurs twice",
      hint: takeAProfile,
    }),
    "invalid-argument/no-role": ({ role }: { readonly role: Described }) => ({
      expected: `a component with the role ${shownInEnglish(role)}`,
      found: "no component has it",
      hint: takeAProfile,
    }),
    "invalid-argument/depends-on": ({
      role,
      below,
    }: {
      readonly role: string;
      readonly below: Described;
    }) => ({
      expected: `${role} to depend on parts of the profile`,
      found: `${role} names ${shownInEnglish(below)}`,
      hint: takeAProfile,
    }),
    "invalid-argument/no-way": ({ way }: Way) => ({
      expected: `paths to say the way of "${way}"`,
      found: "that way has no hop",
      hint: takeAProfile,
    }),
    "invalid-argument/hop-from": ({
      way,
      at,
      from,
    }: Way & { readonly at: string; readonly from: Described }) => ({
      expected: `the next hop of "${way}" to leave ${at}`,
      found: `it leaves ${shownInEnglish(from)}`,
      hint: takeAProfile,
    }),
    "invalid-argument/hop-to": ({ way, to }: Way & { readonly to: Described }) => ({
      expected: `hops of "${way}" between its parts`,
      found: `one leads to ${shownInEnglish(to)}`,
      hint: takeAProfile,
    }),
    "invalid-argument/hop-cost": ({ cost }: Cost) => ({
      expected: "a hop's cost to be a constant of cycles in costs",
      found: `it is ${shownInEnglish(cost)}`,
      hint: takeAProfile,
    }),
    "invalid-argument/back-end": ({ role }: { readonly role: Described }) => ({
      expected: "a back end in a part that has CPU time",
      found: `it is in ${shownInEnglish(role)}`,
      hint: takeAProfile,
    }),
    "invalid-argument/interrupt-cost": ({ cost }: Cost) => ({
      expected: "its interrupt to cost a constant of cycles in costs",
      found: `interrupt is ${shownInEnglish(cost)}`,
      hint: takeAProfile,
    }),
    "invalid-argument/vmm-memory": ({ cost }: Cost) => ({
      expected: "its vmm to name constants of bytes in costs",
      found: `vmm has ${shownInEnglish(cost)}`,
      hint: takeAProfile,
    }),
    "config-unsupported/bare-server": ({ product }: { readonly product: string }) => ({
      expected: `a host OS to install ${product} on`,
      found: "the server is bare",
      hint: "const host = server.install(new HostOs()) first, then host.install(…)",
    }),
    "config-unsupported/host-os": ({
      product,
      host,
    }: {
      readonly product: string;
      readonly host: string;
    }) => ({
      expected: `a bare server: ${product} runs on the hardware itself`,
      found: `"${host}" has the hardware`,
      hint: "server.install(…) it on another, bare Server",
    }),
    "config-unsupported/family": ({
      families,
      system,
      family,
    }: {
      readonly families: readonly string[];
      readonly system: string;
      readonly family: string;
    }) => ({
      expected: `a host OS of the family ${families.join(" or ")}`,
      found: `${system} is ${family}`,
      hint: "install another HostOs on another Server",
    }),
    "config-unsupported/time-slice": ({
      asked,
      given,
    }: {
      readonly asked: number;
      readonly given: number;
    }) => ({
      expected: "no time slice of its own: the host OS schedules",
      found: `it asks for ${formatDuration(asked)}, the host OS gives ${formatDuration(given)}`,
      hint: "write the time slice at the host OS: new HostOs({ timeSlice: ms(10) })",
    }),
  },
} satisfies Messages;
