// What records, migrations, requests and devices say, in English.

import { count, formatAddress, formatBitRate, formatBytes } from "../../simulation/units.ts";
import type { CrashCause } from "../../trace/detail.ts";
import type { Sentences } from "./sentences.ts";

const outOfMemory = (data: Parameters<Sentences["out-of-memory" | "panic"]>[0]): string =>
  `out of memory: ${data.system} needs ${formatBytes(data.needed)}, the machine has ${formatBytes(data.memory)}`;

const why = (cause: CrashCause): string => (en[cause.code] as (data: CrashCause) => string)(cause);

export const en: Sentences = {
  crashed: ({ part }) => `${part} crashed`,
  "power-failure": () => "power failure",
  rebooted: ({ host }) => `${host} was rebooted`,
  "machine-lost": ({ machine }) => `"${machine}" lost them`,
  "memory-lost": () => "its memory was still on a server that went down",
  "out-of-memory": outOfMemory,

  "server-lost": ({ server, cause }) => `"${server}" went down: ${why(cause)}`,
  "no-room": ({ server }) => `no room for its disk on "${server}"`,
  "machine-gone": () => "the machine went off or crashed",
  "machine-off": () => "it went off",

  part: ({ part }) => part,
  hypervisor: ({ name, product, type }) =>
    [name, product, type === "disputed" ? "type disputed" : type]
      .filter((word) => word !== undefined)
      .join(", "),
  "container-engine": ({ name }) => `${name}, container engine`,
  system: ({ system }) => system,
  size: ({ vcpus, memory }) => `${count(vcpus, "vCPU")}, ${formatBytes(memory)}`,
  clone: ({ of, linked, snapshot }) =>
    `${linked ? "linked" : "full"} clone of "${of}"${snapshot === undefined ? "" : ` at "${snapshot}"`}`,
  snapshot: ({ snapshot }) => snapshot,
  backup: ({ server }) => `kept on ${server}`,
  "backup-begun": ({ server, bytes, incremental }) =>
    `${incremental ? "incremental, " : ""}${formatBytes(bytes)} to ${server}`,
  "backup-failed": ({ server, failure }) =>
    `failed, nothing is kept on ${server}: ${en["server-lost"](failure)}`,
  share: ({ weight, cap }) => `weight ${weight}, ${cap === 0 ? "no cap" : `cap ${cap} %`}`,
  affinity: ({ vcpu, pcpus }) => `vCPU ${vcpu} on CPU ${pcpus.join(", ")}`,
  "disk-full": () => "no space left on the server's disk",
  "by-guest": () => "by the guest",
  migration: ({ mode, destination }) => `${mode} to ${destination}`,
  failover: ({ source }) => `from ${source}`,
  image: ({ image }) => image,
  process: ({ process }) => process,

  disk: ({ device, size, thin }) =>
    `disk ${device}${size === undefined ? "" : `, ${formatBytes(size)}`}${thin ? ", thin" : ""}`,
  port: ({ mac }) => `port with address ${mac}`,
  vcpus: ({ vcpus, scheduled, pcpus }) =>
    [
      `${count(vcpus, "vCPU")}${scheduled ? " to schedule" : ""}`,
      ...(pcpus === undefined
        ? []
        : [`warning: only ${count(pcpus, "CPU")}, so they never all run at once`]),
    ].join("; "),
  bytes: ({ bytes }) => formatBytes(bytes),
  "moved-to": ({ server }) => `moved to ${server}`,
  "moved-from": ({ server }) => `moved from ${server}`,
  "image-layers": ({ image }) => `layers of ${image} that were not there`,

  "nothing-to-boot": () => "no operating system on the disk",

  ENOSPC: ({ disk }) => `no space left on its disk of ${formatBytes(disk)} (ENOSPC)`,

  "oom-killed": ({ needed, memory, swap, exitCode }) =>
    `ended by the guest's OOM killer (exit code ${exitCode}): it needs ${formatBytes(needed)}, and ${formatBytes(memory)} of memory and ${formatBytes(swap)} of swap are full`,

  "time-slice-over": () => "time slice over",
  "called-back": () => "called back by the hypervisor",
  idle: () => "idle",
  hypercall: ({ number }) => `number ${number}`,
  privileged: ({ operation, operations, exits }) =>
    `${operation.replaceAll("-", " ")} × ${operations}${exits === operations ? "" : `, exits: ${exits}`}`,
  "event-for-guest": () => "an event for a guest",
  console: ({ port, text }) => `port ${formatAddress(port)}: ${text}`,
  "port-register": ({ port, register }) => `port ${formatAddress(port)}: ${register}`,
  register: ({ register }) => `register ${register}`,
  request: ({ device, operation, bytes, more }) =>
    `${device} ${operation} ${formatBytes(bytes)}${more > 0 ? `, and ${more} more` : ""}`,
  msr: ({ register }) => register,
  spinning: () => "spinning on a lock",
  "page-fault": ({ stage, access, address, cause, faults = 1 }) =>
    `${stage} ${access} at gpa ${formatAddress(address)}${cause === undefined ? "" : `, ${cause}`}${faults > 1 ? `, and ${faults - 1} more` : ""}`,
  power: ({ event }) => event,
  panic: (data) => `crash: ${outOfMemory(data)}`,

  route: ({ source, destination }) => `${source} to ${destination}`,
  round: ({ round }) => `round ${round}`,
  stop: ({ reason }) => reason,
  arrived: ({ destination }) => `to ${destination}`,

  call: ({ operation, machine }) => (machine === undefined ? operation : `${operation} ${machine}`),

  switch: ({ network, vlan }) =>
    `switch of "${network}"${vlan === undefined ? "" : `, VLAN ${vlan}`}`,
  uplink: ({ host }) => `interface of ${host}`,
  gateway: ({ host }) => `${host} as gateway`,
  masquerade: ({ address }) => `NAT: from ${address} from here on`,
  "port-forward": ({ hostPort, protocol, machine, port }) =>
    `NAT: ${protocol} port ${hostPort} leads to "${machine}", port ${port}`,
  "link-down": ({ machine }) => `"${machine}" is off: its port has no carrier`,
  "no-address": ({ machine }) => `"${machine}" has no address`,
  "no-such-address": ({ address }) => `nothing answers for ${address} (ARP)`,
  vlan: ({ from, to }) =>
    from === null
      ? `VLAN: a frame without a tag does not enter VLAN ${to ?? "?"}`
      : `VLAN: a frame with tag ${from} does not enter ${to === null ? "what has no tag" : `VLAN ${to}`}`,
  nat: ({ network }) => `NAT of "${network}": neither a reply, nor for a forwarded port`,
  "host-only": ({ network }) => `"${network}" is host-only: it has no uplink`,
  "own-network": ({ address, machine }) => `${address} is "${machine}" in the sender's own network`,

  cpus: ({ cpus, frequency }) => `${count(cpus, "CPU")} at ${frequency / 1e9} GHz`,
  "virtual-cpus": ({ cpus }) => count(cpus, "virtual CPU"),
  interface: ({ bandwidth, mac }) => `${formatBitRate(bandwidth)}, ${mac}`,
  "cpu-time": ({ cpus, server }) => `time on the ${count(cpus, "CPU")} of ${server}`,
  "host-memory": ({ ranges, more }) => {
    const listed = ranges.map(
      ({ start, end }) => `${formatAddress(start)} to ${formatAddress(end - 1)}`,
    );
    return `host memory ${listed.join(", ")}${more > 0 ? ` and ${more} more ranges` : ""}`;
  },
  "no-memory": () => "nothing while it is off",
  blocks: ({ blocks, storage }) =>
    `${count(blocks, "block")} of ${storage === "shared" ? "the shared storage" : "sda"}`,
  "switch-port": ({ uplink }) => `a port of the virtual switch, uplink ${uplink}`,
};
