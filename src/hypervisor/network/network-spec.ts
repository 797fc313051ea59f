// A virtual network as it is asked for, in libvirt's words (`virsh net-define`); port forwarding in VirtualBox's.

import { oneOf, options, properName, wholeNumber } from "../../simulation/argument.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import type { AddressRange } from "./dhcp-pool.ts";
import { broadcastOf, formatAddress, formatSubnet, overlap } from "./ipv4.ts";
import { parseAddress, parseSubnet } from "./ipv4.ts";
import type { Subnet } from "./ipv4.ts";
import { messages } from "./messages.ts";

/**
 * How a network is joined to the world. "bridge": its machines are on the physical network, as if they were plugged in
 * there. "nat": they reach it in the name of the host, and are not seen from it. "host-only": they reach each other and the
 * host (libvirt's isolated network).
 */
export type NetworkMode = "bridge" | "nat" | "host-only";

/** A port of the host behind which a machine is. */
export interface PortForward {
  /** The port at the host's address on the physical network. */
  readonly hostPort: number;
  /** Name of the machine. */
  readonly to: string;
  /** The port at the machine; the host's unless given. */
  readonly port?: number;
  /** "tcp" unless given. */
  readonly protocol?: Protocol;
}

/** What speaks over a port. */
export type Protocol = "tcp" | "udp";

/** A virtual network. */
export interface NetworkSpec {
  /** Its name, unique on its hypervisor; `network: "office"` in the description of a machine. */
  readonly name: string;
  /** How it is joined to the world. */
  readonly mode: NetworkMode;
  /**
   * Its addresses, as in "192.168.122.0/24": the host has the first one. The next of 192.168.122.0/24, 192.168.123.0/24, …
   * that is free unless given. Not for a bridge, whose machines are in the subnet of the physical network.
   */
  readonly subnet?: string;
  /** The addresses that are given to machines, as in `{ start: "192.168.122.2", end: "192.168.122.99" }`. All unless given. */
  readonly dhcp?: { readonly start: string; readonly end: string };
  /** Ports of the host that lead to machines; with NAT alone. */
  readonly portForwards?: readonly PortForward[];
}

const networkOptions: OptionNames<NetworkSpec> = {
  ...{ name: true, mode: true, subnet: true, dhcp: true, portForwards: true },
};

const forwardOptions: OptionNames<PortForward> = {
  ...{ hostPort: true, to: true, port: true, protocol: true },
};

/** A network, checked. */
export interface NetworkPlan {
  readonly name: string;
  /** The container engine whose network it is. */
  readonly engine?: string;
  readonly mode: NetworkMode;
  /** Where the addresses of its machines are from; a bridge has none of its own. */
  readonly addresses?: AddressRange;
  readonly portForwards: readonly Required<PortForward>[];
}

/** A network of whom there are others already, and what of the world is taken. */
interface Others {
  readonly plans: readonly NetworkPlan[];
  /** Those that its host is at as a machine: what has an address there could not be told from what has it here. */
  readonly around: readonly NetworkPlan[];
  /** Ports of the host that lead on. */
  readonly portForwards: readonly Required<PortForward>[];
  /** Subnets of the physical network. */
  readonly physical: readonly Subnet[];
}

export const modes = ["bridge", "nat", "host-only"] as const;

/** @throws HypervisorError `invalid-argument`, `network-exists`, `config-unsupported`, `resource-busy` */
export function checkNetwork(request: Request, spec: NetworkSpec, others: Others): NetworkPlan {
  const example = 'defineNetwork({ name: "office", mode: "nat" })';
  const given = options(request, spec, example, networkOptions);
  const name = properName(request, given.name);
  const mode = oneOf(request, "mode", given.mode, modes);
  if (others.plans.some((other) => other.name === name))
    throw messages.refusal("network-exists", request);
  if (mode === "bridge" && (given.subnet ?? given.dhcp) !== undefined)
    throw messages.refusal("config-unsupported/addresses", request);
  const portForwards = checkForwards(request, given, others.portForwards);
  if (mode === "bridge") return { name, mode, portForwards };
  return { name, mode, portForwards, addresses: checkAddresses(request, given, others) };
}

