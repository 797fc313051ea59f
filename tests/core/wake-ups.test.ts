// What it takes to wake an idle CPU: the state that it is in, by how long it is idle as a rule, and the laws that hold
// whoever is woken.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costs } from "../../src/host/costs.ts";
import { IdleStates, idleStateNames, usualIdle } from "../../src/host/idle-states.ts";
import { stackTime, wakeTime, wireLatency } from "../../src/host/packet-costs.ts";
import {
  batch,
  client,
  credit,
  fair,
  GiB,
  HostOs,
  Hypervisor,
  KiB,
  ms,
  profiles,
  RemoteComputer,
  roundRobin,
  seconds,
  Server,
  service,
  us,
} from "../../src/stdlib/index.ts";
import type { Profile, ServerSpec, SliceRecord } from "../../src/stdlib/index.ts";
import { learnPolling } from "../../src/hypervisor/scheduling/halt-polling.ts";
import { refusal } from "./machine.ts";

const tick = costs.guestTick.value;

describe("an idle CPU", () => {
  test.each([
    ["C6", us(10), us(19), us(2)],
    ["C6", us(10), us(20), us(10)],
    ["C6", us(10), us(210), us(10)],
    ["C6", us(10), us(211), us(80)],
    ["C6", us(10), us(345), us(104)],
    ["C6", tick, us(1), us(104)],
    ["C3", tick, us(1), us(80)],
    ["C1E", us(10), seconds(1), us(10)],
    ["C1E", tick, us(1), us(10)],
    ["C1", seconds(1), seconds(1), us(2)],
  ] as const)(
    "that may sleep as deep as %s, is idle for %i ns and usually for %i: executes after %i ns",
    (deepest, idle, usual, latency) => {
      expect(new IdleStates(deepest).exitLatency(idle, usual)).toBe(latency);
    },
  );

  test("never takes longer to wake when it may sleep less deep, or was idle for less", () => {
    const time = fc.integer({ min: 0, max: 2 * tick });
    fc.assert(
      fc.property(time, time, time, time, (idle, longer, usual, more) => {
        const latency = (deepest: "C1" | "C1E" | "C3" | "C6", a: number, b: number) =>
          new IdleStates(deepest).exitLatency(a, b);
        const by = idleStateNames.map((deepest) => latency(deepest, idle, usual));
        expect([...by].sort((a, b) => a - b)).toEqual(by);
        expect(latency("C6", idle + longer, usual + more)).toBeGreaterThanOrEqual(by[3] ?? NaN);
      }),
    );
  });

  test("is expected to be idle for as long as it has been of late", () => {
    let usual = 0;
    for (let i = 0; i < 100; i++) usual = usualIdle(usual, us(50));
    expect(usual).toBeCloseTo(us(50), -2);
    expect(usualIdle(0, seconds(60))).toBe(tick / 8);
  });

  test("may only sleep in a state that there is", () => {
    expect(refusal(() => new Server({ deepestIdle: "C2" as never })).code).toBe("invalid-argument");
  });
});

/** A request to a process or a guest from a computer outside, and the answer: nanoseconds, in the mean. */
function roundTrip(inGuest: boolean, spec: ServerSpec = {}) {
  const server = new Server({ cpus: 4, memory: GiB(8), ...spec });
  const host = server.install(new HostOs());
  const hypervisor = inGuest && host.install(new Hypervisor({ profile: profiles.kvm }));
  const vm =
    hypervisor &&
    hypervisor.create({ name: "a", image: "alpine-3.21", vcpus: 1, memory: GiB(1), disk: GiB(4) });
  server.run(seconds(20));
  const echo = service({ name: "echo", compute: 1, receive: 1, send: 1 });
  const to = vm ? vm.launch(echo) : host.spawn(echo);
  const load = new RemoteComputer().launch(client({ name: "load", to, requests: 1000 }));
  server.run(seconds(1));
  return load.responseTime?.mean ?? NaN;
}

describe("a round trip over the network", () => {
  test("natively is what was measured natively, whose wake-ups are in it", () => {
    expect(roundTrip(false) / costs.networkRoundTrip.value).toBeCloseTo(1, 1);
    const stacks = 4 * stackTime(0);
    expect(2 * wireLatency + stacks + 2 * wakeTime).toBeCloseTo(costs.networkRoundTrip.value, -1);
  });

  test("natively is shorter by what a lighter state saves", () => {
    const saved = roundTrip(false) - roundTrip(false, { deepestIdle: "C1" });
    expect(saved).toBeCloseTo(costs.c1eExit.value - costs.c1Exit.value, -2);
  });

  test("to a guest takes wake-ups of a thread and of a virtual CPU as well", () => {
    for (const deepestIdle of ["C1", "C1E"] as const) {
      const more = roundTrip(true, { deepestIdle }) - roundTrip(false, { deepestIdle });
      expect(more).toBeGreaterThan(2 * costs.c1Exit.value);
    }
  });
});

