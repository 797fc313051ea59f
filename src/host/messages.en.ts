// What a server, its capacity and its runs say, in English.

import type { Messages } from "../simulation/catalogue.ts";
import { quoted, shownInEnglish } from "../simulation/described.ts";
import type { Described } from "../simulation/described.ts";
import { formatBytes } from "../simulation/units.ts";

/** Software that is installed once. */
export type SoftwareKind = "hypervisor" | "host OS" | "container engine";

const madeBy: Readonly<Record<SoftwareKind, string>> = {
  hypervisor: "new Hypervisor()",
  "host OS": "new HostOs()",
  "container engine": "new ContainerEngine()",
};

const notInstalled = {
  hypervisor: ["a hypervisor installed on a server", "server.install(hypervisor) first"],
  "host OS": ["a host OS installed on a server", "server.install(hostOs) first"],
  "container engine": ["a container engine installed on a host OS", "host.install(engine) first"],
} as const;

/** Where no machine that goes would make room. */
const tooSmall =
  "there is less than that even with no machine on it: ask for less, or build a larger server";

export const en = {
  requests: {
    build: () => "cannot build a server",
    baseline: () => "cannot find what CPUs have in common",
    install: ({ software }: { readonly software?: string }) =>
      software === undefined ? "cannot install" : `cannot install "${software}"`,
    run: () => "cannot run",
    crash: ({ part }: { readonly part: Described }) => `cannot crash ${shownInEnglish(part)}`,
    "power-off": () => "cannot cut the power",
    "power-on": () => "cannot switch on",
  },
  refusals: {
    "invalid-argument/no-models": () => ({
      expected: "a list of CPU models",
      found: "there is none in it",
      hint: 'write baselineCpu(["Haswell", "Icelake-Server"])',
    }),
    "invalid-argument/threads": ({
      cpus,
      threadsPerCore,
    }: Record<"cpus" | "threadsPerCore", number>) => ({
      expected: "CPUs that make whole cores",
      found: `cpus is ${cpus}, and threadsPerCore ${threadsPerCore}`,
      hint: `write cpus: ${cpus + 1}: each thread of a core counts as one`,
    }),
    "config-unsupported/vendors": ({ intel, amd }: Record<"intel" | "amd", string>) => ({
      expected: "CPUs of one vendor",
      found: `${intel} is by Intel, ${amd} by AMD`,
      hint: "a machine that is on never moves between them: find one baseline for each",
    }),
    "already-installed": ({
      software,
      on,
    }: {
      readonly software: SoftwareKind;
      readonly on: string;
    }) => ({
      expected: `a ${software} that is not installed yet`,
      found: `it runs on "${on}"`,
      hint: `make another: ${madeBy[software]}`,
    }),
    "already-installed/server": ({ software }: { readonly software: string }) => ({
      expected: "a bare server",
      found: `"${software}" runs on it`,
      hint: "build another Server for it",
    }),
    "not-installed": ({ software }: { readonly software: SoftwareKind }) => ({
      expected: notInstalled[software][0],
      found: "it is not installed",
      hint: notInstalled[software][1],
    }),
    "invalid-argument/software": () => ({
      expected: "software that runs on a bare server",
      found: "what was passed cannot take the hardware over",
      hint: "write server.install(new Hypervisor()), or install it on a host OS: server.install(new HostOs())",
    }),
    "invalid-argument/progress": ({ value }: { readonly value: Described }) => ({
      expected: "progress to be a function",
      found: `progress is ${shownInEnglish(value)}`,
      hint: "write progress: ({ fraction }) => console.log(fraction)",
    }),
    "operation-invalid/running": () => ({
      expected: "a server whose clock stands still",
      found: "a run is going on, and called this",
      hint: "call run after the run, not in its progress",
    }),
    "operation-invalid/bare": () => ({
      expected: "a server with software on it",
      found: "it is bare",
      hint: "install() a hypervisor on it",
    }),
    "operation-invalid/off": () => ({
      expected: "a server that is on",
      found: "it is off",
      hint: "powerOn() it first",
    }),
    "operation-invalid/on": () => ({
      expected: "a server that is off",
      found: "it is on",
      hint: "powerOff() it first",
    }),
    "no-component": ({
      found,
      roles,
      parts,
    }: {
      readonly found: "several" | "down" | "none";
      /** How many parts have the role that was named. */
      readonly roles: number;
      /** Ids that could be named. */
      readonly parts: readonly string[];
    }) => ({
      expected: "the id of a part that is up, or a role that one part alone has",
      found: {
        several: `${roles} parts have that role`,
        down: "it is down already",
        none: "there is no such part",
      }[found],
      hint:
        parts.length > 0
          ? `there is ${quoted(parts).join(", ")}`
          : found === "down"
            ? "all parts are down: powerOff() and powerOn() the server"
            : "install() something first",
    }),
    "insufficient-disk": ({ needed, free, size }: Record<"needed" | "free" | "size", number>) => ({
      expected: `at least ${formatBytes(needed)} of free disk`,
      found: `${formatBytes(free)} of ${formatBytes(size)} is free`,
      hint:
        needed > size
          ? tooSmall
          : "undefine() a machine that is no longer needed, or ask for a smaller disk",
    }),
    "insufficient-disk/image": ({
      needed,
      disk,
      image,
    }: {
      readonly needed: number;
      readonly disk: number;
      readonly image: string;
    }) => ({
      expected: `a disk of at least ${formatBytes(needed)} for ${image}`,
      found: `its disk has ${formatBytes(disk)}`,
      hint: "undefine() it and define it with a larger disk, or choose a smaller system",
    }),
    "insufficient-memory": ({
      needed,
      free,
      size,
      overhead,
    }: Record<"needed" | "free" | "size", number> & { readonly overhead?: number }) => ({
      expected: `at least ${formatBytes(needed)} of free memory${overhead === undefined ? "" : `, ${formatBytes(overhead)} of it for the machine's monitor`}`,
      found: `${formatBytes(free)} of ${formatBytes(size)} is free`,
      hint:
        needed > size
          ? tooSmall
          : "shutdown() or destroy() a machine to get its memory back, or ask for less",
    }),
    "no-image": ({
      image,
      near,
      known,
    }: {
      readonly image: Described;
      readonly near: readonly string[];
      readonly known: readonly string[];
    }) => ({
      expected: "the name of an image in the catalogue",
      found: `there is no image ${shownInEnglish(image)}`,
      hint:
        near.length > 0
          ? `did you mean ${quoted(near).join(" or ")}`
          : `there are ${known.join(", ")}`,
    }),
  },
} satisfies Messages;
