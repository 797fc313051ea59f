import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batch, GiB, HypervisorError, KiB, MiB, ms, service } from "../../src/stdlib/index.ts";
import type { Hypervisor, Server, VirtualMachine } from "../../src/stdlib/index.ts";
import { rack, snapshot } from "./machine.ts";

// Any operations, in any order, sensible or not: what the server has is always either allocated or free, time is
// always spent on something, and a refusal changes nothing.

interface World {
  readonly server: Server;
  readonly hypervisor: Hypervisor;
}
interface Step {
  readonly label: string;
  readonly act: (world: World) => unknown;
}

const names = ["a", "b", "c"];
const name = fc.constantFrom(...names);
const on = (label: string, act: (vm: VirtualMachine, n: number) => unknown) =>
  fc.tuple(name, fc.nat(1000)).map(([vm, n]): Step => ({
    label: `${vm}.${label}`,
    act: ({ hypervisor }) => act(hypervisor.lookup(vm), n),
  }));
const size = fc.record({
  name,
  vcpus: fc.integer({ min: 0, max: 3 }),
  memory: fc.constantFrom(MiB(64), MiB(256), GiB(2), GiB(3), 4097),
  disk: fc.constantFrom(GiB(1), GiB(5), GiB(20)),
});
const image = fc.constantFrom("alpine-3.21", "debian-12", "none");

const step: fc.Arbitrary<Step> = fc.oneof(
  size.map((spec): Step => ({
    label: `define ${spec.name}`,
    act: ({ hypervisor }) => hypervisor.define(spec),
  })),
  fc.tuple(size, image).map(([spec, id]): Step => ({
    label: `create ${spec.name} ${id}`,
    act: ({ hypervisor }) => hypervisor.create({ ...spec, image: id }),
  })),
  on("install", (vm, n) => vm.install(n % 2 === 0 ? "alpine-3.21" : "windows-11")),
  on("start", (vm) => vm.start()),
  on("suspend", (vm) => vm.suspend()),
  on("resume", (vm) => vm.resume()),
  on("shutdown", (vm) => vm.shutdown()),
  on("reboot", (vm) => vm.reboot()),
  on("destroy", (vm) => vm.destroy()),
  on("undefine", (vm) => vm.undefine()),
  on("launch job", (vm, n) =>
    vm.launch(batch({ name: `job${n}`, compute: ms(n + 1), write: KiB(n), threads: 2 })),
  ),
  on("launch web", (vm, n) =>
    vm.launch(
      service({
        name: `web${n % 3}`,
        compute: ms(5),
        every: ms(9),
        read: KiB(n),
        arrivals: "poisson",
      }),
    ),
  ),
  on("write", (vm, n) => {
    vm.guest.write(MiB(n), "x");
  }),
  on("send", (vm) => vm.guest.send({ to: "ff:ff:ff:ff:ff:ff", payload: "x" })),
  fc.nat(3000).map((n): Step => ({ label: `run ${n} ms`, act: ({ server }) => server.run(ms(n)) })),
  fc.nat(3000).map((n): Step => ({ label: `run ${n} ns`, act: ({ server }) => server.run(n) })),
);
const steps = fc.array(step, { minLength: 1, maxLength: 40 });

/** A small server, so that it runs out of everything. */
const world = (): World => rack({ cpus: 2, memory: GiB(6), disk: GiB(40) });

/** Carries the steps out; `after` looks at the world after each. */
function carryOut(
  list: readonly Step[],
  after: (world: World, refused: boolean, before: string) => void,
): void {
  const all = world();
  for (const { label, act } of list) {
    const before = snapshot(all.server);
    let refused = false;
    try {
      act(all);
    } catch (error) {
      if (!(error instanceof HypervisorError)) throw new Error(label, { cause: error });
      refused = true;
    }
    after(all, refused, before);
  }
}

const withoutExits = (model: string): string =>
  JSON.stringify(JSON.parse(model, (key, value: unknown) => (key === "exits" ? {} : value)));

const check = (after: (world: World, refused: boolean, before: string) => void) => {
  fc.assert(
    fc.property(steps, (list) => {
      carryOut(list, after);
    }),
    { numRuns: 150 },
  );
};

describe("after any sequence of operations", () => {
  test("allocated and free add up to what the server has, and to what its machines hold", () => {
    check(({ server, hypervisor }) => {
      const { capacity, allocated, free } = server;
      expect(allocated.memory + free.memory).toBe(capacity.memory);
      expect(allocated.disk + free.disk).toBe(capacity.disk);
      const vms = hypervisor.domains();
      const on = vms.filter((vm) => vm.state !== "shutoff");
      const sum = (of: readonly VirtualMachine[], what: "vcpus" | "memory" | "disk") =>
        of.reduce((total, vm) => total + vm[what], 0);
      expect(allocated.cpus).toBe(sum(on, "vcpus"));
      expect(allocated.disk).toBe(GiB(4) + sum(vms, "disk"));
      expect(allocated.memory).toBe(GiB(1) + sum(on, "memory"));
    });
  });

  test("a refused operation has changed nothing", () => {
    check(({ server }, refused, before) => {
      if (!refused) return;
      const last = server.trace.records.at(-1);
      expect(last?.kind).toBe("refusal");
      // A fault is an exit that did happen: it is counted, and nothing else is different.
      const fault = last?.kind === "refusal" && last.code === "guest-page-fault";
      const compare = fault ? withoutExits : (model: string) => model;
      expect(compare(snapshot(server))).toBe(compare(before));
    });
  });

  test("each physical CPU's time went into guests, the hypervisor, or nothing", () => {
    check(({ server }) => {
      for (const { busy, idle } of server.cpuUsage) expect(busy + idle).toBe(server.now);
    });
  });

  test("each virtual CPU's time since its start was run, ready, blocked or paused", () => {
    const startedAt = new Map<string, number>();
    check(({ server, hypervisor }) => {
      if (server.now === 0) startedAt.clear();
      for (const { subject, time, operation } of server.trace.of("lifecycle")) {
        if (operation === "start") startedAt.set(subject, time);
      }
      for (const vm of hypervisor.domains()) {
        if (vm.state === "shutoff" || vm.state === "crashed") continue;
        for (const { run, ready, blocked, paused } of vm.cpuUsage) {
          expect(run + ready + blocked + paused).toBe(server.now - (startedAt.get(vm.name) ?? NaN));
        }
      }
    });
  });

  test("guests ran as long as physical CPUs say they did", () => {
    check(({ server, hypervisor }) => {
      const gone = server.trace
        .of("lifecycle")
        .some(({ operation }) => operation === "destroy" || operation === "start");
      const guests = hypervisor
        .domains()
        .flatMap((vm) => vm.cpuUsage)
        .reduce((sum, { guest }) => sum + guest, 0);
      const physical = server.cpuUsage.reduce((sum, { guest }) => sum + guest, 0);
      // Machines that are gone, or were started anew, took their accounts with them.
      if (gone) expect(guests).toBeLessThanOrEqual(physical);
      else expect(guests).toBe(physical);
    });
  });

  test("requests are answered, dropped or pending", () => {
    check(({ hypervisor }) => {
      for (const { requests } of hypervisor.domains().flatMap((vm) => vm.applications)) {
        expect(requests.arrived).toBe(requests.completed + requests.dropped + requests.pending);
      }
    });
  });
});
