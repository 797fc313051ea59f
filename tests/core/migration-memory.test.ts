// What of a machine's memory is sent when it is moved: what it holds, each page once a round; and how soon it asks for
// what has not come yet. By closed formulas, and by the account that an overcommitting hypervisor keeps of pages.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  Cluster,
  costs,
  Gbps,
  GiB,
  Hypervisor,
  KiB,
  MiB,
  ms,
  overcommit,
  seconds,
  service,
  TiB,
} from "../../src/stdlib/index.ts";
import type { BatchSpec, DomainSpec, MigrateSpec, Server } from "../../src/stdlib/index.ts";
import { refusal, small } from "./machine.ts";

const PAGE = KiB(4);
const Mbps = (n: number) => Gbps(n / 1000);
const marker = costs.zeroPageMarker.value;

/** A machine that has been up for 10 s on the first of two servers. */
function scene(spec: Partial<DomainSpec> = {}, network = Gbps(1)) {
  const cluster = new Cluster({ storage: TiB(1), network });
  const [here, there] = ["a", "b"].map((name) =>
    cluster.add({ name, cpus: 2, memory: GiB(72), disk: GiB(20) }).install(new Hypervisor()),
  ) as [Hypervisor, Hypervisor];
  const vm = here.create({ name: "shop", ...small, ...spec, storage: "shared" });
  cluster.run(seconds(10));
  return { cluster, there, vm };
}

/** The same machine where the hypervisor keeps account: bytes of it that have been touched. */
function touched(spec: Partial<DomainSpec>, jobs: readonly BatchSpec[]): number {
  const cluster = new Cluster({ storage: TiB(1) });
  const server = cluster.add({ name: "a", cpus: 2, memory: GiB(72), disk: GiB(200) });
  const hypervisor = server.install(new Hypervisor({ memory: overcommit({ pageSharing: false }) }));
  const vm = hypervisor.create({ name: "shop", ...small, ...spec, storage: "shared" });
  cluster.run(seconds(10));
  for (const job of jobs) {
    vm.launch(batch(job));
    cluster.run(seconds(10));
  }
  return vm.memoryUsage.resident;
}

const job = (name: string, memory: number, compute = seconds(4)): BatchSpec => ({
  ...{ name, memory, compute },
});

describe("memory that was never written", () => {
  test.each<[string, Partial<DomainSpec>, BatchSpec[]]>([
    ["a system alone", {}, []],
    ["a larger system", { image: "debian-12", memory: GiB(2), disk: GiB(10) } as object, []],
    ["a machine of 64 GiB that uses 2", { memory: GiB(64) }, [job("db", GiB(2))]],
    [
      "two jobs side by side",
      { memory: GiB(2) },
      [job("a", MiB(100), seconds(60)), job("b", MiB(50))],
    ],
    ["two jobs, one after another", { memory: GiB(2) }, [job("a", MiB(100)), job("b", MiB(50))]],
    ["more than there is", {}, [job("a", MiB(400))]],
  ])("is told of and not sent: %s", (_, spec, jobs) => {
    const { cluster, there, vm } = scene(spec);
    for (const one of jobs) {
      vm.launch(batch(one));
      cluster.run(seconds(10));
    }
    const migration = vm.migrate(there, { mode: "stop-and-copy" });
    cluster.run(seconds(60));
    const { zeroPages, sent } = migration;
    expect(sent).toBe(vm.memory - zeroPages * (PAGE - marker));
    const used = vm.memory - zeroPages * PAGE;
    const known = Math.min(vm.memory, touched(spec, jobs));
    // That account is by runs of pages, and the guest may still be on its way through them.
    expect(Math.abs(used - known)).toBeLessThan(costs.backingRun.value * PAGE * 2);
  });

  test.each(["pre-copy", "post-copy", "stop-and-copy"] as const)(
    "each page of a machine is sent once or told of once: %s",
    (mode) => {
      const { cluster, there, vm } = scene({ memory: GiB(1) });
      const pages = 300;
      for (let n = 0; n < pages; n++) vm.guest.write(MiB(512) + n * PAGE, "x");
      const idle = scene({ memory: GiB(1) });
      const both = [vm.migrate(there, { mode }), idle.vm.migrate(idle.there, { mode })];
      for (const one of [cluster, idle.cluster]) one.run(seconds(30));
      const [written, plain] = both.map(({ sent }) => sent) as [number, number];
      expect(written - plain).toBe(pages * (PAGE - marker));
      expect(both.map(({ state }) => state)).toEqual(["completed", "completed"]);
    },
  );

  test("what a program begins with on the way is sent, too", () => {
    const { cluster, there, vm } = scene({ memory: GiB(1) });
    const migration = vm.migrate(there, { bandwidth: Mbps(200), minBandwidth: Mbps(200) });
    cluster.run(ms(200));
    vm.launch(service({ name: "web", compute: 1000, every: seconds(1), memory: MiB(40) }));
    cluster.run(seconds(30));
    expect(migration.rounds[0]?.dirtied).toBe(MiB(40));
    expect(migration.rounds[1]?.sent).toBe(MiB(40));
  });

  test("a system that boots anew on the way is sent again", () => {
    const { cluster, there, vm } = scene({ memory: GiB(1) });
    const migration = vm.migrate(there, { bandwidth: Mbps(50), minBandwidth: Mbps(50) });
    cluster.run(ms(100));
    vm.reboot();
    cluster.run(seconds(60));
    const { rounds, zeroPages } = migration;
    expect(migration.state).toBe("completed");
    expect(rounds[0]?.dirtied).toBe(vm.memory - zeroPages * PAGE);
  });
});

