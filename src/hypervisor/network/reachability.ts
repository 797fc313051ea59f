// Who can reach whom: for each pair a frame is sent, in thought, and what becomes of it is written down.

import { frozen } from "../../trace/frozen.ts";
import type { DropRule } from "../../trace/detail.ts";
import type { Place } from "../io/virtual-switch.ts";
import { deliver, isSame, nameOf, networkOf } from "./delivery.ts";
import type { Endpoint } from "./delivery.ts";
import { formatAddress } from "./ipv4.ts";
import type { Protocol } from "./network-spec.ts";
import type { NetworkNode, PhysicalNetwork } from "./physical-network.ts";

/** Whether one can begin a connection to another. Replies come back by the way on which the first frame went. */
export interface Reach {
  /** Name of a machine, a container or a host; "outside" for a computer on the physical network, or on the internet. */
  readonly from: string;
  readonly to: string;
  /** Whether frames to its address arrive; "forwarded": only those to some ports of its host do. */
  readonly reach: "yes" | "forwarded" | "no";
  /** The ports of its host that lead to it. */
  readonly ports?: readonly { readonly port: number; readonly protocol: Protocol }[];
  /** The rule by which others are dropped. */
  readonly rule?: DropRule;
}

/** All machines and hosts of these hypervisors, and the outside world. */
export function endpointsOf(nodes: readonly NetworkNode[]): Endpoint[] {
  return [
    { kind: "outside" },
    ...nodes.flatMap((node): Endpoint[] => {
      const ports = [...node.networks.values()].flatMap((network) => network.switch.ports);
      const machines = ports.map((port): Endpoint => ({ kind: "machine", node, port }));
      return [{ kind: "host", node }, ...machines];
    }),
  ];
}

/** The address by which one sees another; undefined for a machine without one. */
function addressOf(lan: PhysicalNetwork, to: Endpoint, from: Endpoint): number | undefined {
  if (to.kind === "outside") return lan.outside.at(-1);
  if (to.kind === "machine") return to.port.lease?.address;
  const { node } = to;
  if (from.kind !== "machine" || from.node !== node) return node.address;
  return networkOf(node, from.port).pool?.range.gateway ?? node.address;
}

/** Whether frames of one get to another at this moment, and if not, by which rule they are dropped. */
export function reach(
  lan: PhysicalNetwork,
  from: Endpoint,
  to: Endpoint,
): Pick<Reach, "reach" | "ports" | "rule"> {
  for (const one of [from, to]) {
    if (one.kind !== "machine") continue;
    const { domain: machine, link, lease } = one.port;
    if (!link) return { reach: "no", rule: { code: "link-down", machine } };
    if (lease?.address === undefined) return { reach: "no", rule: { code: "no-address", machine } };
  }
  const address = addressOf(lan, to, from) ?? 0;
  const { at, rule: dropped } = deliver(lan, from, { address });
  if (at && isSame(at, to)) return { reach: "yes" };
  const rule = dropped ?? {
    ...{ code: "own-network", address: formatAddress(address), machine: nameOf(at) },
  };
  const ports = forwardsTo(lan, from, to);
  return ports.length > 0 ? { reach: "forwarded", ports, rule } : { reach: "no", rule };
}

/** The one that is at a place, if it is on this network. */
export function endpointAt(lan: PhysicalNetwork, place: Place): Endpoint | undefined {
  if (place === "outside") return { kind: "outside" };
  const node = lan.nodes.find(
    (one) =>
      one === place ||
      ("mac" in place && one.networks.get(place.network)?.switch.port(place.mac) === place),
  );
  if (!node) return undefined;
  return "mac" in place ? { kind: "machine", node, port: place } : { kind: "host", node };
}

/**
 * The same as yes or no, for what asks again and again: an answer holds until something is changed by which it is decided.
 * Power is not among that, since a host's goes without a word to its networks.
 */
export function reaches(lan: PhysicalNetwork, from: Place, to: Place): boolean {
  if (isDark(from) || isDark(to)) return false;
  const known = lan.answers.get(from);
  const answer = known?.get(to);
  if (answer !== undefined) return answer;
  const [source, target] = [endpointAt(lan, from), endpointAt(lan, to)];
  const found =
    source !== undefined && target !== undefined && reach(lan, source, target).reach !== "no";
  if (known) known.set(to, found);
  else lan.answers.set(from, new Map([[to, found]]));
  return found;
}

/** Whether it is a host without power. */
const isDark = (place: Place): boolean => place !== "outside" && "isOn" in place && !place.isOn;

/** The ports of its host through which frames do get there. */
function forwardsTo(
  lan: PhysicalNetwork,
  from: Endpoint,
  to: Endpoint,
): { readonly port: number; readonly protocol: Protocol }[] {
  if (to.kind !== "machine") return [];
  const found = networkOf(to.node, to.port)
    .portForwards.map(({ hostPort: port, protocol }) => ({ port, protocol }))
    .filter((door) => {
      const { at } = deliver(lan, from, { address: to.node.address, ...door });
      return at !== undefined && isSame(at, to);
    });
  // A host that is a machine has doors of its own host before its own.
  for (let at = to.node.uplink; at && found.length === 0; at = at.node.uplink) {
    const { address, networks } = at.node;
    const doors = [...networks.values()].flatMap(({ portForwards }) => portForwards);
    for (const { hostPort: port, protocol } of doors) {
      const verdict = deliver(lan, from, { address, port, protocol });
      if (verdict.at && isSame(verdict.at, to)) found.push({ port, protocol });
    }
  }
  return found;
}

/** A machine of two servers, a machine and a container, or one and its host may have one name. */
function labelsOf(all: readonly Endpoint[]): string[] {
  const names = all.map((one) =>
    one.kind === "machine" ? [nameOf(one), `${nameOf(one)} (${one.node.host})`] : [nameOf(one)],
  );
  const isAlone = (name: string): boolean =>
    names.filter((ones) => ones.includes(name)).length === 1;
  return all.map((one, n) => {
    const [name = "", ...longer] = names[n] ?? [];
    if (one.kind !== "machine") return name;
    const { network } = one.port;
    return [name, ...longer].find(isAlone) ?? `${name} (${network}, ${one.node.host})`;
  });
}

/** The table of all pairs: the machines and hosts of these hypervisors, and the outside world. */
export function reachabilityOf(lan: PhysicalNetwork, nodes: readonly NetworkNode[]): Reach[] {
  const all = endpointsOf(nodes);
  const labels = labelsOf(all);
  return all.flatMap((from, i) =>
    all.flatMap((to, j) =>
      i === j
        ? []
        : frozen({ from: labels[i] ?? "", to: labels[j] ?? "", ...reach(lan, from, to) }),
    ),
  );
}
