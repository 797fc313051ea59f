// Work is CPU time at the reference frequency: what a CPU does of it in a second is in proportion to its frequency, and
// no work is lost or done twice, wherever a machine goes meanwhile. Devices, timers and clients do not care.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  Cluster,
  costs,
  GHz,
  GiB,
  HostOs,
  Hypervisor,
  KiB,
  MiB,
  ms,
  osImages,
  overcommit,
  seconds,
  Server,
  service,
  us,
} from "../../src/stdlib/index.ts";
import type { BatchSpec, HypervisorSpec, MigrateSpec, Service } from "../../src/stdlib/index.ts";
import { dock } from "./dock.ts";
import { small } from "./machine.ts";

const reference = costs.cpuFrequency.value;
/** How long work takes at a frequency. */
const expected = (work: number, frequency: number) => (work * reference) / frequency;
const frequencies = [0.5, 1, 2.1, 3.3, 4.2].map(GHz);
const alpine = osImages.find(({ id }) => id === "alpine-3.21");

/** A machine that is up, on a server of some frequency. */
function machine(frequency: number, spec: HypervisorSpec = {}) {
  const server = new Server({ cpus: 2, memory: GiB(4), disk: GiB(20), frequency });
  const hypervisor = server.install(new Hypervisor(spec));
  const vm = hypervisor.create({ ...small, vcpus: 2, name: "vm" });
  server.run(seconds(20));
  const inGuest = () => vm.cpuUsage.reduce((sum, { guest }) => sum + guest, 0);
  const run = (job: BatchSpec | Service) => {
    const launched = vm.launch("kind" in job ? job : batch(job));
    server.run(seconds(60));
    return launched;
  };
  return { server, hypervisor, vm, inGuest, run };
}

describe.each(frequencies)("at %d Hz work takes reference / frequency as long", (frequency) => {
  const { bootCompute = NaN } = alpine ?? {};

  test("requests whose work varies, in the mean", () => {
    const { run } = machine(frequency);
    const web = { name: "web", compute: ms(1), every: ms(10), times: "exponential" } as const;
    const { cpuTime, requests } = run(service(web));
    expect(requests.completed).toBeGreaterThan(5000);
    const mean = cpuTime / requests.completed;
    expect(Math.abs(mean / expected(web.compute, frequency) - 1)).toBeLessThan(0.05);
  });

  test("a boot, and a shutdown", () => {
    const { server, vm, inGuest } = machine(frequency);
    expect(inGuest()).toBe(Math.round(expected(bootCompute, frequency)));
    vm.shutdown();
    server.run(seconds(20));
    const off = costs.guestPowerOffCompute.value;
    expect(vm.state).toBe("shutoff");
    expect(Math.abs(inGuest() - expected(bootCompute + off, frequency))).toBeLessThanOrEqual(1);
  });

  test.each<[string, Partial<BatchSpec>]>([
    ["alone", {}],
    ["in threads", { threads: 3 }],
    ["with I/O", { read: KiB(64), write: KiB(64) }],
  ])("a batch job %s", (_, spec) => {
    const { run } = machine(frequency);
    const { threads = 1 } = spec;
    const { cpuTime, state } = run({ name: "job", compute: seconds(2) + 1, ...spec });
    expect(state).toBe("finished");
    expect(Math.abs(cpuTime - threads * expected(seconds(2) + 1, frequency))).toBeLessThanOrEqual(
      threads,
    );
  });

  test("a job whose threads contend for a lock, inside and outside of it", () => {
    const { run } = machine(frequency);
    const lock = { every: us(90), hold: us(10) };
    const { cpuTime, spinTime } = run({ name: "job", compute: seconds(1), threads: 2, lock });
    const work = expected(2 * seconds(1), frequency);
    expect(Math.abs(cpuTime - spinTime - work)).toBeLessThanOrEqual(2);
  });

  test("each request of a service, while they come as often as they come", () => {
    const { run } = machine(frequency);
    const web = run(service({ name: "web", compute: us(100), every: ms(10) }));
    expect(web.requests.completed).toBe(seconds(60) / ms(10) - 1);
    expect(web.responseTime?.p50).toBeGreaterThanOrEqual(Math.floor(expected(us(100), frequency)));
    const each = web.cpuTime / web.requests.completed;
    expect(Math.abs(each - expected(us(100), frequency))).toBeLessThanOrEqual(0.5);
  });

  test("a process on a host OS, a container, and its setup", () => {
    const server = new Server({ cpus: 2, memory: GiB(4), disk: GiB(40), frequency });
    const job = batch({ name: "job", compute: seconds(1) });
    const process = server.install(new HostOs()).spawn(job);
    server.run(seconds(10));
    expect(process.cpuTime).toBe(Math.round(expected(seconds(1), frequency)));

    const docker = dock({ frequency });
    const box = docker.engine.create({ name: "web", image: "nginx:1.27" }).start();
    docker.server.run(seconds(1));
    const busy = docker.server.cpuUsage.reduce((sum, { host = 0 }) => sum + host, 0);
    const setup = expected(costs.containerSetup.value, frequency);
    expect(busy / setup).toBeGreaterThanOrEqual(1);
    expect(busy / setup).toBeLessThan(1.05);
    const inside = box.launch(job);
    docker.server.run(seconds(10));
    expect(inside.cpuTime).toBe(Math.round(expected(seconds(1), frequency)));
  });

  test("a guest inside a machine, which has the CPUs of the server", () => {
    const server = new Server({ cpus: 2, memory: GiB(8), disk: GiB(40), frequency });
    const l0 = server.install(new Hypervisor());
    const outer = l0.define({ name: "m", vcpus: 1, memory: GiB(4), disk: GiB(20) }).start();
    const inner = outer.nest(new Hypervisor({ name: "L1" }));
    const vm = inner.create({ ...small, name: "inside" });
    server.run(seconds(60));
    const job = vm.launch(batch({ name: "job", compute: seconds(1) }));
    server.run(seconds(30));
    expect(job.cpuTime).toBe(Math.round(expected(seconds(1), frequency)));
  });

  test("what is kept in a snapshot goes on with what is left", () => {
    const { server, vm } = machine(frequency);
    const job = vm.launch(batch({ name: "job", compute: seconds(1) }));
    server.run(ms(100));
    vm.snapshot("early");
    server.run(ms(100));
    vm.revert("early");
    server.run(seconds(10));
    const [again] = vm.applications;
    expect([job.state, again?.state]).toEqual(["stopped", "finished"]);
    expect(again?.cpuTime).toBe(Math.round(expected(seconds(1), frequency)));
  });

  test("pages are touched with the work: as many at the end of a job, as fast as it is done", () => {
    const { server, vm } = machine(frequency, { memory: overcommit() });
    const before = vm.memoryUsage.resident;
    const job = vm.launch(batch({ name: "job", compute: seconds(10), memory: MiB(32) }));
    server.run(Math.round(expected(seconds(0.4), frequency)));
    const early = vm.memoryUsage.resident - before;
    expect(job.state).toBe("running");
    expect(early / MiB(32)).toBeGreaterThan(0.3);
    expect(early / MiB(32)).toBeLessThan(0.5);
  });
});

