// Who gets how much of the physical CPUs: weights, caps and pinning, under each scheduler.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  costs,
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
} from "../../src/stdlib/index.ts";
import type { DomainSpec, SchedulerSpec, VirtualMachine } from "../../src/stdlib/index.ts";
import { described, shownInEnglish } from "../../src/simulation/described.ts";
import { refusal, sized, small, snapshot } from "./machine.ts";

const all = { "round robin": roundRobin, credit, fair };
type Name = keyof typeof all;
const names = Object.keys(all) as Name[];
const weighted: Name[] = ["credit", "fair"];

/** Machines that are up and idle. */
function site(scheduler: SchedulerSpec, cpus: number, specs: readonly Partial<DomainSpec>[]) {
  const server = new Server({ name: "rack-1", cpus, memory: GiB(64), disk: GiB(500) });
  const hypervisor = server.install(new Hypervisor({ name: "hv", scheduler }));
  const vms = specs.map((spec, i) => hypervisor.create({ ...small, name: `vm${i}`, ...spec }));
  server.run(seconds(30));
  return { server, hypervisor, vms };
}

const busy = (vm: VirtualMachine) =>
  vm.launch(batch({ name: "burn", compute: seconds(1000), threads: vm.vcpus }));

const ran = (vm: VirtualMachine) => vm.cpuUsage.reduce((sum, { run }) => sum + run, 0);

/** CPU time that each machine gets in `duration`, in CPUs, once things have settled. */
function shares({ server, vms }: ReturnType<typeof site>, duration = seconds(60)): number[] {
  server.run(seconds(2));
  const before = vms.map(ran);
  const idle = server.cpuUsage.map((cpu) => cpu.idle);
  server.run(duration);
  const spent = vms.map((vm, i) => (ran(vm) - (before[i] ?? 0)) / duration);
  const unused = server.cpuUsage.map((cpu, i) => (cpu.idle - (idle[i] ?? 0)) / duration);
  return [...spent, unused.reduce((sum, one) => sum + one, 0)];
}

function near(found: readonly number[], expected: readonly number[], tolerance = 0.04): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((share, i) => {
    expect(Math.abs((found[i] ?? NaN) - share)).toBeLessThanOrEqual(tolerance * share);
  });
}

describe("weights", () => {
  const cases = weighted.flatMap((name) => [1, 2, 3, 4].map((cpus) => [name, cpus] as const));
  test.each(cases)("%s, %d CPUs: shares follow weights 1:2:4:8 within 4 %%", (name, cpus) => {
    const specs = [1, 2, 4, 8].map((n) => ({ weight: 256 * n, vcpus: cpus }));
    const all_ = site(all[name](), cpus, specs);
    all_.vms.forEach(busy);
    near(shares(all_), [...[1, 2, 4, 8].map((n) => (cpus * n) / 15), 0]);
  });

  test.each(weighted)("%s: weight belongs to the machine, however many vCPUs it has", (name) => {
    const all_ = site(all[name](), 4, [{ vcpus: 4 }, { vcpus: 2 }, { vcpus: 4 }]);
    all_.vms.forEach(busy);
    near(shares(all_), [4 / 3, 4 / 3, 4 / 3, 0]);
  });

  test.each(weighted)("%s: what one does not want goes to the others by weight", (name) => {
    const all_ = site(all[name](), 1, [{ weight: 1024 }, { weight: 256 }, { weight: 512 }]);
    all_.vms.slice(1).forEach(busy);
    near(shares(all_).slice(1), [1 / 3, 2 / 3, 0]);
  });

  test.each(weighted)("%s: a new weight holds from now on", (name) => {
    const all_ = site(all[name](), 1, [{}, {}]);
    all_.vms.forEach(busy);
    near(shares(all_), [0.5, 0.5, 0]);
    all_.vms[0]?.schedule({ weight: 768 });
    near(shares(all_), [0.75, 0.25, 0]);
  });

  test("round robin knows none", () => {
    const all_ = site(roundRobin(), 1, [{ weight: 1 }, { weight: 65_535 }]);
    all_.vms.forEach(busy);
    near(shares(all_), [0.5, 0.5, 0], 0.01);
  });
});

