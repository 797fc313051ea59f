// A virtual network: a switch, and where the addresses of those at it come from.

import { VirtualSwitch } from "../io/virtual-switch.ts";
import type { Port } from "../io/virtual-switch.ts";
import { DhcpPool } from "./dhcp-pool.ts";
import { contains } from "./ipv4.ts";
import type { NetworkPlan, PortForward } from "./network-spec.ts";

export class VirtualNetwork {
  readonly plan: NetworkPlan;
  /** The ports of the host that lead to it now. */
  portForwards: readonly Required<PortForward>[];
  readonly switch: VirtualSwitch;
  /** Its own DHCP server; undefined for a bridge, where the physical network's answers. */
  readonly pool: DhcpPool | undefined;

  /** @param taken the hardware addresses that are taken, here or elsewhere in the cluster */
  constructor(plan: NetworkPlan, taken: Set<string>) {
    const { name, mode, addresses } = plan;
    this.plan = plan;
    this.portForwards = plan.portForwards;
    this.pool = addresses && new DhcpPool(addresses);
    if (mode === "bridge") this.switch = new VirtualSwitch(taken);
    else if (mode === "nat")
      this.switch = new VirtualSwitch(taken, (address) => ({ code: "no-such-address", address }));
    else this.switch = new VirtualSwitch(taken, () => ({ code: "host-only", network: name }));
  }

  get name(): string {
    return this.plan.name;
  }

  /** Whether an address is one of its own, which no bridge has. */
  contains(address: number): boolean {
    return this.pool !== undefined && contains(this.pool.range.subnet, address);
  }

  /** The port of a machine. */
  portOf(machine: string): Port | undefined {
    return this.switch.ports.find(({ domain }) => domain === machine);
  }
}
