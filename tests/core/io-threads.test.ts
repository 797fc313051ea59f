// The thread that plays a machine's disk: all requests pass it, so that it can be the bottleneck. And what an acknowledgement
// and a frame take on their way.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timeOf } from "../../src/host/clock-rate.ts";
import {
  acknowledgementLatency,
  stackTime,
  switchedFrame,
  wakeTime,
  wireLatency,
} from "../../src/host/packet-costs.ts";
import {
  batch,
  costs,
  GiB,
  HostOs,
  Hypervisor,
  KiB,
  profiles,
  seconds,
  Server,
  us,
} from "../../src/stdlib/index.ts";
import type { CycleCost } from "../../src/hypervisor/profiles/profile.ts";
import { neighbours, small } from "./machine.ts";
import type { Product } from "./machine.ts";

/** Requests a second that a guest gets from a disk with so many channels, by a thread that takes so much for each. */
function rate(cost: CycleCost, depth: number, latency: number, requests = 1_500): number {
  const storage = { channels: 64, latency, bandwidth: 1e12 };
  const server = new Server({ cpus: 4, memory: GiB(16), storage, trace: { limit: 0 } });
  const backend = {
    role: "vmm-process",
    request: [{ from: "vmm-process", to: "host-os", cost }],
    interrupt: "systemCall",
  } as const;
  const profile = { ...profiles.kvm, backend };
  const hypervisor = server.install(new HostOs()).install(new Hypervisor({ profile }));
  const vm = hypervisor.create({ ...small, name: "vm" });
  server.run(seconds(20));
  const read = KiB(4) * requests;
  const work = { compute: 1, read, requestSize: KiB(4), queueDepth: depth };
  const job = vm.launch(batch({ name: "fio", ...work }));
  while (job.state !== "finished") server.run(seconds(1));
  return (requests * 1e9) / (job.duration ?? NaN);
}

/** The most that a thread carries which takes so many cycles a request. */
const most = (cost: CycleCost): number => costs.cpuFrequency.value / costs[cost].value;

describe("a thread that plays a disk", () => {
  test("never carries more than it has time for, nor more than the disk", () => {
    const named = fc.constantFrom<CycleCost>("qemuRequest", "firecrackerRequest", "contextSwitch");
    const depths = fc.integer({ min: 1, max: 64 });
    const latencies = fc.integer({ min: us(10), max: us(500) });
    fc.assert(
      fc.property(named, depths, latencies, (cost, depth, latency) => {
        const got = rate(cost, depth, latency, 400);
        expect(got).toBeLessThanOrEqual(Math.min(most(cost), (depth * 1e9) / latency) * 1.001);
      }),
      { numRuns: 40 },
    );
  });

  test("is the bottleneck of many requests at once, whatever the disk", () => {
    const fast = rate("qemuRequest", 64, us(10));
    expect(rate("qemuRequest", 64, us(200)) / fast).toBeCloseTo(1, 1);
    // Beside the requests it tells the guest, at the most once for each.
    const all = costs.qemuRequest.value + costs.systemCall.value;
    expect(fast).toBeGreaterThan((costs.cpuFrequency.value / all) * 0.97);
  });

  test("is not, of requests one by one", () => {
    expect(rate("qemuRequest", 1, us(500))).toBeLessThan(1e9 / us(500));
    expect(rate("qemuRequest", 1, us(500))).toBeGreaterThan(1e9 / us(550));
  });
});

test("an acknowledgement takes less than a round trip, by what its sender does and by a process that wakes", () => {
  const stacks = 2 * stackTime(0);
  expect(acknowledgementLatency).toBe(2 * wireLatency + stacks + costs.c1Exit.value);
  const saved = costs.networkRoundTrip.value - acknowledgementLatency;
  expect(saved).toBeGreaterThan(stacks + wakeTime);
  expect(saved).toBeLessThan(stacks + 2 * wakeTime);
});

test.each<[Product, number]>([
  ["xen", 1],
  ["kvm", 1],
  // It hands frames to its own driver, without a back end.
  ["esxi", 0],
])("%s: a frame passes a switch %i times on its way out", (id, times) => {
  expect(switchedFrame).toBe(costs.networkPacket.value);
  const bytes = KiB(4);
  const { server, vm } = neighbours(id, {}, {}, { traceHops: true });
  vm.launch(batch({ name: "job", compute: 1, send: bytes }));
  server.run(seconds(1));
  const steps = server.trace.of("io", "shop").at(-1)?.steps ?? [];
  const work = steps.find(({ doing }) => doing === "work") ?? { start: 0, end: 0 };
  const cycles = times * (costs.backendRequest.value / 2 + switchedFrame + bytes);
  const took = timeOf(cycles, costs.cpuFrequency.value);
  expect(Math.abs(work.end - work.start - took)).toBeLessThanOrEqual(1);
});
