// The queue at a device against queueing theory, who is next in it, and what one machine's flood does to another.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeviceQueue } from "../../src/host/device-queue.ts";
import type { QueueDiscipline, Service } from "../../src/host/device-queue.ts";
import { Random } from "../../src/simulation/random.ts";
import { Simulation } from "../../src/simulation/simulation.ts";
import {
  batch,
  GiB,
  Hypervisor,
  KiB,
  MiB,
  ms,
  seconds,
  Server,
  us,
} from "../../src/stdlib/index.ts";
import type { DomainSpec, ServerSpec } from "../../src/stdlib/index.ts";
import { rack, refusal, sized, small } from "./machine.ts";
import { agrees, meanGap, waitMD1, waitMMc, Waits } from "./queueing.ts";

const disciplines: QueueDiscipline[] = ["fifo", "fair"];

describe("a queue with Poisson arrivals waits as the formulas say", () => {
  const waits = (
    discipline: QueueDiscipline,
    servers: number,
    load: number,
    time: (random: Random) => number,
  ) => {
    const simulation = new Simulation();
    const random = new Random(7);
    const queue = new DeviceQueue(simulation, servers, discipline);
    const seen = new Waits(1500);
    const gap = meanGap({ servers, load, service: us(100) });
    const done = ({ submitted, start }: Service) => seen.add(start - submitted);
    const arrive = () => {
      queue.submit({ owner: "a", latency: time(random), transfer: 0, done });
      simulation.schedule(random.exponential(gap), 0, arrive);
    };
    arrive();
    while (!seen.done) simulation.step();
    return seen.estimate();
  };

  test.each(disciplines)("%s: M/D/1, a disk with requests of one size", (discipline) => {
    const station = { servers: 1, load: 0.7, service: us(100) };
    expect(
      agrees(
        waits(discipline, 1, 0.7, () => us(100)),
        waitMD1(station),
      ),
    ).toBe(true);
  });

  test.each(disciplines)("%s: M/M/1 and M/M/4, requests of any size", (discipline) => {
    for (const [servers, load] of [
      [1, 0.6],
      [4, 0.8],
    ] as const) {
      const station = { servers, load, service: us(100) };
      const estimate = waits(discipline, servers, load, (random) => random.exponential(us(100)));
      expect(agrees(estimate, waitMMc(station))).toBe(true);
    }
  });
});

test("whichever machine asks for what, and when: each is served once, on so many channels and one link", () => {
  const request = fc.record({
    owner: fc.constantFrom("a", "b", "c"),
    at: fc.nat(5000),
    latency: fc.nat(300),
    transfer: fc.nat(300),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...disciplines),
      fc.integer({ min: 1, max: 4 }),
      fc.array(request, { maxLength: 60 }),
      (discipline, channels, requests) => {
        const simulation = new Simulation();
        const queue = new DeviceQueue(simulation, channels, discipline);
        const served: (Service & { latency: number; transfer: number; owner: string })[] = [];
        for (const { at, ...one } of requests)
          simulation.schedule(at, 0, () => {
            queue.submit({ ...one, done: (service) => served.push({ ...service, ...one }) });
          });
        simulation.runUntil(100_000);
        expect(served).toHaveLength(requests.length);
        for (const { submitted, start, end, latency, transfer } of served) {
          expect(start).toBeGreaterThanOrEqual(submitted);
          expect(end - start).toBeGreaterThanOrEqual(latency + transfer);
          const beside = served.filter((one) => one.start <= start && one.end > start);
          expect(beside.length).toBeLessThanOrEqual(channels);
        }
        const moved = served.filter(({ transfer }) => transfer > 0);
        const link = moved.map(({ end, transfer }) => ({ from: end - transfer, end }));
        link.sort((a, b) => a.end - b.end);
        for (const [i, { from }] of link.entries())
          expect(from).toBeGreaterThanOrEqual(link[i - 1]?.end ?? 0);
        // One owner's requests are never overtaken by its own, nor, first come first served, by those of any other.
        for (const owner of discipline === "fifo" ? [undefined] : ["a", "b", "c"]) {
          const own = served.filter((one) => owner === undefined || one.owner === owner);
          const starts = [...own].sort((a, b) => a.submitted - b.submitted || a.start - b.start);
          for (const [i, { start }] of starts.entries())
            expect(start).toBeGreaterThanOrEqual(starts[i - 1]?.start ?? 0);
        }
      },
    ),
  );
});

/** A quiet machine beside one that floods the disk or the network. */
function neighbours(spec: Partial<ServerSpec>, flood: Partial<DomainSpec> = {}) {
  const size = { name: "pc", cpus: 4, memory: GiB(16), disk: GiB(100), trace: { limit: 5000 } };
  const server = new Server({ ...size, ...spec });
  const hypervisor = server.install(new Hypervisor());
  const quiet = hypervisor.create({ ...small, name: "quiet" });
  const noisy = hypervisor.create({ ...small, name: "noisy", ...flood });
  server.run(seconds(flood.iotune ? 400 : 20));
  return { server, quiet, noisy };
}
const reads = (queueDepth: number, read: number) =>
  batch({ name: "reads", compute: 1, read, requestSize: KiB(4), queueDepth });

