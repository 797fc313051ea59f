// The networks of a hypervisor as a diagram: what is plugged in where, and which way leads out.
import type { NetworkInfo } from "../../hypervisor/network/host-networks.ts";
import { Figure } from "./figure.ts";
import { expectArgument, has } from "./figure-argument.ts";
import type { Language } from "./labels.ts";
import { networkLabels } from "./network-labels.ts";
import type { Networked, NetworkHost } from "./reachability-table.ts";

/** A host, and its networks. */
interface Host {
  readonly address: string;
  readonly networks: readonly NetworkInfo[];
}

type Machine = NetworkInfo["machines"][number];

const lineOf = (name: string, more: string): string => `${name}<br/>${more}`;

/** Those of a network that are in one VLAN, in none first. */
function segments({ machines }: NetworkInfo): (readonly [number | null, readonly Machine[]])[] {
  const vlans = new Set([null, ...machines.map(({ vlan }) => vlan)]);
  return [...vlans]
    .sort((a, b) => (a ?? 0) - (b ?? 0))
    .map((vlan) => [vlan, machines.filter((one) => one.vlan === vlan)]);
}

const isHost = (software: object | undefined): software is NetworkHost =>
  software !== undefined && "networks" in software;

const isPrivate = ({ mode }: NetworkInfo): boolean => mode !== "bridge";

/** A host without networks has no name here. */
const hostOf = ({ address, networks: [first] }: Host): string =>
  first ? lineOf(first.host, address) : address;

/** The network that a hypervisor in a machine is at; undefined of servers, which are at the physical one. */
function outerOf(hosts: readonly Host[], language: Language): string | undefined {
  const outer = hosts.flatMap((one) => one.networks).find((one) => one.outer)?.outer;
  return outer && networkLabels[language].at(outer.name, outer.host);
}

function mermaid(hosts: readonly Host[], language: Language): string {
  const words = networkLabels[language];
  const nodes: string[] = [];
  const edges: string[] = [];
  const classes = new Map<string, string[]>([
    ["hardware", []],
    ["guest_os", []],
    ["container", []],
  ]);
  const node = (label: string, kind?: string, [open, close] = ["[", "]"]): string => {
    const id = `node${nodes.length}`;
    nodes.push(`${id}${open ?? ""}"${label}"${close ?? ""}`);
    if (kind !== undefined) classes.get(kind)?.push(id);
    return id;
  };
  const join = (a: string, b: string, label?: string): void => {
    edges.push(label === undefined ? `${a} --- ${b}` : `${a} ---|"${label}"| ${b}`);
  };
  const subnet = hosts.flatMap((one) => one.networks).find((one) => !isPrivate(one))?.subnet;
  const around = outerOf(hosts, language) ?? words.outside;
  const world = subnet === undefined ? around : lineOf(around, subnet);
  const outside = node(world, undefined, ["([", "])"]);
  for (const { address, networks } of hosts) {
    const first = networks.find((one) => !isPrivate(one));
    const host = node(hostOf({ address, networks }), "hardware");
    if (!first) join(outside, host);
    const ids = new Map<Machine, string>();
    for (const network of networks) {
      const { name, mode, subnet: own } = network;
      for (const [vlan, machines] of segments(network)) {
        // A bridge with machines in VLANs alone still has the host on it.
        if (vlan === null && machines.length === 0 && mode === "bridge" && network !== first)
          continue;
        const more = vlan === null ? words.mode[mode] : `VLAN ${vlan}`;
        const at = node(lineOf(name, more), undefined, ["(", ")"]);
        if (isPrivate(network)) join(host, at, own);
        else join(outside, at, vlan === null ? undefined : `VLAN ${vlan}`);
        if (network === first && vlan === null) join(at, host);
        const kind = network.engine === undefined ? "guest_os" : "container";
        for (const machine of machines) {
          const id = node(lineOf(machine.name, machine.address ?? words.noAddress), kind);
          ids.set(machine, id);
          join(at, id);
        }
      }
    }
    for (const { portForwards, machines } of networks)
      for (const { hostPort, port, protocol, to } of portForwards) {
        const target = ids.get(machines.find(({ name }) => name === to) ?? ({} as Machine));
        if (target !== undefined)
          edges.push(`${host} -.->|"${protocol} ${hostPort} → ${port}"| ${target}`);
      }
  }
  const painted = [...classes].flatMap(([kind, ids]) =>
    ids.length > 0 ? [`class ${ids.join(",")} ${kind}`] : [],
  );
  return `${["flowchart TB", ...nodes, ...edges, ...painted].join("\n  ")}\n`;
}

function text(hosts: readonly Host[], language: Language): string {
  const words = networkLabels[language];
  const lines = hosts.flatMap(({ address, networks }) => [
    `- ${networks[0] ? words.at(networks[0].host, address) : address}`,
    ...networks.flatMap((network) => [
      `  - ${words.at(network.name, `${words.mode[network.mode]}, ${network.subnet}`)}`,
      ...network.machines.map(({ name, vlan, address: own }) => {
        const tag = vlan === null ? "" : `, VLAN ${vlan}`;
        return `    - ${words.at(name, `${own ?? words.noAddress}${tag}`)}`;
      }),
      ...network.portForwards.map(
        ({ hostPort, protocol, to }) => `    - ${words.leads(`${protocol} ${hostPort}`, to)}`,
      ),
    ]),
  ]);
  return [`${outerOf(hosts, language) ?? words.physical}:`, ...lines].join("\n");
}

/**
 * Draws the networks of a hypervisor or a host OS, or of all servers of a cluster: which machines and containers are at
 * which, in which VLAN, how each is joined to the host and to the physical network, and which ports of the host lead on.
 *
 * @param networked a hypervisor, a host OS, or a cluster
 * @throws HypervisorError `invalid-argument`
 * @example networkDiagram(hypervisor)
 */
export function networkDiagram(networked: Networked): Figure {
  const fits = has(networked, "reachability");
  expectArgument(fits, "networkDiagram(hypervisor)", "Hypervisor | HostOs | Cluster", networked);
  const all =
    "servers" in networked ? networked.servers.map(({ software }) => software) : [networked];
  const hosts = all
    .filter(isHost)
    .map((one) => ({ address: one.address, networks: one.networks() }));
  return new Figure((language) => ({
    "text/vnd.mermaid": mermaid(hosts, language),
    "text/plain": text(hosts, language),
  }));
}
