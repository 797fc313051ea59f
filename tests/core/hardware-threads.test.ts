// Cores with two hardware threads: what each gets done while the other is busy or idle, held to closed formulas, and the
// laws that hold for any machines and schedulers.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costs } from "../../src/host/costs.ts";
import {
  batch,
  credit,
  fair,
  GiB,
  Hypervisor,
  KiB,
  ms,
  profiles,
  roundRobin,
  seconds,
  Server,
  service,
  us,
} from "../../src/stdlib/index.ts";
import type { Application, ServerSpec, SliceRecord } from "../../src/stdlib/index.ts";
import { install, refusal } from "./machine.ts";

const total = costs.coreThroughput.value / 100;
const schedulers = { "round robin": roundRobin, credit, fair };
type SchedulerName = keyof typeof schedulers;

/** Machines that are up, each with one virtual CPU, on cores of two threads. */
function machines(
  count: number,
  spec: ServerSpec = {},
  scheduler: SchedulerName = "credit",
  product: "generic" | "kvm" | "xen" = "generic",
) {
  const server = new Server({ cpus: 2, threadsPerCore: 2, memory: GiB(16), ...spec });
  const profile = { ...profiles[product], ...(product === "kvm" && { haltPolling: us(200) }) };
  const hypervisor = install(
    server,
    new Hypervisor({ profile, ...(product !== "kvm" && { scheduler: schedulers[scheduler]() }) }),
  );
  const size = { image: "alpine-3.21", vcpus: 1, memory: GiB(1), disk: GiB(4) };
  const vms = Array.from({ length: count }, (_, i) =>
    hypervisor.create({ ...size, name: `m${String(i)}` }),
  );
  server.run(seconds(60));
  return { server, vms };
}

/** How long jobs of so much work take, each in a machine of its own. */
function durations(works: readonly number[], spec: ServerSpec = {}, scheduler?: SchedulerName) {
  const { server, vms } = machines(works.length, spec, scheduler);
  const jobs = works.map((compute, i) => vms[i]?.launch(batch({ name: "job", compute })));
  server.run(seconds(20));
  return jobs.map((job) => job?.duration ?? NaN);
}

/** What the guests' ticks and their exits add at most. */
const close = (found: number | undefined, exact: number) => {
  expect((found ?? NaN) / exact).toBeGreaterThan(0.999);
  expect((found ?? NaN) / exact).toBeLessThan(1.003);
};

describe("two threads of a core", () => {
  test("that are busy get done together what a core does, each half of it", () => {
    for (const took of durations([seconds(1), seconds(1)])) close(took, (2 / total) * seconds(1));
  });

  test("get on at full pace as soon as the other is idle, and no work is lost or done twice", () => {
    const work = fc.integer({ min: ms(20), max: seconds(2) });
    fc.assert(
      fc.property(work, work, (a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)];
        const [first, last] = durations([short, long]);
        close(first, (2 / total) * short);
        close(last, (2 / total) * short + (long - short));
      }),
      { numRuns: 20 },
    );
  });

  test("are slowed from the moment at which the other becomes busy", () => {
    const { server, vms } = machines(2);
    const job = vms[0]?.launch(batch({ name: "job", compute: seconds(1) }));
    server.run(ms(400));
    vms[1]?.launch(batch({ name: "hog", compute: seconds(100) }));
    server.run(seconds(5));
    close(job?.duration, ms(400) + (2 / total) * ms(600));
  });

  test("leave each other alone while one is idle", () => {
    const one = durations([seconds(1)]);
    expect(one).toEqual(durations([seconds(1)], { threadsPerCore: 1 }));
  });

  test("slow down what the hypervisor does as well", () => {
    const handling = (hog: boolean) => {
      const { server, vms } = machines(2);
      if (hog) vms[1]?.launch(batch({ name: "hog", compute: seconds(100) }));
      const before = vms[0]?.cpuUsage[0]?.hypervisor ?? NaN;
      vms[0]?.launch(batch({ name: "calls", compute: 1, hypercalls: 100_000 }));
      server.run(seconds(5));
      return (vms[0]?.cpuUsage[0]?.hypervisor ?? NaN) - before;
    };
    expect(handling(true) / handling(false)).toBeCloseTo(2 / total, 2);
  });
});

describe("an idle core", () => {
  const four = { cpus: 4 } as const;

  test("is taken before the idle thread of a busy one", () => {
    expect(durations([seconds(1), seconds(1)], four)).toEqual([
      durations([seconds(1)], four)[0],
      durations([seconds(1)], four)[0],
    ]);
  });

  test.each(Object.keys(schedulers) as SchedulerName[])(
    "is taken by a thread that shares one, at the end of its time slice, under %s",
    (scheduler) => {
      // Number 0 and number 2 are one core, number 1 and number 3 the other.
      const { server, vms } = machines(4, four, scheduler);
      vms.forEach((vm, i) => vm.pin(0, [i]));
      const works = [seconds(4), ms(10), seconds(4), ms(10)];
      const jobs = works.map((compute, i) => vms[i]?.launch(batch({ name: "job", compute })));
      vms.forEach((vm) => vm.pin(0, [0, 1, 2, 3]));
      server.run(seconds(20));
      for (const i of [0, 2]) expect(jobs[i]?.duration).toBeLessThan(seconds(4) * 1.02);
    },
  );

  test("is no use to one that is pinned elsewhere", () => {
    const { server, vms } = machines(2, four);
    vms.forEach((vm, i) => vm.pin(0, [2 * i]));
    const jobs = vms.map((vm) => vm.launch(batch({ name: "job", compute: seconds(1) })));
    server.run(seconds(5));
    for (const { duration } of jobs) close(duration, (2 / total) * seconds(1));
  });
});

