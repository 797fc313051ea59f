// What is said of containers and of their engine, in English.

import type { OsImage } from "../../host/os-images.ts";
import type { Messages } from "../../simulation/catalogue.ts";
import { quoted, nameInEnglish, shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";
import { formatAddress, formatBytes } from "../../simulation/units.ts";
import { either } from "../lifecycle/lifecycle.ts";
import type { HostOsState } from "../host-os/host-boot.ts";
import type { ContainerOperation, ContainerState } from "./container-lifecycle.ts";

/** Names as they would be written in a cell. */
interface OneContainer {
  readonly container: string;
}
interface OneImage {
  readonly image: Described;
}
interface OneProcess {
  readonly process: Described;
}
interface OnePath {
  readonly path: Described;
}

/** Why an engine is down, by what its host OS is at. */
const down: Readonly<Record<HostOsState, { readonly found: string; readonly hint: string }>> = {
  up: {
    found: "it crashed",
    hint: "containers that still run go on; host.reboot() brings it back",
  },
  panicked: { found: "its host OS panicked", hint: "host.reboot() brings both back" },
  booting: {
    found: "its host OS is booting",
    hint: 'server.run(…) until host.state is "up"',
  },
  off: { found: "the server is off", hint: "powerOn() the server" },
  "no operating system": {
    found: "there is no operating system on the server's disk any more",
    hint: "nothing brings it back: build another Server",
  },
};

export const en = {
  requests: {
    "set-up": () => "cannot set up a container engine",
    pull: ({ image }: OneImage) => `cannot pull ${shownInEnglish(image)}`,
    "remove-image": ({ image }: OneImage) => `cannot remove image ${shownInEnglish(image)}`,
    create: ({ name }: { readonly name: Described }) =>
      `cannot create ${nameInEnglish(name, "a container")}`,
    run: ({ name }: { readonly name: Described }) =>
      `cannot run ${nameInEnglish(name, "a container")}`,
    lookup: ({ name }: { readonly name: Described }) => `cannot look up ${shownInEnglish(name)}`,
    start: ({ container }: OneContainer) => `cannot start "${container}"`,
    pause: ({ container }: OneContainer) => `cannot pause "${container}"`,
    unpause: ({ container }: OneContainer) => `cannot unpause "${container}"`,
    stop: ({ container }: OneContainer) => `cannot stop "${container}"`,
    kill: ({ container }: OneContainer) => `cannot kill "${container}"`,
    remove: ({ container }: OneContainer) => `cannot remove "${container}"`,
    launch: ({ process, container }: OneProcess & OneContainer) =>
      `cannot launch ${shownInEnglish(process)} in "${container}"`,
    "kill-process": ({ process }: OneProcess) => `cannot kill process ${shownInEnglish(process)}`,
    "read-file": ({ path }: OnePath) => `cannot read ${shownInEnglish(path)}`,
    "write-file": ({ path }: OnePath) => `cannot write ${shownInEnglish(path)}`,
    "read-memory": ({ process }: OneProcess) => `cannot read memory of ${shownInEnglish(process)}`,
    "write-memory": ({ process }: OneProcess) =>
      `cannot write memory of ${shownInEnglish(process)}`,
  },
  refusals: {
    "no-image": ({
      image,
      images,
    }: OneImage & {
      /** Those that were perhaps meant; else all. */
      readonly images: readonly string[];
    }) => ({
      expected: "the name of an image in the registry",
      found: `there is no image ${shownInEnglish(image)}`,
      hint: `there is ${quoted(images).join(", ")}`,
    }),
    "no-image/not-pulled": () => ({
      expected: "an image that was pulled",
      found: "the registry has it, and the engine has not pulled it",
      hint: "images() lists what is there",
    }),
    "config-unsupported": ({
      kernel,
      image,
    }: {
      /** The host OS. */
      readonly kernel: Pick<OsImage, "name" | "family">;
      readonly image: Pick<OsImage, "name" | "family">;
    }) => ({
      expected: `an image for ${kernel.family}: a container brings no kernel and shares that of ${kernel.name}`,
      found: `"${image.name}" is for ${image.family}`,
      hint: `run it on a host OS of the family ${image.family}, or in a virtual machine with that system`,
    }),
    "resource-busy": ({ containers }: { readonly containers: readonly string[] }) => ({
      expected: "an image that no container stands on",
      found: `${quoted(containers).join(", ")} ${containers.length === 1 ? "stands" : "stand"} on it`,
      hint: "remove() the container first",
    }),
    "resource-busy/subnets": () => ({
      expected: "a block of addresses for containers: a /20 of 192.168.0.0/16",
      found: "networks of the host overlap all of them",
      hint: 'give those networks smaller subnets, as in subnet: "192.168.122.0/24"',
    }),
    "invalid-argument/cpus": ({
      cpus,
      pcpus,
    }: {
      readonly cpus: Described;
      readonly pcpus: number;
    }) => ({
      expected: `cpus to be a number from 0.01 to ${pcpus}, the number of physical CPUs`,
      found: `cpus is ${shownInEnglish(cpus)}`,
      hint: "half a CPU is cpus: 0.5",
    }),
    "invalid-argument/publish": ({
      value,
      write,
    }: {
      readonly value: Described;
      readonly write: string;
    }) => ({
      expected: "publish to be a list",
      found: `publish is ${shownInEnglish(value)}`,
      hint: `write ${write}`,
    }),
    "invalid-argument/path": ({ path }: OnePath) => ({
      expected: "a path from the root on",
      found: `path is ${shownInEnglish(path)}`,
      hint: 'write it as in "/etc/os-release"',
    }),
    "container-exists": ({ state }: { readonly state: ContainerState }) => ({
      expected: "a name that is not taken",
      found: `a container of that name exists and is ${state}`,
      hint: "choose another name, or remove() the one there is",
    }),
    "no-container": () => ({
      expected: "the name of a container",
      found: "there is no container of that name",
      hint: "containers() lists them",
    }),
    "no-container/removed": ({ from }: { readonly from: readonly ContainerState[] }) => ({
      expected: `it to be ${either(from)}`,
      found: "it is removed",
      hint: "create() or run() another",
    }),
    "operation-invalid": ({
      state,
      from,
      allowed,
    }: {
      readonly state: ContainerState;
      /** The states in which it would be done. */
      readonly from: readonly ContainerState[];
      /** What can be asked of it now. */
      readonly allowed: readonly ContainerOperation[];
    }) => ({
      expected: `it to be ${either(from)}`,
      found: `it is ${state}`,
      hint: `while ${state}, it allows ${either(allowed.map((name) => `${name}()`))}`,
    }),
    "no-connect": ({
      engine,
      host,
    }: {
      readonly engine: string;
      /** What its host OS is at. */
      readonly host: HostOsState;
    }) => ({
      expected: `${engine} to be up`,
      ...down[host],
    }),
    "no-process": ({
      container,
      processes,
    }: OneContainer & { readonly processes: readonly string[] }) => ({
      expected: `a process in the namespace of "${container}"`,
      found: "there is no such process (ESRCH)",
      hint: `it sees ${quoted(processes).join(", ")}`,
    }),
    "segmentation-fault": ({
      process,
      memory,
      address,
    }: {
      readonly process: string;
      /** Bytes that it has, from address 0 on. */
      readonly memory: number;
      /** The first address at which it has nothing. */
      readonly address: number;
    }) => ({
      expected: `an address that "${process}" has mapped: it has ${formatBytes(memory)} from 0x0 on`,
      found: `nothing is mapped at ${formatAddress(address)} (SIGSEGV)`,
      hint: "a process has the memory that its command was described with",
    }),
    "no-file": ({ container }: OneContainer) => ({
      expected: `a file in the mounts of "${container}"`,
      found: "there is no such file (ENOENT)",
      hint: "writeFile() it first; a file of another container is in that one alone",
    }),
    "no-space": () => ({
      expected: "a free block on the server's disk",
      found: "no space is left (ENOSPC)",
      hint: "remove() a container or an image",
    }),
  },
} satisfies Messages;
