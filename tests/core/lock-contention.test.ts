// A spinlock whose times vary: what waiting for it burns, held to the closed formula where every virtual CPU has a
// physical one, and to the law of lock-holder preemption where not: the more others want the CPUs, the more is burned.

import { describe, expect, test } from "vitest";
import {
  batch,
  credit,
  fair,
  GiB,
  Hypervisor,
  ms,
  roundRobin,
  seconds,
  Server,
  service,
  us,
} from "../../src/stdlib/index.ts";
import type { LockSpec, SchedulerSpec } from "../../src/stdlib/index.ts";
import { refusal } from "./machine.ts";
import { waitMD1, waitMMc } from "./queueing.ts";

// A short slice, so that a short run has many of them.
const schedulers = { "round robin": roundRobin, credit: () => credit({ timeSlice: ms(6) }), fair };
const exponential = { every: us(100), hold: us(20), times: "exponential" } as const;

interface Crowd {
  readonly scheduler?: SchedulerSpec;
  readonly hogs?: number;
  readonly hogVcpus?: number;
  readonly lock?: LockSpec;
  readonly seed?: number;
}

/** The part of its CPU time that a job of four threads burns on its lock, beside hogs, on four CPUs. */
function burned({ scheduler = credit(), hogs = 0, hogVcpus = 4, lock, seed = 1 }: Crowd) {
  const server = new Server({ cpus: 4, memory: GiB(16), disk: GiB(50), seed, trace: { limit: 0 } });
  const hypervisor = server.install(new Hypervisor({ scheduler }));
  const size = { image: "alpine-3.21", memory: GiB(1), disk: GiB(2) };
  const user = hypervisor.create({ ...size, name: "user", vcpus: 4 });
  const others = Array.from({ length: hogs }, (_, i) =>
    hypervisor.create({ ...size, name: `hog-${String(i)}`, vcpus: hogVcpus }),
  );
  server.run(seconds(30));
  for (const vm of others)
    vm.launch(batch({ name: "burn", compute: seconds(1000), threads: hogVcpus }));
  const job = user.launch(
    batch({ name: "job", compute: seconds(1000), threads: 4, lock: lock ?? exponential }),
  );
  server.run(seconds(12));
  return job.spinTime / job.cpuTime;
}

/**
 * The machine-repairman model, M/M/1//N, by mean value analysis (Reiser and Lavenberg, JACM 1980): the part of a thread's
 * time that it waits, of `threads` that think for `every` and hold the only lock for `hold`, both exponential.
 */
function waitingPart(threads: number, { every, hold }: LockSpec): number {
  let [queue, response] = [0, 0];
  for (let n = 1; n <= threads; n++) {
    response = hold * (1 + queue);
    queue = (n * response) / (every + response);
  }
  return (response - hold) / (every + response);
}

describe("a lock with exponential times, and a CPU for each thread", () => {
  test.each([
    { every: us(100), hold: us(20) },
    { every: us(100), hold: us(50) },
    { every: us(400), hold: us(20) },
    { every: us(20), hold: us(100) },
  ])("burns what the machine-repairman model says: $every and $hold", (times) => {
    const lock = { ...times, times: "exponential" } as const;
    expect(burned({ lock }) / waitingPart(4, lock)).toBeCloseTo(1, 1);
  });

  test("burns something else by another seed, and the same by the same", () => {
    expect(burned({ seed: 2 })).not.toBe(burned({ seed: 3 }));
    expect(burned({ seed: 2 })).toBe(burned({ seed: 2 }));
  });

  test("has times that are one of two words", () => {
    const lock = { every: 1, hold: 1, times: "normal" as never };
    expect(refusal(() => batch({ name: "job", compute: 1, lock })).code).toBe("invalid-argument");
    const wrong = { name: "web", compute: 1, every: 1, times: "normal" as never };
    expect(refusal(() => service(wrong)).code).toBe("invalid-argument");
  });
});

