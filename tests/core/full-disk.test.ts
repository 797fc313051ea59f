// A guest's file system is full at some point: what is written beyond it fails in the guest, and nowhere else.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  GiB,
  history,
  hours,
  KiB,
  MiB,
  minutes,
  ms,
  osImages,
  seconds,
  service,
} from "../../src/stdlib/index.ts";
import { bundleOf } from "../figures/bundle.ts";
import type { BatchSpec, DomainSpec, Server, VirtualMachine } from "../../src/stdlib/index.ts";
import { rack, refusal, sized } from "./machine.ts";

const installedSize = osImages.find(({ id }) => id === "alpine-3.21")?.installedSize ?? NaN;
const disk = MiB(768);
/** What the installed system leaves. */
const free = disk - installedSize;

function machine(spec: Partial<DomainSpec> = {}) {
  const { server, hypervisor } = rack();
  const vm = hypervisor.create({ name: "shop", ...sized, image: "alpine-3.21", disk, ...spec });
  server.run(seconds(10));
  return { server, hypervisor, vm };
}

const writer = (write: number, rest: Partial<BatchSpec> = {}) =>
  batch({ name: "log", compute: 1, write, ...rest });

const written = ({ trace }: Server): number =>
  [...trace]
    .filter((record) => record.kind === "io" && record.operation === "write")
    .reduce((sum, record) => sum + ("bytes" in record ? record.bytes : 0), 0);

describe("a job that writes more than its machine's disk has", () => {
  test.each<[string, Partial<BatchSpec>, Partial<DomainSpec>]>([
    ["a thick disk", {}, {}],
    ["a thin disk", {}, { thin: true }],
    ["an IDE disk", {}, { diskBus: "ide" }],
    ["small requests, many at once", { requestSize: KiB(64), queueDepth: 32 }, {}],
    ["several threads", { threads: 3, queueDepth: 2 }, { vcpus: 2 }],
  ])("fills it to the last byte, and fails: %s", (_, rest, spec) => {
    const { server, vm } = machine(spec);
    const job = vm.launch(writer(GiB(1), rest));
    server.run(minutes(1));
    const { threads = 1 } = rest;
    expect(job.state).toBe("failed");
    expect(job.failure).toEqual({ code: "ENOSPC", disk });
    expect(job.duration).toBeUndefined();
    expect(job.requests).toEqual({
      ...{ arrived: threads, completed: 0, dropped: 0 },
      ...{ failed: threads, pending: 0 },
    });
    expect(written(server)).toBe(free);
    expect(vm.diskUsage.allocated).toBe(disk);
  });

  test("its machine goes on, and what needs no room still works", () => {
    const { server, vm } = machine();
    vm.launch(writer(GiB(1)));
    server.run(minutes(1));
    expect(vm.state).toBe("blocked");
    expect(vm.time({ compute: ms(1), read: MiB(1) })).toBeGreaterThan(ms(1));
    vm.reboot();
    server.run(seconds(20));
    expect(vm.booted).toBe(true);
    // The name of a job that failed is free again.
    expect(vm.launch(writer(1)).state).toBe("running");
  });

  test("what fits to the last byte is written", () => {
    const { server, vm } = machine();
    const fits = vm.launch(writer(free));
    server.run(minutes(1));
    expect(fits.state).toBe("finished");
    const late = vm.launch(writer(1, { name: "late" }));
    server.run(seconds(1));
    expect(late.state).toBe("failed");
  });

  test("a snapshot from before gives the room back", () => {
    const { server, vm } = machine();
    vm.snapshot("before");
    vm.launch(writer(free));
    server.run(minutes(1));
    vm.revert("before");
    const again = vm.launch(writer(free));
    server.run(minutes(1));
    expect(again.state).toBe("finished");
  });

  test("a machine that is reverted in the middle fails as the other did", () => {
    const { server, vm } = machine();
    vm.launch(writer(GiB(1), { queueDepth: 8, requestSize: KiB(128), threads: 2 }));
    server.run(ms(100));
    vm.snapshot("middle");
    server.run(minutes(1));
    const first = JSON.stringify(vm.applications);
    vm.revert("middle");
    server.run(minutes(1));
    expect(JSON.stringify(vm.applications.map(({ requests }) => requests))).toBe(
      JSON.stringify(
        (JSON.parse(first) as { requests: unknown }[]).map(({ requests }) => requests),
      ),
    );
    expect(vm.applications[0]?.state).toBe("failed");
  });

  test("is no disk of the server that is full: there the machine stands still", () => {
    const { server, hypervisor } = rack({ disk: GiB(4) + MiB(200) });
    const vm = hypervisor.create({
      ...{ name: "shop", ...sized, image: "alpine-3.21", disk: GiB(1), thin: true },
    });
    server.run(seconds(10));
    const job = vm.launch(writer(MiB(500)));
    server.run(minutes(1));
    expect([vm.state, vm.pauseReason, job.state]).toEqual(["paused", "I/O error", "running"]);
  });

  test("is told in the machine's history, in both languages", () => {
    const { server, vm } = machine();
    vm.launch(writer(GiB(1)));
    server.run(minutes(1));
    const shown = (language: "en" | "ko") =>
      JSON.stringify(bundleOf(history(server, "shop"), language));
    expect(shown("en")).toContain("no space left on its disk of 768 MiB (ENOSPC)");
    expect(shown("ko")).toContain("768 MiB 디스크에 남은 공간이 없음(ENOSPC)");
  });

  test("cannot be measured", () => {
    const { vm } = machine();
    const { code, found } = refusal(() => vm.time({ write: GiB(1) }));
    expect([code, found]).toEqual([
      "operation-invalid",
      "its 768 MiB are full, and the work has failed",
    ]);
  });
});