describe.each(names)("%s", (name) => {
  const scheduler = () => all[name]();

  test.each([
    ["half a CPU", 2, 50, 1, 0.5],
    ["one and a half", 4, 150, 4, 1.5],
    ["very little", 1, 3, 1, 0.03],
    ["less than all its vCPUs could use, more than one", 4, 130, 2, 1.3],
  ])("a cap of %s holds within 4 %%, and leaves CPUs idle", (_, cpus, cap, vcpus, expected) => {
    const all_ = site(scheduler(), cpus, [{ cap, vcpus }]);
    all_.vms.forEach(busy);
    near(shares(all_), [expected, cpus - expected]);
  });

  test("the rest of a capped machine goes to the others", () => {
    const all_ = site(scheduler(), 1, [{ cap: 20, weight: 1024 }, {}]);
    all_.vms.forEach(busy);
    near(shares(all_), [0.2, 0.8, 0]);
  });

  test("a cap can be set, changed and lifted while the machine runs", () => {
    const all_ = site(scheduler(), 1, [{}]);
    const [vm] = all_.vms as [VirtualMachine];
    busy(vm);
    for (const cap of [0, 10, 60, 0]) {
      vm.schedule({ cap });
      expect(shares(all_)[0]).toBeCloseTo(cap === 0 ? 1 : cap / 100, 2);
    }
    expect(all_.server.trace.of("lifecycle", "vm0").at(-1)?.detail).toEqual({
      code: "share",
      weight: 256,
      cap: 0,
    });
  });

  test("no machine starves, and the time of each is accounted for", () => {
    const specs = [1, 1000, 1000, 1000].map((weight) => ({ weight }));
    const { server, vms } = site(scheduler(), 1, specs);
    vms.slice(1).forEach(busy);
    const small = vms[0]?.launch(batch({ name: "job", compute: ms(0.5) }));
    server.run(seconds(60));
    expect(small?.state).toBe("finished");
    for (const { run, ready, blocked, paused } of vms.flatMap((vm) => vm.cpuUsage)) {
      expect(run + ready + blocked + paused).toBe(server.now);
    }
  });

  test("one seed, the same trace", () => {
    const story = (pieces: number) => {
      const { server, vms } = site(scheduler(), 2, [{ cap: 70 }, { vcpus: 2 }, { weight: 99 }]);
      vms.forEach(busy);
      vms[0]?.launch(service({ name: "web", compute: ms(1), every: ms(7), arrivals: "poisson" }));
      for (let i = 0; i < pieces; i++) server.run(seconds(3) / pieces);
      vms[1]?.pin(0, [1]);
      server.run(seconds(1));
      return JSON.stringify([server.trace, server]);
    };
    expect(story(1)).toBe(story(1));
    expect(story(1000)).toBe(story(1));
  });
});

describe("one that wakes up for a moment, among three that always want the CPU", () => {
  const wakes = (scheduler: SchedulerSpec, hog: { compute: number; hypercalls?: number }) => {
    const { server, vms } = site(scheduler, 1, [{}, {}, {}, {}]);
    for (const vm of vms.slice(1)) vm.launch(batch({ name: "hog", ...hog }));
    // Just woken, they are boosted themselves, for a tick of 10 ms each.
    server.run(ms(31));
    const web = vms[0]?.launch(service({ name: "web", compute: ms(0.5), every: ms(23) }));
    server.run(hog.hypercalls ? ms(60) : seconds(5));
    return web?.responseTime ?? { mean: NaN, max: NaN };
  };
  const computing = { compute: seconds(1000) };

  test("credit: it is boosted, and runs at once", () => {
    expect(wakes(credit(), computing).max).toBeLessThan(ms(0.6));
  });
  test("credit: also when the others are in the hypervisor nearly all the time", () => {
    expect(wakes(credit(), { compute: 1, hypercalls: 1e9 }).max).toBeLessThan(ms(0.6));
  });
  test("fair: it waits for a short slice of each of the others at most", () => {
    expect(wakes(fair(), computing).max).toBeLessThan(ms(3 * 2.9 + 0.6));
  });
  test("round robin: it waits in line like all others", () => {
    expect(wakes(roundRobin(), computing).mean).toBeGreaterThan(ms(10));
  });
});