/** Rounds at one speed, of a job that writes at one rate. */
function roundsOf(spec: Partial<BatchSpec>, speed: number) {
  const { cluster, there, vm } = scene({ memory: GiB(1) });
  vm.launch(batch({ name: "writer", compute: seconds(2000), ...spec }));
  cluster.run(ms(100));
  const how: MigrateSpec = { bandwidth: speed, minBandwidth: speed };
  const migration = vm.migrate(there, how);
  cluster.run(seconds(200));
  expect(migration.state).toBe("completed");
  return migration;
}

/** What is written is counted by whole pages, and CPU time by the guest's ticks. */
const slack = (bytes: number, duration: number, pages: number) =>
  (pages * PAGE) / bytes + costs.guestTick.value / duration;

describe("rounds of pre-copy, of what a job writes at w bytes a second into W", () => {
  test("send W (1 - e^(-w t / W)), where t is how long the round before took", () => {
    const [W, w] = [MiB(200), MiB(20)];
    const { rounds } = roundsOf({ memory: W, writes: w }, Mbps(400));
    expect(rounds.length).toBeGreaterThan(4);
    rounds.slice(0, -1).forEach(({ duration, dirtied }) => {
      const expected = W * (1 - Math.exp((-w * duration) / 1e9 / W));
      expect(Math.abs(dirtied / expected - 1)).toBeLessThan(0.01 + slack(expected, duration, 2));
    });
  });

  test("shrink as a geometric row, M (r / b)^n, as long as little of W is written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 40 }), (percent) => {
        const b = Mbps(400);
        const w = Math.round(((b / 8) * percent) / 100);
        const { rounds } = roundsOf({ memory: MiB(800), writes: w }, b);
        const sent = rounds.slice(1, -1).map((round) => round.sent);
        const first = sent[0] ?? 0;
        sent.forEach((bytes, n) => {
          // Within 5 %, and a page, as saturation has little to say from the second round on.
          const expected = first * (percent / 100) ** n;
          if (first < MiB(80))
            expect(Math.abs(bytes - expected)).toBeLessThan(0.06 * (n + 1) * expected + 2 * PAGE);
        });
      }),
      { numRuns: 8 },
    );
  });

  test("with a hot part send the sum of both parts", () => {
    const [W, H] = [MiB(200), MiB(16)];
    const cold = roundsOf({ memory: W, writes: MiB(30) }, Mbps(400));
    const hot = roundsOf({ memory: W, writes: MiB(30), hot: { memory: H, writes: 90 } }, Mbps(400));
    expect(cold.stopReason).toBe("little left");
    hot.rounds.slice(0, -1).forEach(({ duration, dirtied }) => {
      const part = (memory: number, writes: number) =>
        memory * (1 - Math.exp((-writes * duration) / 1e9 / memory));
      const expected = part(H, MiB(27)) + part(W - H, MiB(3));
      expect(Math.abs(dirtied / expected - 1)).toBeLessThan(0.01 + slack(expected, duration, 3));
    });
    expect(hot.rounds[0]?.dirtied).toBeLessThan(cold.rounds[0]?.dirtied ?? 0);
    // What they begin with is less, and what they end with is not.
    expect(hot.rounds.length).toBeLessThanOrEqual(cold.rounds.length);
  });
});

