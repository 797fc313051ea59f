// Small requests, and several of them at once: what benchmarks of disks do.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  GiB,
  HostOs,
  Hypervisor,
  KiB,
  MiB,
  ms,
  profiles,
  seconds,
  Server,
} from "../../src/stdlib/index.ts";
import type { BatchSpec } from "../../src/stdlib/index.ts";
import { install, rack, refusal, small } from "./machine.ts";

const random = (queueDepth: number, rest: Partial<BatchSpec> = {}) =>
  batch({ name: "fio", compute: 1, read: MiB(4), requestSize: KiB(4), queueDepth, ...rest });

function running(profile = profiles.kvm) {
  const server = new Server({ name: "pc", cpus: 2, memory: GiB(16), disk: GiB(100) });
  const hypervisor = new Hypervisor({ name: "hv", profile });
  install(server, hypervisor);
  const vm = hypervisor.create({ ...small, name: "shop" });
  server.run(seconds(10));
  return { server, hypervisor, vm };
}

/** How many requests are under way at most. */
function most(records: readonly { readonly submitted: number; readonly end: number }[]): number {
  const at = records.map(({ submitted }) => submitted);
  return Math.max(
    ...at.map(
      (now) => records.filter(({ submitted, end }) => submitted <= now && end > now).length,
    ),
  );
}

describe("requests of a batch job", () => {
  test.each([1, 2, 7, 32])(
    "at most %d of each thread are under way, and as many as that",
    (depth) => {
      const { server, vm } = running(profiles.generic);
      const from = server.now;
      vm.launch(random(depth, { read: KiB(512) }));
      server.run(seconds(1));
      const done = server.trace.of("io", "shop").filter(({ submitted }) => submitted > from);
      expect(done).toHaveLength(128);
      expect(done.every(({ bytes }) => bytes === KiB(4))).toBe(true);
      expect(most(done)).toBe(depth);
    },
  );

  test("those of one moment are announced together", () => {
    const { server, vm } = running(profiles.generic);
    const { requests, notifications } = vm.io.disk;
    vm.launch(random(32, { read: KiB(128) }));
    server.run(seconds(1));
    expect(vm.io.disk.requests - requests).toBe(32);
    expect(vm.io.disk.notifications - notifications).toBe(1);
    expect(server.trace.of("exit", "shop").map(({ detail }) => detail)).toContainEqual({
      code: "request",
      device: "disk",
      operation: "read",
      bytes: KiB(4),
      more: 31,
    });
  });

  test("the same job runs on bare metal, without exits", () => {
    const server = new Server({ name: "pc", cpus: 2, memory: GiB(16), disk: GiB(100) });
    const job = server.install(new HostOs()).spawn(random(8));
    server.run(seconds(1));
    expect(job.state).toBe("finished");
    expect(server.trace.counts("fio").io["disk read"]).toEqual({ count: 1024, bytes: MiB(4) });
    expect(server.trace.counts().exits).toEqual({});
  });

  test.each(["generic", "xen", "kvm", "virtualBox"] as const)(
    "%s: each is complete once, whatever is read, written and sent, also across snapshots",
    (id) => {
      const spec = fc.record({
        read: fc.nat(KiB(300)),
        write: fc.nat(KiB(300)),
        send: fc.nat(KiB(300)),
        requestSize: fc.integer({ min: 1, max: 64 }).map((n) => n * 512),
        queueDepth: fc.integer({ min: 1, max: 40 }),
        threads: fc.integer({ min: 1, max: 3 }),
      });
      const times = fc.array(fc.integer({ min: 1, max: 500_000 }), { maxLength: 4 });
      fc.assert(
        fc.property(spec, times, (job, pauses) => {
          const { server, vm } = running(profiles[id]);
          const before = server.trace.counts("shop").io;
          vm.launch(batch({ name: "fio", compute: 1, ...job }));
          pauses.forEach((time, i) => {
            server.run(time);
            vm.snapshot(`s${i}`);
            if (i % 2 === 1) vm.revert(`s${i}`);
          });
          server.run(seconds(5));
          const { threads } = job;
          expect(vm.applications[0]).toMatchObject({
            state: "finished",
            requests: { completed: threads, pending: 0 },
          });
          const after = server.trace.counts("shop").io;
          for (const [what, each] of [
            ["disk read", job.read],
            ["disk write", job.write],
            ["network send", job.send],
          ] as const) {
            const bytes = (after[what]?.bytes ?? 0) - (before[what]?.bytes ?? 0);
            if (pauses.length < 2) expect(bytes).toBe(each * threads);
            else expect(bytes).toBeGreaterThanOrEqual(each * threads);
          }
        }),
        { numRuns: 25 },
      );
    },
  );
});

describe("refused", () => {
  test.each<Partial<BatchSpec>>([
    { requestSize: 0 },
    { requestSize: 100 },
    { requestSize: MiB(2) },
    { requestSize: NaN },
    { queueDepth: 0 },
    { queueDepth: 1.5 },
    { queueDepth: 257 },
  ])("%j", (wrong) => {
    expect(refusal(() => random(1, wrong)).code).toBe("invalid-argument");
  });
});

test("a job that says neither asks for as much as a request carries, one after another", () => {
  const { server, hypervisor } = rack();
  const vm = hypervisor.create({ name: "shop", ...small });
  server.run(seconds(5));
  const from = server.now;
  vm.launch(batch({ name: "copy", compute: ms(1), read: MiB(3) }));
  server.run(seconds(1));
  const done = server.trace.of("io", "shop").filter(({ submitted }) => submitted > from);
  expect(done.map(({ bytes }) => bytes)).toEqual([MiB(1), MiB(1), MiB(1)]);
});