// Machines of any kind, doing anything, moved about: what no scheduler may get wrong.
const cpus = 3;
const pinned = fc.uniqueArray(fc.nat(cpus - 1), { minLength: 1, maxLength: cpus });
const machine = fc.record({
  vcpus: fc.integer({ min: 1, max: cpus }),
  weight: fc.integer({ min: 1, max: 1000 }),
  cap: fc.constantFrom(0, 0, 40, 130),
  affinity: fc.option(pinned, { nil: undefined }),
  work: fc.constantFrom("burn", "web", "both", "none"),
});
const change = fc.record({
  vm: fc.nat(3),
  vcpu: fc.nat(cpus - 1),
  to: pinned,
  what: fc.constantFrom("pin", "suspend", "resume", "weight", "reboot", "destroy", "wait"),
  after: fc.integer({ min: 1, max: ms(40) }),
});

describe.each(names)("%s, whatever the machines do", (name) => {
  test("runs each where it may, keeps no CPU idle while one waits that may use it, loses no time", () => {
    fc.assert(
      fc.property(
        fc.array(machine, { minLength: 1, maxLength: 4 }),
        fc.array(change, { maxLength: 12 }),
        (machines, changes) => {
          const specs = machines.map(({ work: _, affinity, ...spec }) => ({
            ...spec,
            ...(affinity && { affinity }),
          }));
          const { server, vms } = site(all[name](), cpus, specs);
          vms.forEach((vm, i) => {
            const work = machines[i]?.work;
            if (work === "burn" || work === "both") busy(vm);
            if (work === "web" || work === "both") {
              vm.launch(service({ name: "web", compute: ms(2), every: ms(5), threads: 2 }));
            }
          });
          const allowed = vms.map((vm, i) =>
            Array.from({ length: vm.vcpus }, () => machines[i]?.affinity ?? [0, 1, 2]),
          );
          for (const { vm: n, vcpu, to, what, after } of changes) {
            const seen = server.trace.length;
            const from = server.now;
            server.run(after);
            const ended = server.trace.records.slice(seen).filter(({ kind }) => kind === "slice");
            const slices = server.slices().filter(({ end }) => end > from);
            expect(slices.length).toBeGreaterThanOrEqual(ended.length);
            for (const { subject, vcpu: who, pcpu } of slices) {
              expect(allowed[Number(subject.slice(2))]?.[who]).toContain(pcpu);
            }
            // A CPU must not idle while one is ready to run there, for longer than it takes to wake up.
            const span = costs.c1eExit.value + 1;
            const idle = server.cpuUsage.map((cpu) => cpu.idle);
            const ready = vms.map((vm) => vm.cpuUsage.map((vcpu) => vcpu.ready));
            server.run(span);
            const idling = server.cpuUsage.filter((cpu, i) => cpu.idle === (idle[i] ?? 0) + span);
            vms.forEach((vm, i) => {
              if (machines[i]?.cap !== 0) return;
              const waiting = vm.cpuUsage.filter(
                (one, k) => one.ready === (ready[i]?.[k] ?? 0) + span,
              );
              for (const { vcpu: who } of waiting) {
                expect(idling.filter(({ cpu }) => allowed[i]?.[who]?.includes(cpu))).toEqual([]);
              }
            });
            for (const { busy: spent, idle: rest } of server.cpuUsage) {
              expect(spent + rest).toBe(server.now);
            }
            const guests = vms.flatMap(({ cpuUsage }) => cpuUsage);
            expect(guests.reduce((sum, { guest }) => sum + guest, 0)).toBe(
              server.cpuUsage.reduce((sum, { guest }) => sum + guest, 0),
            );
            const vm = vms[n % vms.length] as VirtualMachine;
            if (what === "pin" && vcpu < vm.vcpus) {
              vm.pin(vcpu, to);
              (allowed[n % vms.length] as number[][])[vcpu] = to;
              // The CPU that it must leave is left within the time of an exit.
              server.run(ms(0.1));
            }
            if (what === "weight") vm.schedule({ weight: 1 + vcpu });
            if (what === "suspend" && vm.state === "running") vm.suspend();
            if (what === "resume" && vm.state === "paused") vm.resume();
            if (what === "reboot" && vm.state === "running") vm.reboot();
            if (what === "destroy" && n === 3 && vm.state !== "shutoff") vm.destroy();
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("what makes no sense is refused, and changes nothing", () => {
  const { server, hypervisor, vms } = site(credit(), 2, [{ vcpus: 2 }]);
  const [vm] = vms as [VirtualMachine];
  const any = (value: unknown): never => value as never;
  const define = (spec: object) => () => hypervisor.define({ ...sized, name: "new", ...spec });
  const bad: unknown[] = [NaN, -1, 0.5, Infinity, "256", null, {}];
  const asked: [string, () => unknown][] = [
    ...[...bad, 0, 65_536].map((weight): [string, () => unknown] => [
      `schedule({ weight: ${shownInEnglish(described(weight))} })`,
      () => vm.schedule({ weight: any(weight), cap: 7 }),
    ]),
    ...bad.map((cap): [string, () => unknown] => [
      `schedule({ cap: ${shownInEnglish(described(cap))} })`,
      () => vm.schedule({ weight: 7, cap: any(cap) }),
    ]),
    ...[...bad, [], [2], [-1], [0.5], ["0"]].map((to): [string, () => unknown] => [
      `pin(0, ${JSON.stringify(to)})`,
      () => vm.pin(0, any(to)),
    ]),
    ...[...bad, 2].map((vcpu): [string, () => unknown] => [
      `pin(${shownInEnglish(described(vcpu))}, [0])`,
      () => vm.pin(any(vcpu), [0]),
    ]),
    ["schedule()", () => vm.schedule(any(undefined))],
    ["define with a weight of 0", define({ weight: 0 })],
    ["define with a cap of -1", define({ cap: -1 })],
    ["define on a CPU that is not there", define({ affinity: [7] })],
    ["define on no CPU", define({ affinity: [] })],
    ["a time slice of 0", () => credit({ timeSlice: 0 })],
    ["a time slice that is no number", () => fair({ timeSlice: NaN })],
    ["a scheduler by name", () => new Hypervisor({ scheduler: any("credit") })],
    ["a scheduler that is null", () => new Hypervisor({ scheduler: any(null) })],
    [
      "two time slices",
      () => new Hypervisor({ scheduler: roundRobin({ timeSlice: ms(5) }), timeSlice: ms(4) }),
    ],
  ];
  const before = snapshot(server);
  test.each(asked)("%s", (_, ask) => {
    expect(refusal(ask).code).toBe("invalid-argument");
    expect(snapshot(server)).toBe(before);
  });

  test("messages", () => {
    expect(refusal(() => vm.pin(0, [2])).message).toMatchInlineSnapshot(
      `"hv: cannot pin "vm0": it names 2, and there are 2 CPUs. Expected a list of physical CPUs of "rack-1", from 0 to 1. Hint: write [0] for the first CPU, [0, 1] for the first two."`,
    );
    expect(refusal(() => vm.schedule({ cap: -5 })).message).toMatchInlineSnapshot(
      `"hv: cannot schedule "vm0": cap is -5. Expected cap to be a whole number from 0 to 102400. Hint: 50 is half of one CPU, 200 is two, 0 is no cap: write cap: 50."`,
    );
    expect(refusal(() => new Hypervisor({ scheduler: any("xen") })).message).toMatchInlineSnapshot(
      `"hypervisor: cannot set up a hypervisor: scheduler is "xen". Expected scheduler to be roundRobin(), credit() or fair(). Hint: write scheduler: credit()."`,
    );
    const gone = hypervisor.define({ ...sized, name: "gone" });
    gone.undefine();
    expect(refusal(() => gone.schedule({ weight: 1 })).message).toMatchInlineSnapshot(
      `"hv: cannot schedule "gone": it was undefined and is gone. Expected a machine that is defined. Hint: define() or create() it anew."`,
    );
  });
});