test("of what is written faster than it can be sent, all is sent while the machine stands still: the hot part", () => {
  const [W, H, writes] = [MiB(200), MiB(8), MiB(400)];
  const last = (spec: Partial<BatchSpec>) =>
    roundsOf({ memory: W, writes, ...spec }, Mbps(400)).rounds.at(-1)?.sent ?? 0;
  expect(last({})).toBeGreaterThan(W * 0.95);
  const hot = last({ hot: { memory: H, writes: 99 } });
  expect(hot).toBeGreaterThanOrEqual(H);
  expect(hot).toBeLessThan(2 * H);
});

describe("a hot part", () => {
  const one = (hot: unknown, memory = MiB(64)) =>
    batch({ name: "x", compute: 1, memory, writes: MiB(1), hot: hot as never });

  test.each<[string, unknown, RegExp]>([
    ["larger than the working set", { memory: MiB(65), writes: 90 }, /hot\.memory/],
    ["of nothing", { memory: 0, writes: 90 }, /hot\.memory/],
    ["with more than all writes", { memory: MiB(1), writes: 101 }, /hot\.writes/],
    ["with half a percent", { memory: MiB(1), writes: 0.5 }, /hot\.writes/],
    ["misspelt", { memory: MiB(1), write: 90 }, /write/],
    ["no object", 7, /hot/],
  ])("is refused: %s", (_, hot, what) => {
    const error = refusal(() => one(hot));
    expect([error.code, error.message]).toEqual(["invalid-argument", expect.stringMatching(what)]);
  });

  test("without a working set is refused", () => {
    const spec = { name: "x", compute: 1, hot: { memory: MiB(1), writes: 90 } };
    expect(refusal(() => batch(spec)).expected).toMatch(/working set|memory/);
    expect(refusal(() => service({ ...spec, every: 1 })).code).toBe("invalid-argument");
  });

  test("that is all of the working set is no part", () => {
    const even = roundsOf({ memory: MiB(64), writes: MiB(10) }, Gbps(1));
    const all = { memory: MiB(64), writes: 50 };
    const hot = roundsOf({ memory: MiB(64), writes: MiB(10), hot: all }, Gbps(1));
    expect(hot.rounds).toEqual(even.rounds);
  });
});

