// Faults that are taken together cost what they cost one by one: in exits, requests, disk time and waits.

import { describe, expect, test } from "vitest";
import { inTurn } from "../../src/host/requests-in-turn.ts";
import {
  batch,
  costs,
  exitCycles,
  GiB,
  Hypervisor,
  MiB,
  overcommit,
  profiles,
  seconds,
  Server,
} from "../../src/stdlib/index.ts";
import type {
  DomainSpec,
  OvercommitSpec,
  RecordOf,
  VirtualMachine,
} from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";

/** Three machines that want far more than their server has. */
function thrashing(options: OvercommitSpec, spec: Partial<DomainSpec> = {}) {
  const server = new Server({ name: "rack-1", cpus: 4, memory: GiB(2), disk: GiB(100) });
  const hypervisor = server.install(new Hypervisor({ name: "hv", memory: overcommit(options) }));
  const machines = ["a", "b", "c"].map((name) =>
    hypervisor.create({ name, ...small, memory: GiB(1), ...spec }),
  );
  server.run(seconds(3));
  for (const vm of machines)
    vm.launch(batch({ name: "job", compute: seconds(1e6), memory: MiB(700) }));
  server.run(seconds(10));
  return { server, vm: machines[0] as VirtualMachine };
}

const total = (records: readonly { readonly times?: number }[]): number =>
  records.reduce((sum, { times = 1 }) => sum + times, 0);

const several = <R extends { readonly times?: number }>(records: readonly R[]): R[] =>
  records.filter(({ times = 1 }) => times > 2);

describe("page faults that the hypervisor handles", () => {
  const { server, vm } = thrashing({ ballooning: false });
  const faults = server.trace.of("exit", "a").filter(({ reason }) => reason === "guest-page-fault");

  test("are all counted, and told in one record", () => {
    expect(several(faults).length).toBeGreaterThan(20);
    expect(vm.exits["guest-page-fault"]).toBe(total(faults));
    expect(server.trace.counts("a").exits["guest-page-fault"]?.count).toBe(total(faults));
  });

  test("take the hypervisor as long as that many", () => {
    const one = exitCycles({ reason: "guest-page-fault" }, profiles.generic);
    for (const { times = 1, cost } of faults)
      expect(Math.abs(cost - (times * one * 1e9) / costs.cpuFrequency.value)).toBeLessThan(2);
  });

  test("wait for the disk as often", () => {
    const { diskLatency, diskBandwidth, swapCluster } = costs;
    const pages = swapCluster.value * 4096;
    const each = diskLatency.value + (pages * 1e9) / diskBandwidth.value;
    const exits = server.trace.of("exit", "a");
    for (const fault of several(faults)) {
      const next = exits[exits.indexOf(fault) + 1];
      if (!next || fault.disposition !== "blocked") continue;
      expect(next.time - fault.time).toBeGreaterThan((fault.times ?? 1) * each * 0.99);
    }
  });
});

describe.each(["virtio", "ide"] as const)("a guest's own page-ins from %s", (diskBus) => {
  const { server, vm } = thrashing({}, { diskBus });
  const io = server.trace.of("io", "a");
  const reads = several(io.filter(({ operation }) => operation === "read"));

  test("are all counted", () => {
    expect(reads.length).toBeGreaterThan(20);
    const { requests, notifications, interrupts } = vm.io.disk;
    // What is under way has no record yet.
    expect(requests).toBeGreaterThanOrEqual(total(io));
    expect(requests - total(io)).toBeLessThan(100);
    expect(server.trace.counts("a").io["disk read"]?.count).toBe(
      total(io.filter(({ operation }) => operation === "read")),
    );
    expect(notifications).toBeGreaterThanOrEqual(requests);
    expect(interrupts).toBeGreaterThanOrEqual(total(io));
  });

  test("take the disk as long as that many", () => {
    const { diskLatency, diskBandwidth } = costs;
    const time = ({ bytes, times = 1 }: RecordOf<"io">): number =>
      times * diskLatency.value + Math.ceil((bytes * 1e9) / diskBandwidth.value);
    for (const record of reads) expect(record.end - record.start).toBe(time(record));
  });
});

test("where each has to be asked for, one comes after another, and the last one ends it", () => {
  const asked: number[] = [];
  let now = 0;
  let told: unknown;
  inTurn(
    3,
    100,
    (bytes, done) => {
      asked.push(bytes);
      now += 10;
      done({ submitted: now - 10, start: now - 5, end: now });
    },
    (service) => (told = service),
  );
  expect(asked).toEqual([34, 33, 33]);
  expect(told).toEqual({ submitted: 0, start: 5, end: 30 });
});