describe("a noisy neighbour", () => {
  /** How long the quiet machine's 100 small reads take, with and without the flood. */
  const slowdown = (spec: Partial<ServerSpec>, flood: Partial<DomainSpec> = {}) => {
    const [alone, beside] = [false, true].map((noise) => {
      const { server, quiet, noisy } = neighbours(spec, flood);
      if (noise) noisy.launch(reads(64, GiB(1)));
      server.run(ms(10));
      const job = quiet.launch(reads(1, KiB(400)));
      server.run(seconds(1));
      return job.responseTime?.max ?? NaN;
    });
    return (beside ?? NaN) / (alone ?? NaN);
  };

  test("first come, first served: one waits behind all that the other asked for", () => {
    expect(slowdown({ ioQueue: "fifo" })).toBeGreaterThan(30);
  });

  test("fair: one waits for the request that is being served, and for one turn", () => {
    expect(slowdown({ ioQueue: "fair" })).toBeLessThan(3.1);
  });

  test("a limit on the noisy one helps as well", () => {
    expect(slowdown({ ioQueue: "fifo" }, { iotune: { totalIopsSec: 500 } })).toBeLessThan(2);
  });

  test.each(disciplines)("%s: the same at the network interface", (ioQueue) => {
    const { server, quiet, noisy } = neighbours({ ioQueue, network: 1e9 });
    noisy.launch(batch({ name: "stream", compute: 1, send: MiB(64) }));
    server.run(ms(20));
    const from = server.now;
    quiet.launch(batch({ name: "hello", compute: 1, send: KiB(4) }));
    server.run(seconds(5));
    const [hello] = server.trace.of("io", "quiet").filter(({ submitted }) => submitted >= from);
    const waited = (hello?.start ?? NaN) - (hello?.submitted ?? NaN);
    const frame = Math.ceil((KiB(64) * 8e9) / 1e9);
    if (ioQueue === "fair") expect(waited).toBeLessThanOrEqual(2 * frame);
    else expect(waited).toBeGreaterThan(20 * frame);
  });

  test("fair: who both want more than half get half each, and nothing is wasted", () => {
    const done = (ioQueue: QueueDiscipline) => {
      const { server, quiet, noisy } = neighbours({ ioQueue });
      const before = [quiet.io.disk.requests, noisy.io.disk.requests];
      quiet.launch(reads(2, GiB(1)));
      noisy.launch(reads(64, GiB(1)));
      server.run(seconds(1));
      return [quiet, noisy].map((vm, i) => vm.io.disk.requests - (before[i] ?? 0));
    };
    const [[few = 0, many = 0], [half = 0, other = 0]] = [done("fifo"), done("fair")] as const;
    expect(many / few).toBeGreaterThan(20);
    expect(half / (half + other)).toBeGreaterThan(0.48);
    expect(Math.abs(half + other - few - many)).toBeLessThan(70);
  });
});

describe("a disk", () => {
  const rate = (spec: Partial<ServerSpec>, depth: number, flood: Partial<DomainSpec> = {}) => {
    const { server, noisy } = neighbours(spec, flood);
    const { requests } = noisy.io.disk;
    noisy.launch(reads(depth, GiB(4)));
    server.run(seconds(1));
    return noisy.io.disk.requests - requests;
  };

  test("with more channels answers more at once, up to its own limit", () => {
    const fast = { channels: 32, latency: us(80), bandwidth: 2e9 };
    const [one, eight] = [rate({ storage: fast }, 1), rate({ storage: fast }, 8)];
    expect(eight / one).toBeGreaterThan(7);
    expect(eight / one).toBeLessThan(8.1);
    const limited = rate({ storage: { ...fast, iops: 20_000 } }, 32);
    expect(limited).toBeGreaterThan(19_900);
    expect(limited).toBeLessThan(20_100);
  });

  test.each([
    [{ totalIopsSec: 300 }, 300],
    [{ totalBytesSec: MiB(1) }, 256],
    [{ totalIopsSec: 300, totalBytesSec: KiB(400) }, 100],
  ])("%j: a machine gets no more, and no less if it asks for it", (iotune, expected) => {
    const got = rate({}, 1, { iotune });
    expect(got).toBeGreaterThan(expected * 0.98);
    expect(got).toBeLessThanOrEqual(expected * 1.02);
  });

  test.each<Partial<ServerSpec>>([
    { storage: { channels: 0 } },
    { storage: { channels: 1.5 } },
    { storage: { latency: -1 } },
    { storage: { bandwidth: NaN } },
    { storage: { iops: 0 } },
    { storage: 3 as never },
    { ioQueue: "lifo" as never },
  ])("refused: %j", (wrong) => {
    const size = { cpus: 1, memory: GiB(1), disk: GiB(1) };
    expect(refusal(() => new Server({ ...size, ...wrong })).code).toBe("invalid-argument");
  });

  test.each<[Partial<DomainSpec>, string]>([
    [{ iotune: { totalIopsSec: 0 } }, "invalid-argument"],
    [{ iotune: { totalBytesSec: 0.5 } }, "invalid-argument"],
    [{ iotune: "slow" as never }, "invalid-argument"],
    [{ iotune: { totalIopsSec: 9 }, diskBus: "passthrough" }, "config-unsupported"],
  ])("refused: %j", (wrong, code) => {
    const { hypervisor } = rack();
    expect(refusal(() => hypervisor.define({ ...sized, name: "vm", ...wrong })).code).toBe(code);
  });
});
