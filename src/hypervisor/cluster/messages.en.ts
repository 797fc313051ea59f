// What is said of several servers with one clock, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { nameInEnglish, shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";
import { count, formatBytes } from "../../simulation/units.ts";

const larger = "cluster.add() a server that is large enough, or powerOn() one that is off";
const room = "cluster.add() a server, destroy() a machine, or allow a higher cpuRatio";

export const en = {
  requests: {
    "set-up": () => "cannot set up a cluster",
    add: () => "cannot add a server",
    lookup: ({ machine }: { readonly machine: Described }) =>
      `cannot look up ${shownInEnglish(machine)}`,
    create: ({ machine }: { readonly machine: Described }) =>
      `cannot create ${nameInEnglish(machine, "a machine")}`,
    drain: () => "cannot drain a server",
    consolidate: () => "cannot consolidate",
    protect: () => "cannot protect a machine",
    restart: ({ machine }: { readonly machine: string }) => `cannot restart "${machine}"`,
  },
  refusals: {
    "config-unsupported/baseline": ({
      baseline,
      model,
      missing,
    }: Record<"baseline" | "model", string> & { readonly missing: readonly string[] }) => ({
      expected: `a CPU with all that the cluster's baseline has, ${baseline}`,
      found:
        missing.length === 0
          ? `${model}, of another vendor`
          : `${model}, without ${missing.join(", ")}`,
      hint: `write cpuModel: "${baseline}", or build the cluster with what baselineCpu(…) gives`,
    }),
    "server-exists": ({
      server,
      number,
    }: {
      readonly server: Described;
      /** Which one it would be. */
      readonly number: number;
    }) => ({
      expected: "a name that no server of the cluster has",
      found: `there is a server ${shownInEnglish(server)}`,
      hint: `choose another name, as in name: "rack-${number}"`,
    }),
    "invalid-argument/no-size": () => ({
      expected: "the size of the shared storage beside how it works",
      found: "sharedStorage without storage",
      hint: "write storage: TiB(4) as well",
    }),
    "invalid-argument/server": ({ server }: { readonly server: Described }) => ({
      expected: "a server of the cluster with a hypervisor on it",
      found: `it is ${shownInEnglish(server)}`,
      hint: "pass one of cluster.servers",
    }),
    "no-valid-host": ({
      vcpus,
      memory,
      free,
      others,
    }: {
      readonly vcpus: number;
      /** Bytes. */
      readonly memory: number;
      /** Servers that could take it if they had room, and their free memory in bytes: those that have most. */
      readonly free: readonly { readonly server: string; readonly memory: number }[];
      /** How many there are besides. */
      readonly others: number;
    }) => ({
      expected: `a server with room for ${count(vcpus, "vCPU")} and ${formatBytes(memory)}`,
      found:
        free.length === 0
          ? "no server can take it"
          : `free memory: ${free.map((one) => `"${one.server}" ${formatBytes(one.memory)}`).join(", ")}${others > 0 ? `, and less on ${others} more` : ""}`,
      hint: free.length === 0 ? larger : room,
    }),
    "no-valid-host/drain": ({ machines }: { readonly machines: number }) => ({
      expected: "room for all its running machines on the other servers",
      found: `there is not room for all ${machines}`,
      hint: room,
    }),
    "no-domain": ({ machine }: { readonly machine: Described }) => ({
      expected: "a machine of this cluster",
      found: `${shownInEnglish(machine)} is not among its machines`,
      hint: "pass a machine that cluster.create(…) or a hypervisor of the cluster made",
    }),
    "no-domain/several": ({ servers }: { readonly servers: readonly [string, string] }) => ({
      expected: "a name that one machine of the cluster has",
      found: `"${servers[0]}" and "${servers[1]}" each have a machine of that name`,
      hint: "look it up on its hypervisor",
    }),
    "config-unsupported": ({ machine, server }: Record<"machine" | "server", string>) => ({
      expected: "a disk that other servers reach",
      found: `the disk of "${machine}" is on "${server}", and gone with it`,
      hint: 'define it with storage: "shared"',
    }),
  },
} satisfies Messages;