const schedulers = { credit, fair, roundRobin };
const busyMachines = fc.record({
  scheduler: fc.constantFrom(...Object.keys(schedulers)) as fc.Arbitrary<keyof typeof schedulers>,
  profile: fc.constantFrom("generic", "xen", "esxi"),
  deepestIdle: fc.constantFrom(...idleStateNames),
  cpus: fc.integer({ min: 1, max: 4 }),
  machines: fc.array(
    fc.record({ every: fc.integer({ min: us(20), max: ms(3) }), read: fc.nat(2) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
});

describe("whoever is woken", () => {
  test("waits for the CPU that wakes, runs in the end, and no time is lost", () => {
    fc.assert(
      fc.property(busyMachines, ({ scheduler, profile, deepestIdle, cpus, machines }) => {
        const server = new Server({ cpus, deepestIdle, memory: GiB(16), disk: GiB(100) });
        const hypervisor = server.install(
          new Hypervisor({
            profile: profiles[profile as "xen"],
            scheduler: schedulers[scheduler](),
          }),
        );
        const size = { vcpus: 1, memory: GiB(1), disk: GiB(4), image: "alpine-3.21" };
        const vms = machines.map((_, i) => hypervisor.create({ ...size, name: `m${String(i)}` }));
        server.run(seconds(30));
        const services = machines.map(({ every, read }, i) =>
          vms[i]?.launch(
            service({
              name: "web",
              compute: us(5),
              every,
              read: KiB(4) * read,
              arrivals: "poisson",
            }),
          ),
        );
        const since = server.now;
        server.run(ms(100));
        // No wake-up before its cause, and none without an end: what is not answered is with the disk or a CPU.
        for (const one of services) {
          expect(one?.requests.completed).toBeGreaterThan(0);
          expect(one?.responseTime?.mean).toBeGreaterThan(us(5));
        }
        for (const vm of vms)
          for (const { run, ready, blocked, paused } of vm.cpuUsage)
            expect(run + ready + blocked + paused).toBe(server.now);
        for (const { guest, hypervisor: own, host, idle } of server.cpuUsage)
          expect(guest + own + (host ?? 0) + idle).toBe(server.now);
        // No CPU is where two slices are at once.
        const slices = server.trace.records.filter(
          (record): record is SliceRecord => record.kind === "slice" && record.time > since,
        );
        for (let cpu = 0; cpu < cpus; cpu++) {
          const mine = slices.filter(({ pcpu }) => pcpu === cpu).sort((a, b) => a.start - b.start);
          mine.forEach(({ start }, i) => {
            expect(start).toBeGreaterThanOrEqual(mine[i - 1]?.end ?? 0);
          });
        }
      }),
      { numRuns: 15 },
    );
  });

  test("on an idle server is ready for as long as its CPU takes to wake, each time", () => {
    const ready = (deepestIdle: "C1" | "C1E") => {
      const server = new Server({ cpus: 1, deepestIdle });
      const hypervisor = server.install(new Hypervisor());
      const vm = hypervisor.create({
        name: "a",
        vcpus: 1,
        memory: GiB(1),
        disk: GiB(4),
        image: "alpine-3.21",
      });
      server.run(seconds(30));
      const before = vm.cpuUsage[0]?.ready ?? NaN;
      vm.launch(service({ name: "web", compute: us(100), every: ms(10) }));
      server.run(ms(1005));
      return (vm.cpuUsage[0]?.ready ?? NaN) - before;
    };
    expect(ready("C1")).toBe(100 * costs.c1Exit.value);
    expect(ready("C1E")).toBe(100 * costs.c1eExit.value);
  });

  test("under load is not woken at all: a busy CPU sleeps no more", () => {
    const server = new Server({ cpus: 1 });
    const hypervisor = server.install(new Hypervisor());
    const size = { vcpus: 1, memory: GiB(1), disk: GiB(4), image: "alpine-3.21" };
    const [a, b] = ["a", "b"].map((name) => hypervisor.create({ ...size, name }));
    server.run(seconds(30));
    for (const vm of [a, b]) vm?.launch(batch({ name: "hog", compute: seconds(100) }));
    server.run(ms(1));
    const idle = server.cpuUsage[0]?.idle;
    server.run(seconds(1));
    expect(server.cpuUsage[0]?.idle).toBe(idle);
  });
});

/** A guest with one virtual CPU, with a profile that is KVM's but for this. */
function guestOn(change: Partial<Profile>) {
  const server = new Server({ cpus: 4 });
  const host = server.install(new HostOs());
  const hypervisor = host.install(new Hypervisor({ profile: { ...profiles.kvm, ...change } }));
  const size = { vcpus: 1, memory: GiB(1), disk: GiB(4), image: "alpine-3.21" };
  const vm = hypervisor.create({ ...size, name: "a" });
  server.run(seconds(30));
  return { server, vm };
}

/** One that computes and reads at once. */
function busyReader(change: Partial<Profile>) {
  const { server, vm } = guestOn(change);
  const before = vm.exits.interrupt ?? 0;
  vm.launch(batch({ name: "burn", compute: seconds(100) }));
  vm.launch(batch({ name: "read", compute: 1, read: KiB(400), requestSize: KiB(4) }));
  server.run(seconds(1));
  return (vm.exits.interrupt ?? 0) - before;
}

describe("an interrupt for a guest that runs", () => {
  test("makes it leave, once for each, unless the CPU hands it over", () => {
    expect(busyReader({})).toBeGreaterThanOrEqual(100);
    expect(busyReader({})).toBeLessThanOrEqual(2 * 100);
    expect(busyReader({ postedInterrupts: true })).toBe(0);
  });
});

/** One that reads one after another: its time, and what its virtual CPU and the server's CPUs did. */
function reader(change: Partial<Profile>) {
  const { server, vm } = guestOn(change);
  const before = vm.cpuUsage[0]?.hypervisor ?? NaN;
  const job = vm.launch(batch({ name: "read", compute: 1, read: KiB(4000), requestSize: KiB(4) }));
  server.run(seconds(1));
  const [usage] = vm.cpuUsage;
  for (const { guest, hypervisor: own, host: theirs = 0, idle } of server.cpuUsage)
    expect(guest + own + theirs + idle).toBe(server.now);
  return { took: job.duration ?? NaN, burned: (usage?.hypervisor ?? NaN) - before };
}

describe("halt polling", () => {
  test("saves the wake-up of the virtual CPU, and burns a CPU meanwhile", () => {
    const plain = reader({});
    const polled = reader({ haltPolling: us(200) });
    const saved = (plain.took - polled.took) / 1000;
    expect(saved).toBeGreaterThan(costs.c1Exit.value);
    expect(saved).toBeLessThan(2 * wakeTime);
    expect(polled.burned - plain.burned).toBeGreaterThan(1000 * us(50));
  });

  test("for less than the disk takes helps nothing, and is given up", () => {
    const polled = reader({ haltPolling: us(20) });
    expect(polled.took).toBe(reader({}).took);
    expect(polled.burned).toBe(reader({}).burned);
  });

  test("is learned: longer after short halts, and not at all after long ones", () => {
    const vcpu = { owner: { haltPolling: us(50) }, haltedAt: 0, pollTime: 0 };
    const after = (halted: number) => {
      learnPolling(vcpu, halted);
      return vcpu.pollTime;
    };
    expect([us(30), us(30), us(30), us(40), us(45), us(51)].map(after)).toEqual(
      [10, 20, 40, 40, 50, 0].map(us),
    );
  });

  test("gives the CPU to whoever waits for it", () => {
    const server = new Server({ cpus: 1 });
    const profile = { ...profiles.generic, haltPolling: ms(10) };
    const hypervisor = server.install(new Hypervisor({ profile }));
    const size = { vcpus: 1, memory: GiB(1), disk: GiB(4), image: "alpine-3.21" };
    const [a, b] = ["a", "b"].map((name) => hypervisor.create({ ...size, name }));
    server.run(seconds(30));
    a?.launch(service({ name: "web", compute: us(100), every: ms(1) }));
    const web = b?.launch(service({ name: "web", compute: us(100), every: us(700) }));
    server.run(seconds(1));
    expect(web?.responseTime?.max).toBeLessThan(us(400));
  });
});

test("more virtual CPUs than CPUs: KVM warns and goes on, the others refuse", () => {
  const size = { memory: GiB(1), disk: GiB(4), image: "alpine-3.21", name: "wide" };
  const server = new Server({ cpus: 2 });
  const kvm = server.install(new HostOs()).install(new Hypervisor({ profile: profiles.kvm }));
  const vm = kvm.create({ ...size, vcpus: 6 });
  server.run(seconds(30));
  const told = server.trace.records.find(
    (record) =>
      record.kind === "allocation" && record.resource === "cpu" && record.subject === "wide",
  );
  expect(JSON.stringify(told)).toContain('"pcpus":2');
  const job = vm.launch(batch({ name: "burn", compute: seconds(10), threads: 6 }));
  server.run(seconds(6));
  expect(job.cpuTime / (2 * seconds(6))).toBeCloseTo(1, 1);
  for (const { ready } of vm.cpuUsage) expect(ready / seconds(6)).toBeCloseTo(2 / 3, 1);
  for (const profile of [profiles.esxi, profiles.xen, profiles.hyperV, profiles.generic]) {
    const other = new Server({ cpus: 2 }).install(new Hypervisor({ profile }));
    expect(refusal(() => other.create({ ...size, vcpus: 6 })).code).toBe("insufficient-cpus");
  }
});

test.each([
  { haltPolling: -1 },
  { postedInterrupts: 1 as never },
  { moreVcpusThanCpus: 1 as never },
])("a profile with %j is refused", (wrong) => {
  const profile = { ...profiles.kvm, ...wrong };
  expect(refusal(() => new Hypervisor({ profile })).code).toBe("invalid-argument");
});
