// A guest's virtual CPUs interrupt one another: sending such an interrupt leaves the guest, and who is woken by it runs no
// sooner than that was handled.

import { describe, expect, test } from "vitest";
import { exitCycles } from "../../src/hypervisor/profiles/exit-cost.ts";
import {
  batch,
  client,
  GiB,
  HostOs,
  Hypervisor,
  ms,
  profiles,
  RemoteComputer,
  seconds,
  Server,
  service,
  us,
} from "../../src/stdlib/index.ts";
import type { ExitRecord, Profile, SliceRecord, VirtualMachine } from "../../src/stdlib/index.ts";
import { install } from "./machine.ts";

function machine(vcpus: number, profile: Profile = profiles.generic) {
  const server = new Server({ cpus: 8, memory: GiB(16) });
  const hypervisor = install(server, new Hypervisor({ profile }));
  const size = { image: "alpine-3.21", memory: GiB(1), disk: GiB(4) };
  const vm = hypervisor.create({ ...size, name: "a", vcpus });
  return { server, hypervisor, vm };
}

/** Exits for which a virtual CPU interrupted another. */
const interrupts = (server: Server): ExitRecord[] =>
  server.trace
    .of("exit")
    .filter(({ detail }) => detail?.code === "msr" && detail.register === "IA32_X2APIC_ICR");

/** A job whose threads begin when the guest is up, by the virtual CPU that booted it. */
function threadsAtBoot(vcpus: number, threads: number, profile?: Profile) {
  const made = machine(vcpus, profile);
  const job = made.vm.launch(batch({ name: "job", compute: ms(100), threads }));
  made.server.run(seconds(30));
  expect(job.state).toBe("finished");
  return { ...made, job };
}

describe("a thread that is begun on another virtual CPU", () => {
  test.each([
    [1, 1, 0],
    [1, 4, 0],
    [2, 2, 1],
    [4, 2, 2],
    [4, 4, 3],
    [4, 9, 3],
  ])("%i virtual CPUs, %i threads: %i are interrupted", (vcpus, threads, expected) => {
    expect(interrupts(threadsAtBoot(vcpus, threads).server)).toHaveLength(expected);
  });

  test.each(["generic", "xen", "kvm"] as const)(
    "begins no sooner than the exit for it was handled: %s",
    (id) => {
      const profile = profiles[id];
      const { server } = threadsAtBoot(4, 4, profile);
      const sent = interrupts(server);
      const cost = Math.round(exitCycles({ reason: "wrmsr" }, profile) / 2.1);
      sent.forEach(({ time }, i) => {
        if (i > 0) expect(Math.abs(time - (sent[i - 1]?.time ?? 0) - cost)).toBeLessThan(2);
      });
      const slices = server.trace.records.filter(
        (one): one is SliceRecord => one.kind === "slice" && one.subject === "a",
      );
      sent.forEach(({ time }, i) => {
        const begun = slices.find(({ vcpu, end }) => vcpu === i + 1 && end > time);
        expect(begun?.start).toBeGreaterThanOrEqual(time);
      });
    },
  );

  test("begins also where the machine is taken back to the moment before that", () => {
    const { server, vm } = machine(4);
    const launch = (to: VirtualMachine) =>
      to.launch(batch({ name: "job", compute: ms(100), threads: 4 }));
    launch(vm);
    while (!vm.booted) server.run(us(1));
    expect(interrupts(server).length).toBeLessThan(3);
    vm.snapshot("then");
    server.run(seconds(1));
    vm.revert("then");
    server.run(seconds(1));
    expect(vm.applications.map(({ state }) => state)).toEqual(["finished"]);
  });

  test("takes no exit of a process: its kernel is the computer's", () => {
    const server = new Server({ cpus: 8 });
    const host = server.install(new HostOs());
    server.run(seconds(30));
    const job = host.spawn(batch({ name: "job", compute: ms(100), threads: 4 }));
    server.run(seconds(1));
    expect(job.state).toBe("finished");
    expect(interrupts(server)).toEqual([]);
  });
});

/** A service that is asked by so many clients at once, and the interrupts meanwhile. */
function asked(vcpus: number, threads: number) {
  const { server, vm } = machine(vcpus, profiles.kvm);
  server.run(seconds(30));
  const spec = { compute: us(300), receive: 1_000, send: 1_000, threads: 8 };
  const to = vm.launch(service({ name: "web", ...spec }));
  const before = interrupts(server).length;
  const load = new RemoteComputer().launch(client({ name: "load", to, requests: 100, threads }));
  server.run(seconds(3));
  expect(load.state).toBe("finished");
  return { sent: interrupts(server).length - before, vm, server };
}

describe("a request that comes over the network", () => {
  test("is worked on by the virtual CPU that took it in, where that has no thread", () => {
    const { sent, vm } = asked(4, 1);
    expect(sent).toBe(0);
    expect(vm.cpuUsage.filter(({ guest }, i) => i > 0 && guest > ms(5))).toEqual([]);
  });

  test("is handed to an idle one while more is coming", () => {
    expect(asked(4, 8).sent).toBeGreaterThan(0);
    expect(asked(1, 8).sent).toBe(0);
  });
});