describe.each(Object.entries(schedulers))("lock-holder preemption under %s", (_, scheduler) => {
  test("burns more the more machines want the same CPUs", () => {
    const by = [0, 1, 2, 3].map((hogs) => burned({ scheduler: scheduler(), hogs }));
    expect([...by].sort((a, b) => a - b)).toEqual(by);
    expect(by[1]).toBeGreaterThan(2 * (by[0] ?? NaN));
  });

  test("does not vanish beside a machine of the same size", () => {
    const by = [2, 3, 4].map((hogVcpus) => burned({ scheduler: scheduler(), hogs: 1, hogVcpus }));
    const alone = burned({ scheduler: scheduler() });
    for (const part of by) expect(part).toBeGreaterThan(2 * alone);
    expect((by[2] ?? NaN) / (by[1] ?? NaN)).toBeGreaterThan(0.9);
  });

  test("is there as well when all times are alike", () => {
    const lock = { every: us(100), hold: us(20) };
    expect(burned({ scheduler: scheduler(), lock })).toBeLessThan(0.001);
    expect(burned({ scheduler: scheduler(), lock, hogs: 1 })).toBeGreaterThan(0.05);
  });
});

/** A lock user of four virtual CPUs beside a hog: its share of four CPUs, and how many others run while one is off. */
function crowding(scheduler: SchedulerSpec, hogVcpus: number) {
  const server = new Server({ cpus: 4, memory: GiB(16), disk: GiB(50), trace: { limit: 100_000 } });
  const hypervisor = server.install(new Hypervisor({ scheduler }));
  const size = { image: "alpine-3.21", memory: GiB(1), disk: GiB(2) };
  const user = hypervisor.create({ ...size, name: "user", vcpus: 4 });
  const hog = hypervisor.create({ ...size, name: "hog", vcpus: hogVcpus });
  server.run(seconds(30));
  for (const vm of [user, hog])
    vm.launch(batch({ name: "burn", compute: seconds(1000), threads: vm.vcpus }));
  const since = server.now;
  server.run(seconds(12));
  const on = server.slices().filter(({ subject, end }) => subject === "user" && end > since);
  const events = on.flatMap(({ start, end }) => [
    { time: Math.max(start, since), step: 1 },
    { time: end, step: -1 },
  ]);
  events.sort((a, b) => a.time - b.time);
  let [running, at, share, off, others] = [0, since, 0, 0, 0];
  for (const { time, step } of events) {
    share += running * (time - at);
    off += (4 - running) * (time - at);
    others += (4 - running) * running * (time - at);
    running += step;
    at = time;
  }
  return { share: share / (server.now - since) / 4, others: others / off };
}

describe.each(["credit", "fair"] as const)("weights of machines, %s", (name) => {
  test("give a lock user the same beside hogs of two, three and four, which it is crowded by", () => {
    const by = [2, 3, 4].map((hogVcpus) => crowding(schedulers[name](), hogVcpus));
    for (const { share } of by) expect(share).toBeCloseTo(0.5, 1);
    // Two CPUs are its own beside a hog of two; beside one of four it would be one and a half, were turns independent.
    expect(by[0]?.others).toBeCloseTo(2, 1);
    expect(by[2]?.others).toBeGreaterThan(1.5);
    expect(by[2]?.others).toBeLessThan(1.8);
    const others = by.map((one) => -one.others);
    expect([...others].sort((a, b) => a - b)).toEqual(others);
  });
});

test("beside larger hogs more is burned where all virtual CPUs have equal turns", () => {
  const by = [2, 3, 4].map((hogVcpus) => burned({ scheduler: roundRobin(), hogs: 1, hogVcpus }));
  expect([...by].sort((a, b) => a - b)).toEqual(by);
});

describe("a service whose requests vary", () => {
  /** Mean time from arrival to answer, in the steady state. */
  function response(times: "constant" | "exponential") {
    const server = new Server({ cpus: 1, seed: 5, trace: { limit: 0 } });
    const hypervisor = server.install(new Hypervisor());
    const size = { image: "alpine-3.21", vcpus: 1, memory: GiB(1), disk: GiB(2) };
    const vm = hypervisor.create({ ...size, name: "a" });
    server.run(seconds(30));
    const web = vm.launch(
      service({ name: "web", compute: ms(5), every: ms(10), arrivals: "poisson", times }),
    );
    server.run(seconds(1000));
    return web.responseTime?.mean ?? NaN;
  }
  const station = { servers: 1, load: 0.5, service: ms(5) };

  test("waits as in M/M/1, and one whose requests are alike as in M/D/1", () => {
    expect(response("exponential") / (ms(5) + waitMMc(station))).toBeCloseTo(1, 1);
    expect(response("constant") / (ms(5) + waitMD1(station))).toBeCloseTo(1, 1);
  });
});
