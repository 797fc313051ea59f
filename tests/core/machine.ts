// What most tests of the core begin with: a server, a hypervisor on it, and a machine in some state.

import {
  HostOs,
  Hypervisor,
  HypervisorError,
  MiB,
  GiB,
  profiles,
  Server,
  seconds,
} from "../../src/stdlib/index.ts";
import type {
  DomainSpec,
  DomainState,
  HypervisorSpec,
  ServerSpec,
  VirtualMachine,
} from "../../src/stdlib/index.ts";

export function rack(spec: Partial<ServerSpec> = {}) {
  const server = new Server({
    name: "rack-1",
    cpus: 4,
    memory: GiB(32),
    disk: GiB(500),
    ...spec,
  });
  const hypervisor = server.install(new Hypervisor({ name: "hv" }));
  return { server, hypervisor };
}

/** Installs a hypervisor where its kind belongs: on the bare server, or on a host OS that is put there first. */
export function install(server: Server, hypervisor: Hypervisor): Hypervisor {
  const hosted = hypervisor.profile.installsOn === "a host OS";
  return (hosted ? server.install(new HostOs()) : server).install(hypervisor);
}

/** Sizes for `define`, which takes no image. */
export const sized = { vcpus: 1, memory: MiB(256), disk: GiB(1) };
export const small = { ...sized, image: "alpine-3.21" };

/** A product of the library, by its name in `profiles`. */
export type Product = Exclude<keyof typeof profiles, "bareMetal">;
export const products: readonly Product[] = [
  "generic",
  "esxi",
  "xen",
  "hyperV",
  "kvm",
  "workstation",
  "virtualBox",
];

/** A server with a product, a machine on it that is up, and another beside it. */
export function neighbours(
  id: Product = "generic",
  spec: Partial<DomainSpec> = {},
  box: Partial<ServerSpec> = {},
  more: Pick<HypervisorSpec, "traceHops"> = {},
) {
  const size = { cpus: 4, memory: GiB(16), disk: GiB(100), virtualFunctions: 2 };
  const server = new Server({ name: "pc", ...size, ...box });
  const hypervisor = new Hypervisor({ name: "hv", profile: profiles[id], ...more });
  install(server, hypervisor);
  const vm = hypervisor.create({ ...small, name: "shop", ...spec });
  const other = hypervisor.create({ ...small, name: "desk" });
  server.run(seconds(15));
  return { server, hypervisor, vm, other };
}

/** A machine brought into a state by the shortest way. */
export function machineIn(state: DomainState) {
  const { server, hypervisor } = rack();
  const tight = state === "crashed" ? { memory: MiB(64) } : {};
  const vm = hypervisor.define({ name: "shop", ...sized, ...tight });
  const wait = () => server.run(seconds(10));
  const steps: Record<DomainState, () => unknown> = {
    undefined: () => vm.undefine(),
    shutoff: () => vm.install(small.image),
    running: () => vm.install(small.image).start(),
    blocked: () => (vm.install(small.image).start(), wait()),
    paused: () => (vm.install(small.image).start(), wait(), vm.suspend()),
    shutdown: () => (vm.install(small.image).start(), wait(), vm.shutdown()),
    crashed: () => (vm.install(small.image).start(), wait()),
  };
  steps[state]();
  return { server, hypervisor, vm };
}

/** The refusal that `action` meets. */
export function refusal(action: () => unknown): HypervisorError {
  try {
    action();
  } catch (error) {
    if (error instanceof HypervisorError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

/** Everything that can be seen of the model, without the trace. */
export const snapshot = (server: Server): string => JSON.stringify(server);

export const statesOf = (machines: readonly VirtualMachine[]) => machines.map(({ state }) => state);
