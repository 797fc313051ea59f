// What is said where a hypervisor cannot be installed in a machine, or be reached there, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { formatDuration } from "../../simulation/units.ts";
import { howToRun, nameOf, toBe } from "../lifecycle/state-names.en.ts";
import type { DomainState } from "../lifecycle/lifecycle.ts";

interface Machine {
  readonly machine: string;
}

interface Product {
  readonly product: string;
}

interface Example {
  /** Code that would do. */
  readonly write: string;
}

export const en = {
  requests: {},
  refusals: {
    "invalid-argument": ({ write }: Example) => ({
      expected: "a hypervisor",
      found: "what was passed is no hypervisor",
      hint: `write ${write}`,
    }),
    "already-installed": ({ hypervisor }: { readonly hypervisor: string }) => ({
      expected: "a machine without a hypervisor in it",
      found: `"${hypervisor}" is in it`,
      hint: "create() another machine",
    }),
    "domain-exists": ({ hypervisor }: { readonly hypervisor: string }) => ({
      expected: "a hypervisor with a name that is not taken on this server",
      found: `"${hypervisor}" is there already`,
      hint: 'give it a name: new Hypervisor({ name: "L1", profile: profiles.kvm })',
    }),
    "no-connect/booting": ({ machine }: Machine) => ({
      expected: `"${machine}", which it runs in, to be up`,
      found: "its operating system boots",
      hint: "server.run(seconds(30)) first",
    }),
    "no-connect/not-on": ({ machine, state }: Machine & { readonly state: DomainState }) => ({
      expected: `"${machine}", which it runs in, to be up`,
      found: `"${machine}" is ${nameOf(state)}`,
      hint: howToRun(state),
    }),
    "operation-invalid/booting": () => ({
      expected: "its operating system to be up",
      found: "it boots",
      hint: "server.run(seconds(30)) first",
    }),
    "operation-invalid/not-on": ({ state }: { readonly state: DomainState }) => ({
      expected: toBe(["running", "blocked"]),
      found: `it is ${nameOf(state)}`,
      hint: howToRun(state),
    }),
    "config-unsupported/control-domain": ({ product, write }: Product & Example) => ({
      expected: "a hypervisor without a control domain: one inside a machine is not modelled",
      found: `${product} has a control domain`,
      hint: `write ${write}`,
    }),
    "config-unsupported/system-in-the-way": ({
      product,
      machine,
      system,
      write,
    }: Product & Machine & Example & { readonly system: string }) => ({
      expected: `a machine with an empty disk: ${product} has the hardware for itself`,
      found: `"${machine}" has ${system}`,
      hint: `define() and start() a machine without a system for it, or write ${write}`,
    }),
    "config-unsupported/no-system": ({ product, machine }: Product & Machine) => ({
      expected: `a machine with an operating system to install ${product} on`,
      found: `"${machine}" has no operating system`,
      hint: 'create() a machine with image: "ubuntu-24.04"',
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
      expected: `an operating system of the family ${families.join(" or ")}`,
      found: `${system} is ${family}`,
      hint: "create() another machine for it",
    }),
    "config-unsupported/time-slice": ({
      asked,
      given,
    }: {
      readonly asked: number;
      readonly given: number;
    }) => ({
      expected: "no time slice of its own: L0 runs what is inside as well",
      found: `it asks for ${formatDuration(asked)}, L0 gives ${formatDuration(given)}`,
      hint: "write it at the hypervisor on the server",
    }),
    "config-unsupported/on-demand": () => ({
      expected: "a machine whose memory is reserved",
      found: "it is backed on demand",
      hint: "nest() in a machine of a hypervisor with memory: reserved()",
    }),
    "config-unsupported/disk": ({ thin }: { readonly thin: boolean }) => ({
      expected: "a machine with a thick disk and no snapshots",
      found: thin ? "its disk is thin" : "it has snapshots",
      hint: "create() it without thin: true, and nest() before anything else",
    }),
  },
} satisfies Messages;