test("what is no work of a CPU takes as long as ever: disk, arrivals, ticks", () => {
  const seen = frequencies.map((frequency) => {
    const { vm, run } = machine(frequency);
    const ticks = () => vm.exits.wrmsr ?? 0;
    const before = ticks();
    const compute = Math.round((seconds(4) * frequency) / reference);
    const job = run({ name: "job", compute, read: MiB(64) });
    return { ticks: ticks() - before, time: (job.duration ?? 0) - job.cpuTime };
  });
  const [first] = seen;
  for (const { ticks, time } of seen) {
    expect(Math.abs(ticks - (first?.ticks ?? 0))).toBeLessThanOrEqual(1);
    // Exits take their cycles.
    expect(time / (first?.time ?? 0)).toBeCloseTo(1, 1);
  }
});

/** Servers of these frequencies with shared storage, and a machine on the first. */
function cluster(speeds: readonly number[]) {
  const all = new Cluster({ storage: GiB(4) });
  const hypervisors = speeds.map((frequency, n) =>
    all
      .add({ name: `r${n}`, cpus: 2, memory: GiB(2), disk: GiB(8), frequency })
      .install(new Hypervisor()),
  );
  const spec = { name: "vm", vcpus: 2, memory: MiB(128), disk: MiB(700), image: "alpine-3.21" };
  const vm = (hypervisors[0] as Hypervisor).create({ ...spec, storage: "shared" });
  all.run(seconds(10));
  return { all, hypervisors, vm };
}