describe("a service that writes", () => {
  const db = (write: number) => service({ name: "db", compute: ms(1), every: ms(100), write });

  test("writes over its own file: hours of it fill nothing", () => {
    const { server, vm } = machine({ thin: true });
    const { allocated } = vm.diskUsage;
    const app = vm.launch(db(KiB(4)));
    server.run(hours(1));
    expect(app.requests.completed).toBeGreaterThan(35_000);
    expect(app.requests.failed).toBe(0);
    expect(vm.diskUsage.allocated - allocated).toBe(KiB(4));
  });

  test("without room for its file, each request fails and is counted", () => {
    const { server, vm } = machine();
    const app = vm.launch(db(disk));
    server.run(seconds(10));
    const { arrived, failed, pending, completed } = app.requests;
    expect(failed).toBeGreaterThan(95);
    expect([completed, arrived]).toEqual([0, failed + pending]);
    expect([app.state, app.failure]).toEqual(["running", { code: "ENOSPC", disk }]);
    expect(app.responseTime).toBeUndefined();
  });

  test("goes on when its file was there before the disk was full", () => {
    const { server, vm } = machine();
    const app = vm.launch(db(KiB(4)));
    server.run(seconds(1));
    vm.launch(writer(GiB(1)));
    server.run(minutes(1));
    expect(app.requests.failed).toBe(0);
    expect(app.requests.completed).toBeGreaterThan(500);
  });
});

test("whatever jobs write, no more is written than the disk has, and what was accepted was written", () => {
  const job = fc.record({
    write: fc.integer({ min: 1, max: MiB(100) }),
    threads: fc.integer({ min: 1, max: 3 }),
    queueDepth: fc.constantFrom(1, 4),
  });
  const run = (vm: VirtualMachine, server: Server, list: readonly Partial<BatchSpec>[]) => {
    const jobs = list.map((spec, n) => vm.launch(batch({ name: `job-${n}`, compute: 1, ...spec })));
    server.run(minutes(1));
    return jobs;
  };
  fc.assert(
    fc.property(fc.array(job, { maxLength: 6 }), fc.boolean(), (list, thin) => {
      const { server, vm } = machine({ thin });
      const jobs = run(vm, server, list);
      const asked = list.reduce((sum, { write, threads }) => sum + write * threads, 0);
      expect(written(server)).toBe(Math.min(asked, free));
      expect(jobs.some(({ state }) => state === "failed")).toBe(asked > free);
      for (const { requests } of jobs) {
        const { arrived, completed, failed } = requests;
        expect(completed + failed).toBe(arrived);
      }
      expect(vm.diskUsage.allocated).toBeLessThanOrEqual(disk);
    }),
    { numRuns: 30 },
  );
});