function checkAddresses(
  request: Request,
  { subnet: asked, dhcp }: NetworkSpec,
  { plans, around, physical }: Others,
): AddressRange {
  const all = [...plans, ...around];
  const taken = [...physical, ...all.flatMap(({ addresses }) => addresses?.subnet ?? [])];
  const subnet = asked === undefined ? freeSubnet(taken) : parseSubnet(asked);
  if (!subnet)
    throw messages.refusal("invalid-argument/subnet", request, { value: described(asked) });
  const other = taken.find((one) => overlap(one, subnet));
  if (other) {
    const owner = all.find(({ addresses }) => addresses?.subnet === other)?.name;
    throw messages.refusal("resource-busy/subnet", request, {
      ...{ subnet: formatSubnet(subnet), other: formatSubnet(other) },
      ...(owner !== undefined && { network: owner }),
    });
  }
  const gateway = subnet.base + 1;
  const whole = { subnet, gateway, start: gateway + 1, end: broadcastOf(subnet) - 1 };
  if (dhcp === undefined) return whole;
  const { start, end } = options(request, dhcp, 'dhcp: { start: "192.168.122.2", … }', {
    ...{ start: true, end: true },
  });
  const [from, to] = [parseAddress(start), parseAddress(end)];
  if (
    from !== undefined &&
    to !== undefined &&
    from >= whole.start &&
    to >= from &&
    to <= whole.end
  )
    return { subnet, gateway, start: from, end: to };
  const [first, last] = [whole.start, whole.end].map(formatAddress);
  throw messages.refusal("invalid-argument/range", request, {
    ...{ start: described(start), end: described(end), first: first ?? "", last: last ?? "" },
  });
}

/** libvirt's own network is 192.168.122.0/24; further ones are counted from there. */
function freeSubnet(taken: readonly Subnet[]): Subnet | undefined {
  const all = Array.from({ length: 256 }, (_, n) => `192.168.${(122 + n) % 256}.0/24`);
  return all
    .map(parseSubnet)
    .find((subnet) => subnet && !taken.some((other) => overlap(other, subnet)));
}

function checkForwards(
  request: Request,
  { mode, portForwards = [] }: NetworkSpec,
  taken: readonly Required<PortForward>[],
): Required<PortForward>[] {
  const example = 'portForwards: [{ hostPort: 8080, to: "web", port: 80 }]';
  if (!Array.isArray(portForwards))
    throw messages.refusal("invalid-argument/forwards", request, {
      ...{ value: described(portForwards), write: example },
    });
  if (mode !== "nat" && portForwards.length > 0)
    throw messages.refusal("config-unsupported/port-forwards", request, { mode });
  const checked: Required<PortForward>[] = [];
  for (const one of portForwards as readonly PortForward[]) {
    const { hostPort, to, port, protocol } = options(request, one, example, forwardOptions);
    const forward = {
      hostPort: checkPort(request, "hostPort", hostPort),
      to: properName(request, to),
      port: checkPort(request, "port", port ?? hostPort),
      protocol: checkProtocol(request, protocol),
    };
    checkPortFree(request, forward, [...taken, ...checked]);
    checked.push(forward);
  }
  return checked;
}

/** @throws HypervisorError `resource-busy` for a port of the host that leads elsewhere */
export function checkPortFree(
  request: Request,
  { hostPort: port, protocol }: Pick<Required<PortForward>, "hostPort" | "protocol">,
  taken: readonly Required<PortForward>[],
): void {
  const other = taken.find((one) => one.hostPort === port && one.protocol === protocol);
  if (!other) return;
  throw messages.refusal("resource-busy/port", request, { port, protocol, machine: other.to });
}

export const checkPort = (request: Request, name: string, port: unknown): number =>
  wholeNumber(request, name, port, { min: 1, max: 65_535, write: `${name}: 8080` });

export const checkProtocol = (request: Request, protocol: unknown): Protocol =>
  oneOf<Protocol>(request, "protocol", protocol ?? "tcp", ["tcp", "udp"]);