test.each<MigrateSpec["mode"] & string>(["pre-copy", "post-copy", "stop-and-copy"])(
  "a job half done at 1 GHz does its other half at 4 GHz in a quarter of the time: %s",
  (mode) => {
    const { all, hypervisors, vm } = cluster([GHz(1), GHz(4)]);
    const job = vm.launch(batch({ name: "job", compute: seconds(4) }));
    const total = expected(seconds(4), GHz(1));
    all.run(total / 2);
    const move = vm.migrate(hypervisors[1] as Hypervisor, { mode });
    while (move.state === "copying") all.run(ms(1));
    const here = job.cpuTime;
    all.run(seconds(20));
    expect([move.state, job.state]).toEqual(["completed", "finished"]);
    expect(Math.abs(job.cpuTime - here - (total - here) / 4)).toBeLessThanOrEqual(1);
  },
);

test("what a job dirties while it is copied follows its work", () => {
  const dirtied = [GHz(1), GHz(2)].map((frequency) => {
    const { all, hypervisors, vm } = cluster([frequency, GHz(3)]);
    vm.launch(batch({ name: "job", compute: seconds(60), memory: MiB(64), writes: MiB(4) }));
    all.run(seconds(1));
    const move = vm.migrate(hypervisors[1] as Hypervisor);
    all.run(seconds(20));
    const [first] = move.rounds;
    return (first?.dirtied ?? 0) / (first?.duration ?? 1);
  });
  expect((dirtied[1] ?? 0) / (dirtied[0] ?? 0)).toBeCloseTo(2, 1);
});

const speed = fc.integer({ min: GHz(0.5), max: GHz(5) });
const step = fc.record({
  to: fc.nat(2),
  mode: fc.constantFrom("pre-copy", "post-copy", "stop-and-copy"),
  before: fc.integer({ min: 1, max: 400_000_000 }),
  keep: fc.boolean(),
});

describe("wherever a machine goes", () => {
  test("the sum of time × frequency is the work, whatever goes on in it", () => {
    let [moves, contended, reverts] = [0, 0, 0];
    fc.assert(
      fc.property(
        fc.tuple(speed, speed, speed),
        fc.array(step, { minLength: 1, maxLength: 5 }),
        fc.record({
          compute: fc.integer({ min: 1, max: 2_000_000_000 }),
          threads: fc.integer({ min: 1, max: 3 }),
          isLocked: fc.boolean(),
        }),
        (speeds, steps, { compute, threads, isLocked }) => {
          const { all, hypervisors, vm } = cluster(speeds);
          const lock = isLocked ? { lock: { every: us(400), hold: us(100) } } : {};
          let job = vm.launch(batch({ name: "job", compute, threads, ...lock }));
          let [at, counted, done, sections] = [0, 0, 0, 0];
          const settle = () => {
            const now = job.cpuTime - job.spinTime;
            done += ((now - counted) * (speeds[at] ?? NaN)) / reference;
            counted = now;
          };
          for (const { to, mode, before, keep } of steps) {
            all.run(before);
            if (to !== at) {
              const move = vm.migrate(hypervisors[to] as Hypervisor, { mode });
              while (move.state === "copying") all.run(ms(5));
              settle();
              at = to;
              sections++;
              moves++;
              while (move.state === "stopped" || move.state === "fetching") all.run(ms(50));
            }
            if (!keep) continue;
            // What was done since a snapshot is to be done once more.
            vm.suspend();
            settle();
            vm.snapshot("here");
            const kept = done;
            vm.resume();
            all.run(before);
            vm.revert("here");
            vm.deleteSnapshot("here");
            job = vm.applications[0] ?? job;
            done = kept;
            counted = job.cpuTime - job.spinTime;
            vm.resume();
            sections++;
            reverts++;
          }
          all.run(seconds(40));
          settle();
          expect(job.state).toBe("finished");
          contended += job.spinTime > 0 ? 1 : 0;
          // Half a nanosecond of the fastest for each beginning, for each thread and each move.
          const rounded = (sections + 1) * threads * (GHz(5) / reference);
          expect(Math.abs(done - threads * compute)).toBeLessThanOrEqual(rounded);
        },
      ),
      { numRuns: 40, seed: 12 },
    );
    for (const times of [moves, contended, reverts]) expect(times).toBeGreaterThan(5);
  });

  test("the same twice is the same, to the last record", () => {
    const twice = [0, 1].map(() => {
      const { all, hypervisors, vm } = cluster([GHz(1.7), GHz(2.9)]);
      vm.launch(service({ name: "web", compute: us(333), every: ms(1), arrivals: "poisson" }));
      vm.launch(batch({ name: "job", compute: seconds(3) + 1, threads: 2 }));
      all.run(seconds(1));
      vm.migrate(hypervisors[1] as Hypervisor);
      all.run(seconds(5));
      return JSON.stringify(all.trace);
    });
    expect(twice[0]).toBe(twice[1]);
  });
});