const crowds = fc.record({
  scheduler: fc.constantFrom(...(Object.keys(schedulers) as SchedulerName[])),
  product: fc.constantFrom("generic" as const, "kvm" as const, "xen" as const),
  cores: fc.integer({ min: 1, max: 3 }),
  machines: fc.array(
    fc.record({
      every: fc.integer({ min: us(300), max: ms(5) }),
      compute: fc.integer({ min: us(5), max: ms(3) }),
      read: fc.constantFrom(0, KiB(4)),
      cap: fc.constantFrom(0, 0, 40),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

describe("any machines", () => {
  test("no core gets more done than its throughput, no time is lost, and runs repeat", () => {
    fc.assert(
      fc.property(crowds, ({ scheduler, product, cores, machines: loads }) => {
        const run = () => {
          const { server, vms } = machines(loads.length, { cpus: 2 * cores }, scheduler, product);
          const since = server.now;
          const jobs: (Application | undefined)[] = loads.flatMap(
            ({ every, compute, read, cap }, i) => [
              vms[i]
                ?.schedule({ cap })
                .launch(service({ name: "web", every, compute, read, arrivals: "poisson" })),
              i % 2 === 0
                ? vms[i]?.launch(batch({ name: "job", compute: seconds(1000) }))
                : undefined,
            ],
          );
          server.run(ms(300));
          return { server, vms, since, jobs };
        };
        const { server, vms, since, jobs } = run();
        const work = jobs.reduce((sum, job) => sum + (job?.cpuTime ?? 0), 0);
        expect(work).toBeLessThanOrEqual(cores * total * (server.now - since));
        for (const { guest, hypervisor, host, idle } of server.cpuUsage)
          expect(guest + hypervisor + (host ?? 0) + idle).toBe(server.now);
        for (const vm of vms)
          for (const { run: ran, ready, blocked, paused } of vm.cpuUsage)
            expect(ran + ready + blocked + paused).toBe(server.now);
        const slices = server.trace.records.filter(
          (record): record is SliceRecord => record.kind === "slice" && record.time > since,
        );
        for (let cpu = 0; cpu < 2 * cores; cpu++) {
          const mine = slices.filter(({ pcpu }) => pcpu === cpu).sort((a, b) => a.start - b.start);
          mine.forEach(({ start }, i) => {
            expect(start).toBeGreaterThanOrEqual(mine[i - 1]?.end ?? 0);
          });
        }
        expect(run().server.cpuUsage).toEqual(server.cpuUsage);
      }),
      { numRuns: 25 },
    );
  });

  test("work is what busy time was: at full pace alone, at half of the throughput together", () => {
    const { server, vms } = machines(2);
    const jobs = vms.map((vm, i) =>
      vm.launch(
        service({
          ...{ name: "web", every: ms(3 + i), compute: ms(1), arrivals: "poisson" },
          times: "exponential",
        }),
      ),
    );
    const since = server.now;
    const inGuest = () => vms.reduce((sum, vm) => sum + (vm.cpuUsage[0]?.guest ?? NaN), 0);
    const before = inGuest();
    server.run(seconds(10));
    const slices = [0, 1].map((cpu) =>
      server.slices().filter(({ pcpu, end }) => pcpu === cpu && end > since),
    );
    let both = 0;
    for (const a of slices[0] ?? [])
      for (const b of slices[1] ?? [])
        both += Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
    const work = jobs.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    // Where both are busy some is the hypervisor's, which is not work of a job.
    expect((inGuest() - before - both * (2 - total)) / work).toBeCloseTo(1, 2);
  });
});

describe("a server", () => {
  test("says which of its CPUs are threads of one core", () => {
    const core = (spec: ServerSpec) => new Server(spec).topology.map((one) => one.core);
    expect(core({ cpus: 4 })).toEqual([0, 1, 2, 3]);
    expect(core({ cpus: 4, threadsPerCore: 2 })).toEqual([0, 1, 0, 1]);
  });

  test.each([{ threadsPerCore: 0 }, { threadsPerCore: 3 }, { threadsPerCore: 1.5 }])(
    "has cores of one thread or two: %o",
    (spec) => {
      expect(refusal(() => new Server({ cpus: 6, ...spec })).code).toBe("invalid-argument");
    },
  );

  test("has whole cores", () => {
    expect(refusal(() => new Server({ cpus: 5, threadsPerCore: 2 }))).toMatchObject({
      code: "invalid-argument",
      found: "cpus is 5, and threadsPerCore 2",
    });
  });
});
