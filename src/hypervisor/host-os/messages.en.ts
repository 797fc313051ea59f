// What is said of an operating system on the bare server, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { nameInEnglish, shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";
import { count } from "../../simulation/units.ts";

/** A host OS that is not up, and why. */
export type NotUp = "panicked" | "booting" | "off" | "no operating system";

const notUp: Readonly<Record<NotUp, { readonly found: string; readonly hint: string }>> = {
  panicked: { found: "it panicked", hint: "reboot() it" },
  off: { found: "its server is off", hint: "server.powerOn()" },
  booting: { found: "it is booting", hint: 'server.run(…) until host.state is "up"' },
  "no operating system": {
    found: "there is no operating system on the disk any more",
    hint: "nothing brings it back: build another Server",
  },
};

/** What a reboot needs, by why it is refused: a host OS that panicked can be rebooted, and so can an empty disk. */
const rebootable: Readonly<Record<NotUp, string>> = {
  panicked: "a host OS that was started",
  "no operating system": "a host OS that was started",
  booting: "a host OS that is not booting already",
  off: "a server with power",
};

export const en = {
  requests: {
    "set-up": () => "cannot set up a host OS",
    spawn: ({ process }: { readonly process: Described }) =>
      `cannot spawn ${nameInEnglish(process, "a process")}`,
    install: ({ software }: { readonly software: Described }) =>
      `cannot install ${nameInEnglish(software, "software")}`,
    "write-disk": () => "cannot write to disk",
    "read-disk": () => "cannot read the disk",
    reboot: ({ host }: { readonly host: string }) => `cannot reboot "${host}"`,
  },
  refusals: {
    "invalid-argument/name": ({ name }: { readonly name: Described }) => ({
      expected: "name to be 1 to 63 letters, digits, spaces or . _ ( ) -, a letter or digit first",
      found: `name is ${shownInEnglish(name)}`,
      hint: 'write it as in name: "Ubuntu Desktop 24.04"',
    }),
    "invalid-argument/software": () => ({
      expected: "software that runs on a host OS",
      found: "what was passed does not run on one",
      hint: "write host.install(new Hypervisor({ profile: profiles.virtualBox }))",
    }),
    "already-installed": ({
      kind,
      software,
    }: {
      readonly kind: "hypervisor" | "container engine";
      /** The name of the one that is there. */
      readonly software: string;
    }) => ({
      expected:
        kind === "hypervisor"
          ? "a host OS without a hypervisor: one alone can have the CPUs' guest mode"
          : `a host OS without a ${kind}`,
      found: `"${software}" runs on it`,
      hint: "build another Server for it",
    }),
    "operation-invalid": ({
      needs,
      state,
    }: {
      readonly needs: "up" | "not booting";
      readonly state: NotUp;
    }) => ({
      expected: needs === "up" ? "a host OS that is up" : rebootable[state],
      ...notUp[state],
    }),
    "io-error": ({ sectors, sectorSize }: Record<"sectors" | "sectorSize", number>) => ({
      expected: `a sector from 0 to ${sectors - 1}`,
      found: "the sector is beyond the end of the disk",
      hint: `sda has ${count(sectors, "sector")} of ${sectorSize} bytes`,
    }),
  },
} satisfies Messages;
