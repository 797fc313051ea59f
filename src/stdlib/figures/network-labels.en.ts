// The words of tables and diagrams of networks in English.
import type { NetworkMode } from "../../hypervisor/network/network-spec.ts";
import type { DropRule } from "../../trace/detail.ts";

export interface NetworkLabels {
  readonly title: string;
  readonly outside: string;
  /** Above the first column: rows say from whom, columns to whom. */
  readonly from: string;
  readonly yes: string;
  /** Only frames to these ports of the host arrive. */
  readonly only: (ports: string) => string;
  /** Dropped, by a rule. */
  readonly no: (rule: string) => string;
  readonly rule: Readonly<Record<DropRule["code"], string>>;
  readonly mode: Readonly<Record<NetworkMode, string>>;
  readonly physical: string;
  readonly noAddress: string;
  readonly at: (name: string, place: string) => string;
  readonly leads: (port: string, machine: string) => string;
}

export const en: NetworkLabels = {
  title: "Who can reach whom",
  outside: "outside",
  from: "from ↓ to →",
  yes: "yes",
  only: (ports) => `only ${ports}`,
  no: (rule) => `no: ${rule}`,
  rule: {
    "link-down": "off",
    "no-address": "no address",
    "no-such-address": "no answer (ARP)",
    vlan: "VLAN",
    nat: "NAT",
    "host-only": "host-only",
    "own-network": "address of another",
  },
  mode: { bridge: "bridge", nat: "NAT", "host-only": "host-only" },
  physical: "Physical network",
  noAddress: "no address",
  at: (name, place) => `${name} (${place})`,
  leads: (port, machine) => `${port} leads to ${machine}`,
};