describe("sending", () => {
  /** A machine of which 2 GiB are in use, on a server with one CPU, beside others that want it as well. */
  function busyServer(network: number, rivals: number) {
    const cluster = new Cluster({ storage: TiB(1), network });
    const [first, second] = ["a", "b"].map((name) =>
      cluster.add({ name, cpus: 1, memory: GiB(16), disk: GiB(20) }),
    ) as [Server, Server];
    const here = first.install(new Hypervisor());
    const there = second.install(new Hypervisor());
    const vm = here.create({ name: "shop", ...small, memory: GiB(2), storage: "shared" });
    const others = Array.from({ length: rivals }, (_, n) =>
      here.create({ name: `rival-${n}`, ...small }),
    );
    cluster.run(seconds(20));
    vm.launch(batch({ name: "fill", compute: 1, memory: GiB(2) }));
    cluster.run(seconds(1));
    const jobs = others.map((one) => one.launch(batch({ name: "job", compute: seconds(900) })));
    cluster.run(seconds(1));
    const before = jobs.map(({ cpuTime }) => cpuTime);
    const migration = vm.migrate(there, { mode: "stop-and-copy" });
    while (migration.state !== "completed") cluster.run(ms(10));
    const cpu = jobs.map(({ cpuTime }, n) => cpuTime - (before[n] ?? 0));
    return { first, migration, cpu, frequency: costs.cpuFrequency.value };
  }

  // So many bytes a second one core can send.
  const core = (costs.cpuFrequency.value / costs.migrationPage.value) * PAGE;

  test.each<[string, number, number]>([
    ["as fast as the link, where that is slower than a core", 1, Gbps(1) / 8],
    ["as fast as a core, where the link is faster", 100, core],
  ])("is %s", (_, link, bytesPerSecond) => {
    const { migration } = busyServer(Gbps(link), 0);
    expect(migration.sent).toBe(GiB(2));
    const expected = (GiB(2) / bytesPerSecond) * 1e9 + costs.migrationSwitchover.value;
    expect(migration.duration / expected).toBeGreaterThan(1);
    expect(migration.duration / expected).toBeLessThan(1.03);
  });

  test("takes its share of the CPU from guests, and waits for it", () => {
    const alone = busyServer(Gbps(100), 0);
    const { migration, cpu, first } = busyServer(Gbps(100), 1);
    // Two want one core: each gets half, and sending takes twice as long.
    expect(migration.duration / alone.migration.duration).toBeGreaterThan(1.8);
    expect(migration.duration / alone.migration.duration).toBeLessThan(2.2);
    expect((cpu[0] ?? 0) / migration.duration).toBeGreaterThan(0.45);
    expect((cpu[0] ?? 0) / migration.duration).toBeLessThan(0.6);
    const [used] = first.cpuUsage;
    expect(used?.busy).toBeLessThanOrEqual(first.now);
  });

  test("takes the same CPU time whatever the link", () => {
    for (const link of [1, 10]) {
      const { migration, cpu } = busyServer(Gbps(link), 1);
      const lost = migration.duration - (cpu[0] ?? 0);
      expect(lost / ((GiB(2) / core) * 1e9)).toBeGreaterThan(0.95);
      expect(lost / ((GiB(2) / core) * 1e9)).toBeLessThan(1.1);
    }
  });

  test("looks at pages of zeros, which takes time, too", () => {
    const { cluster, there, vm } = scene({ memory: GiB(64) }, Gbps(40));
    const migration = vm.migrate(there, { mode: "stop-and-copy" });
    cluster.run(seconds(60));
    const { zeroPages, duration } = migration;
    const looking = (zeroPages * costs.zeroPageCheck.value * 1e9) / costs.cpuFrequency.value;
    expect(duration).toBeGreaterThan(looking);
    expect(duration).toBeLessThan(looking * 1.2);
  });
});

describe("post-copy", () => {
  /** A job that touches its working set, moved while hardly anything is pushed. */
  function faulting(spec: Partial<BatchSpec>, time: number) {
    const { cluster, there, vm } = scene({ memory: GiB(1) });
    const running = vm.launch(batch({ name: "job", compute: seconds(2000), ...spec }));
    cluster.run(ms(100));
    const migration = vm.migrate(there, { mode: "post-copy", bandwidth: Mbps(1) });
    cluster.run(seconds(1));
    const [begun, before] = [running.cpuTime, migration.faults];
    cluster.run(time);
    return { cluster, vm, migration, cpu: running.cpuTime, since: running.cpuTime - begun, before };
  }

  test.each<[string, Partial<BatchSpec>]>([
    ["only reads", {}],
    ["writes", { writes: MiB(16) }],
    ["writes a hot part", { writes: MiB(64), hot: { memory: MiB(4), writes: 100 } }],
  ])("a job that %s meets missing pages: m (1 - e^(-c / window - w c / W))", (_, spec) => {
    const W = MiB(64);
    const alone = faulting({ memory: 0 }, seconds(4));
    const { migration, since, before } = faulting({ memory: W, ...spec }, seconds(4));
    const rest = (bytes: number, writes: number, cpu: number) =>
      bytes * Math.exp(-cpu / costs.workingSetWindow.value - (writes * cpu) / 1e9 / bytes);
    // What is missed of the operating system it would miss alone as well.
    const H = spec.hot?.memory ?? W;
    const w = spec.writes ?? 0;
    const missing = (cpu: number) => (H < W ? rest(W - H, 0, cpu) : 0) + rest(H, w, cpu);
    const own = (W - missing(since)) / PAGE;
    expect(migration.faults).toBeGreaterThan(own * 0.9);
    expect(migration.faults).toBeLessThan(W / PAGE + alone.migration.faults * 1.2 + 10);
    expect(migration.faults).toBeGreaterThanOrEqual(before);
  });

  test("brings each page once, pushed or fetched", () => {
    const { cluster, there, vm } = scene({ memory: GiB(1) });
    vm.launch(batch({ name: "job", compute: seconds(2000), memory: MiB(64), writes: MiB(64) }));
    cluster.run(ms(100));
    const migration = vm.migrate(there, { mode: "post-copy", bandwidth: Mbps(200) });
    cluster.run(seconds(60));
    const { zeroPages, sent, faults, state } = migration;
    expect([state, faults > 0]).toEqual(["completed", true]);
    expect(sent).toBe(vm.memory - zeroPages * (PAGE - marker));
    expect(faults * PAGE).toBeLessThan(sent);
  });

  test("what was pushed in time is not met any more", () => {
    const { cluster, there, vm } = scene({ memory: GiB(1) }, Gbps(10));
    const W = MiB(512);
    const job = vm.launch(batch({ name: "job", compute: seconds(2000), memory: W }));
    cluster.run(ms(100));
    const migration = vm.migrate(there, { mode: "post-copy" });
    while (migration.state !== "fetching") cluster.run(ms(1));
    const before = job.cpuTime;
    while (migration.state === "fetching") cluster.run(ms(1));
    const turns = (job.cpuTime - before) / costs.workingSetWindow.value;
    // Missing pages become fewer evenly: half of those that it touched were there.
    const met = migration.faults / (turns * (W / PAGE));
    expect(met).toBeGreaterThan(0.35);
    expect(met).toBeLessThan(0.65);
  });

  test("an idle machine meets none", () => {
    const { cluster, there, vm } = scene();
    const migration = vm.migrate(there, { mode: "post-copy" });
    cluster.run(seconds(30));
    expect([migration.state, migration.faults]).toEqual(["completed", 0]);
  });
});

