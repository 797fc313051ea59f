// What tests of nesting begin with: a machine with KVM in it, two guests inside, and a machine beside it.

import { credit, GiB, Hypervisor, profiles, seconds, Server } from "../../src/stdlib/index.ts";
import type { VirtualMachine } from "../../src/stdlib/index.ts";
import { sized, small } from "./machine.ts";

export const L1 = () => new Hypervisor({ name: "L1", profile: profiles.kvm, traceHops: true });
export const guest = (name: string, vcpus = 1) => ({ ...small, name, vcpus });
/** The same, for `define`, which takes no image. */
export const blank = (name: string) => ({ ...sized, name });

/** A machine of so many vCPUs with KVM in it, beside another; everything is up. */
export function nested(vcpus = 1, cpus = 4, scheduler = credit()) {
  const server = new Server({ name: "rack-1", cpus, memory: GiB(32), disk: GiB(500) });
  const hypervisor = server.install(new Hypervisor({ name: "L0", scheduler }));
  const size = { memory: GiB(8), disk: GiB(60), image: "ubuntu-24.04" };
  const outer = hypervisor.create({ name: "outer", vcpus, ...size });
  const beside = hypervisor.create(guest("beside"));
  server.run(seconds(30));
  const inner = outer.nest(L1());
  const [a, b] = ["a", "b"].map((name) => inner.create(guest(name))) as [
    VirtualMachine,
    VirtualMachine,
  ];
  server.run(seconds(10));
  return { server, hypervisor, outer, beside, inner, a, b };
}
