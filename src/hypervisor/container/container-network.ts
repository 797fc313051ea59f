// The network that a container engine sets up on its host: a bridge of its own behind the host's address (Docker's
// docker0). Containers are at it from their creation to their removal; those that are on have an address, and reach each
// other, the host, and by NAT what is outside. From there they are reached at ports of the host that they publish.

import { formatMac } from "../../host/network-interface.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { Port } from "../io/virtual-switch.ts";
import type { HostNetworks } from "../network/host-networks.ts";
import { overlap, parseSubnet } from "../network/ipv4.ts";
import type { Subnet } from "../network/ipv4.ts";
import { checkPortFree } from "../network/network-spec.ts";
import { VirtualNetwork } from "../network/virtual-network.ts";
import type { PublishedPort } from "./container-admission.ts";
import { messages } from "./messages.ts";

/**
 * The subnets of which an engine takes the first that overlaps no network of its host: Docker's, without 172.17.0.0/16 to
 * 172.31.0.0/16, which belong to the VLANs of the physical network here.
 */
const pools: readonly Subnet[] = Array.from({ length: 16 }, (_, n) =>
  parseSubnet(`192.168.${n * 16}.0/20`),
).flatMap((subnet) => subnet ?? []);

/** @throws HypervisorError `resource-busy` when networks of the host overlap all of them */
export function freeSubnet(request: Request, { networks, around }: HostNetworks): Subnet {
  const taken = [...networks.values(), ...around].flatMap(({ pool }) => pool?.range.subnet ?? []);
  const subnet = pools.find((one) => !taken.some((other) => overlap(other, one)));
  if (subnet) return subnet;
  throw messages.refusal("resource-busy/subnets", request);
}

export class ContainerNetwork {
  readonly node: HostNetworks;
  readonly #network: VirtualNetwork;
  #made = 0;

  /** @param subnet one that is free on the host */
  constructor(engine: string, node: HostNetworks, subnet: Subnet) {
    this.node = node;
    const { base, prefix } = subnet;
    const gateway = base + 1;
    const end = base + 2 ** (32 - prefix) - 2;
    const addresses = { subnet, gateway, start: gateway + 1, end };
    let number = 0;
    while (node.networks.has(`${engine}${number}`)) number++;
    const plan = { name: `${engine}${number}`, engine, mode: "nat", addresses } as const;
    this.#network = node.add(new VirtualNetwork({ ...plan, portForwards: [] }, new Set()));
  }

  /** A container's end of it, without a carrier as long as the container is off. */
  connect(container: string): Port {
    const n = this.#made++;
    const mac = formatMac([0x02, 0x42, n >>> 24, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff]);
    const port: Port = {
      ...{ domain: container, mac, network: this.#network.name, link: false, inbox: [] },
    };
    this.#network.switch.plugIn(port);
    return this.node.plugIn(this.#network, port);
  }

  disconnect(port: Port): void {
    this.#network.pool?.forget(port.mac);
    this.node.unplug(port);
  }

  /** @throws HypervisorError `resource-busy` for a port of the host that leads elsewhere */
  checkFree(request: Request, published: readonly PublishedPort[]): void {
    for (const one of published) checkPortFree(request, one, this.node.portForwards);
  }

  /** The container was started. */
  turnedOn(port: Port, published: readonly PublishedPort[]): void {
    this.node.turnedOn(port);
    this.node.ask(port);
    const own = published.map((one) => ({ ...one, to: port.domain }));
    this.node.forwardTo(this.#network, [...this.#network.portForwards, ...own]);
  }

  turnedOff(port: Port): void {
    this.node.turnedOff(port);
    const others = this.#network.portForwards.filter(({ to }) => to !== port.domain);
    this.node.forwardTo(this.#network, others);
  }
}
