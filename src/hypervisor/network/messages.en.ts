// What is said of virtual networks, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { nameInEnglish, quoted, shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";

interface Value {
  readonly value: Described;
}

export const en = {
  requests: {
    define: ({ name }: { readonly name: Described }) =>
      `cannot define ${nameInEnglish(name, "a network")}`,
    connect: () => "cannot connect",
    "forged-transmit": ({ machine }: { readonly machine: string }) =>
      `forged transmit from "${machine}"`,
  },
  refusals: {
    "network-exists": () => ({
      expected: "a name that no network of this hypervisor has",
      found: "a network of that name exists",
      hint: "choose another name; networks() lists those that there are",
    }),
    "no-network": ({
      network,
      names,
    }: {
      readonly network: Described;
      readonly names: readonly string[];
    }) => ({
      expected: "the name of a network of this hypervisor",
      found: `there is no network ${shownInEnglish(network)}`,
      hint: `there is ${quoted(names).join(", ")}; defineNetwork() makes others`,
    }),
    "invalid-argument/subnet": ({ value }: Value) => ({
      expected: "subnet to be a block of addresses from /8 to /30, whose first address is written",
      found: `subnet is ${shownInEnglish(value)}`,
      hint: 'write subnet: "192.168.122.0/24"',
    }),
    "invalid-argument/range": ({
      start,
      end,
      first,
      last,
    }: Record<"start" | "end", Described> & Record<"first" | "last", string>) => ({
      expected: `dhcp to be a range within ${first} to ${last}`,
      found: `dhcp is from ${shownInEnglish(start)} to ${shownInEnglish(end)}`,
      hint: `write dhcp: { start: "${first}", end: "${last}" }`,
    }),
    "invalid-argument/forwards": ({ value, write }: Value & { readonly write: string }) => ({
      expected: "portForwards to be a list",
      found: `portForwards is ${shownInEnglish(value)}`,
      hint: `write ${write}`,
    }),
    "invalid-argument/address": ({
      name,
      value,
      address,
    }: Value & Record<"name" | "address", string>) => ({
      expected: `${name} to be an IPv4 address such as ${address}`,
      found: `${name} is ${shownInEnglish(value)}`,
      hint: "a machine's is its address, once it has booted",
    }),
    "config-unsupported/addresses": () => ({
      expected:
        "no addresses of its own: machines on a bridge are in the physical network's subnet",
      found: 'mode "bridge" stands beside subnet or dhcp',
      hint: 'leave them out, or write mode: "nat"',
    }),
    "config-unsupported/port-forwards": ({ mode }: { readonly mode: "bridge" | "host-only" }) => ({
      expected: "a network behind NAT: there the host has the address that outsiders know",
      found: `mode "${mode}" stands beside portForwards`,
      hint: 'leave them out, or write mode: "nat"',
    }),
    "config-unsupported/vlan": ({
      network,
      mode,
    }: {
      readonly network: string;
      readonly mode: string;
    }) => ({
      expected: "a bridge: its uplink carries the tags of VLANs",
      found: `"${network}" is a network of mode "${mode}"`,
      hint: "leave out vlan, or choose a network that is a bridge",
    }),
    "resource-busy/subnet": ({
      subnet,
      other,
      network,
    }: Record<"subnet" | "other", string> & { readonly network?: string }) => ({
      expected: "addresses that no other network has",
      found: `${subnet} overlaps ${other}, ${network === undefined ? "of the physical network" : `of "${network}"`}`,
      hint: "choose another subnet, or leave it out",
    }),
    "resource-busy/port": ({
      port,
      protocol,
      machine,
    }: {
      readonly port: number;
      readonly protocol: string;
      readonly machine: string;
    }) => ({
      expected: "a port of the host that leads nowhere yet",
      found: `${protocol} port ${port} leads to "${machine}"`,
      hint: "choose another hostPort",
    }),
    "forged-transmit/address": ({
      address,
      from,
    }: {
      readonly address?: string;
      readonly from: string;
    }) => ({
      expected: `source address ${address ?? "0.0.0.0"}, the one leased to this port of the virtual switch`,
      found: `the frame says it comes from ${from}`,
      hint: "leave out from: machines and containers send in their own name",
    }),
  },
} satisfies Messages;
