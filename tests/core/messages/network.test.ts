import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/network/messages.en.ts";
import { ko } from "../../../src/hypervisor/network/messages.ko.ts";
import type { NetworkSpec } from "../../../src/stdlib/index.ts";
import { any } from "../dock.ts";
import { machineIn, rack, sized } from "../machine.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/network";

/** A network that is defined beside one behind NAT, to whose "web" port 8080 leads. */
const define = (spec: Partial<NetworkSpec> | number) => () => {
  const { hypervisor } = rack();
  const portForwards = [{ hostPort: 8080, to: "web", port: 80 }];
  hypervisor.defineNetwork({ name: "office", mode: "nat", portForwards });
  const given = typeof spec === "number" ? spec : { name: "lab", mode: "nat", ...spec };
  return hypervisor.defineNetwork(any(given));
};
const at = (network: string, vlan?: number) => () =>
  rack().hypervisor.define({ name: "web", ...sized, network, ...(vlan && { vlan }) });
const taken = define({ subnet: "192.168.0.0/16" });

describeMessages(
  area,
  { en, ko },
  {
    "no description": define(5),
    "a name that is taken": define({ name: "office" }),
    "no such network": at("office"),
    "a subnet that is none": define({ subnet: "192.168.122.1/24" }),
    "a range elsewhere": define({ dhcp: { start: "10.0.0.1", end: "10.0.0.9" } }),
    "forwards that are no list": define({ portForwards: any({ hostPort: 80 }) }),
    "an address that is none": () => rack().hypervisor.connect("host", { to: "web" }),
    "a bridge with addresses": define({ mode: "bridge", subnet: "192.168.7.0/24" }),
    "a port forwarded without NAT": define({
      mode: "host-only",
      portForwards: [{ hostPort: 80, to: "web" }],
    }),
    "a VLAN behind NAT": () => {
      const { hypervisor } = rack();
      hypervisor.defineNetwork({ name: "office", mode: "nat" });
      hypervisor.define({ name: "web", ...sized, network: "office", vlan: 10 });
    },
    "a subnet of another network": taken,
    "a subnet of the physical network": define({ subnet: "10.0.7.0/24" }),
    "a port that is taken": define({ portForwards: [{ hostPort: 8080, to: "db" }] }),
    "another's address": () =>
      machineIn("running").vm.guest.connect({ to: "8.8.8.8", from: "10.0.0.2" }),
  },
);

test("whose a subnet is", () => {
  expect(saidOf(area, ko, taken).found).toBe(
    '192.168.0.0/16 주소가 "office" 네트워크의 192.168.122.0/24 주소와 겹침',
  );
});