describe("a machine under overcommit", () => {
  const generous = () => new Hypervisor({ memory: overcommit({ pageSharing: false }) });
  const swapping = overcommit({ pageSharing: false, ballooning: false });
  const kinds = {
    overcommitted: generous,
    swapping: () => new Hypervisor({ memory: swapping }),
    reserved: () => new Hypervisor(),
  };
  type Kind = keyof typeof kinds;

  /** Machines of more memory than the first server has, with one that was squeezed by the others. */
  function squeezed(from: Kind, to: Kind, jobs: number, storage = {}) {
    const cluster = new Cluster({ storage: TiB(1), network: Gbps(10) });
    const [first, second] = ["a", "b"].map((name, n) =>
      cluster.add({ name, cpus: 4, memory: n === 0 ? GiB(3) : GiB(4), disk: GiB(60), storage }),
    ) as [Server, Server];
    const here = first.install(kinds[from]());
    const there = second.install(kinds[to]());
    const spec = { ...small, memory: GiB(1), disk: GiB(2), storage: "shared" as const };
    const vm = here.create({ ...spec, name: "shop" });
    cluster.run(seconds(10));
    vm.launch(batch({ name: "job", compute: seconds(900), memory: MiB(600) }));
    vm.guest.write(MiB(900), "kept in memory");
    cluster.run(seconds(5));
    for (let n = 0; n < jobs; n++) {
      const other = here.create({ ...spec, name: `other-${n}` });
      cluster.run(seconds(10));
      other.launch(batch({ name: "job", compute: seconds(900), memory: MiB(800) }));
      cluster.run(seconds(10));
    }
    return { cluster, first, second, here, there, vm };
  }

  const ways = (["pre-copy", "post-copy", "stop-and-copy"] as const).flatMap((mode) =>
    (
      [
        ["overcommitted", "overcommitted", 2],
        ["overcommitted", "overcommitted", 0],
        ["overcommitted", "reserved", 2],
        ["reserved", "overcommitted", 0],
      ] as const
    ).map(([from, to, jobs]) => [mode, from, to, jobs] as const),
  );

  test.each(ways)("is moved whole: %s from %s to %s beside %i others", (mode, from, to, jobs) => {
    const { cluster, here, there, vm } = squeezed(from, to, jobs);
    const left = () => here.memoryUsage;
    vm.suspend();
    cluster.run(seconds(1));
    const before = vm.memoryUsage;
    if (jobs > 0) expect(before.swapped + before.ballooned).toBeGreaterThan(0);
    const migration = vm.migrate(there, { mode });
    cluster.run(seconds(60));
    expect([migration.state, vm.server, vm.state]).toEqual(["completed", "b", "paused"]);
    const { resident, swapped, ballooned, unbacked, size } = vm.memoryUsage;
    expect(resident + swapped + ballooned + unbacked).toBe(size);
    if (from === "overcommitted" && mode !== "post-copy") {
      // A page that is backed is sent; of others it is told that they hold nothing.
      expect(migration.sent).toBe(GiB(1) - migration.zeroPages * (PAGE - marker));
      if (jobs > 0) expect(migration.zeroPages).toBeGreaterThan(0);
    }
    if (to === "overcommitted") {
      expect(swapped).toBe(0);
      if (from === "overcommitted" && jobs === 0)
        expect(resident).toBe(before.resident + before.swapped);
      expect(there.memoryUsage?.backing).toBe(resident);
    }
    if (from === "overcommitted") {
      const rest = here.domains().reduce((sum, one) => sum + one.memoryUsage.resident, 0);
      expect(left()?.backing).toBe(rest);
    }
    vm.resume();
    expect(vm.guest.readText(MiB(900), 20)).toBe("kept in memory");
    const job = vm.applications[0];
    const cpu = job?.cpuTime ?? 0;
    cluster.run(seconds(5));
    expect((job?.cpuTime ?? 0) - cpu).toBeGreaterThan(seconds(1));
    vm.destroy();
    if (to === "overcommitted") expect(there.memoryUsage?.backing).toBe(0);
  });

  test("goes on while it is copied, and what it touches meanwhile is sent", () => {
    const { cluster, there, vm } = squeezed("overcommitted", "overcommitted", 0);
    const migration = vm.migrate(there, { bandwidth: Mbps(200), minBandwidth: Mbps(200) });
    cluster.run(ms(500));
    vm.launch(batch({ name: "more", compute: seconds(900), memory: MiB(64) }));
    vm.guest.write(MiB(1000), "late");
    cluster.run(seconds(90));
    expect(migration.state).toBe("completed");
    expect(migration.rounds[0]?.dirtied).toBeGreaterThanOrEqual(MiB(64) + PAGE);
    expect(vm.guest.readText(MiB(1000), 4)).toBe("late");
  });

  test("pages that it touches for the first time while it is copied are sent, too", () => {
    const { cluster, there, vm } = squeezed("overcommitted", "overcommitted", 0);
    vm.launch(batch({ name: "more", compute: seconds(900), memory: MiB(64) }));
    const migration = vm.migrate(there, { bandwidth: Mbps(200), minBandwidth: Mbps(200) });
    const touched = vm.memoryUsage.resident;
    while (migration.rounds.length === 0) cluster.run(ms(10));
    const grown = vm.memoryUsage.resident - touched;
    expect(grown).toBeGreaterThan(MiB(32));
    expect(migration.rounds[0]?.dirtied).toBeGreaterThan(grown * 0.9);
  });

  test("has its pages backed by the server that it is on now", () => {
    const { cluster, there, vm } = squeezed("reserved", "overcommitted", 0);
    vm.migrate(there);
    cluster.run(seconds(30));
    const { resident } = vm.memoryUsage;
    vm.launch(batch({ name: "more", compute: seconds(900), memory: MiB(64) }));
    cluster.run(seconds(10));
    expect(vm.memoryUsage.resident).toBeGreaterThanOrEqual(resident + MiB(60));
  });

  test("pages that were swapped out are read from the disk to be sent", () => {
    const { cluster, there, vm } = squeezed("swapping", "reserved", 2, { latency: ms(1) });
    vm.suspend();
    cluster.run(seconds(1));
    const { swapped } = vm.memoryUsage;
    const migration = vm.migrate(there, { mode: "stop-and-copy" });
    cluster.run(seconds(60));
    expect(swapped).toBeGreaterThan(MiB(32));
    // With each chunk some pages are read, and only then is it made ready and sent.
    const chunks = Math.floor(migration.sent / costs.migrationChunk.value);
    // From the server's own disk, which takes 1 ms for each.
    expect(migration.duration).toBeGreaterThan(chunks * ms(1) * 0.9);
  });
});
