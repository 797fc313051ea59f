// Spinlocks in guests, and what preemption does to them: a lock is one thread's at a time, waiting burns CPU time that
// is accounted for, and the two remedies do what they are there for.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { described, shownInEnglish } from "../../src/simulation/described.ts";
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
  us,
} from "../../src/stdlib/index.ts";
import type { LockSpec, SchedulerSpec, SpinlockKind } from "../../src/stdlib/index.ts";
import { refusal, sized, small, snapshot } from "./machine.ts";

const schedulers = { "round robin": roundRobin, credit, fair };
const kinds: SpinlockKind[] = ["native", "pause-loop exiting", "paravirtual"];
const often = { every: us(90), hold: us(10) };

interface Given {
  readonly spinlocks?: SpinlockKind;
  readonly scheduler?: SchedulerSpec;
  /** Busy machines beside it. */
  readonly others?: number;
  readonly lock?: LockSpec;
  readonly compute?: number;
  readonly threads?: number;
}

/** A machine with four virtual CPUs on four physical ones, whose threads contend for a lock until they are done. */
function contended(given: Given = {}) {
  const { spinlocks, scheduler = credit(), others = 0, lock = often } = given;
  const { compute = ms(300), threads = 4 } = given;
  const server = new Server({ cpus: 4, memory: GiB(8), disk: GiB(20), trace: { limit: 0 } });
  const hypervisor = server.install(new Hypervisor({ scheduler }));
  const spec = { ...small, vcpus: 4, ...(spinlocks && { spinlocks }) };
  const db = hypervisor.create({ ...spec, name: "db" });
  const hogs = Array.from({ length: others }, (_, i) =>
    hypervisor.create({ ...small, name: `hog-${i}` }),
  );
  server.run(seconds(20));
  for (const hog of hogs) hog.launch(batch({ name: "burn", compute: seconds(1000) }));
  const job = db.launch(batch({ name: "job", compute, threads, lock }));
  const start = server.now;
  const finish = () => {
    while (job.state === "running") server.run(ms(1));
    return { took: server.now - start, cpu: job.cpuTime, spin: job.spinTime, exits: db.exits };
  };
  return { server, db, job, finish };
}

describe("a spinlock", () => {
  test("is one thread's at a time: threads that hardly leave it take turns", () => {
    const serial = { every: 1, hold: us(100) };
    const { took, spin } = contended({ lock: serial, compute: ms(50) }).finish();
    expect(took).toBeGreaterThanOrEqual(4 * ms(49.9));
    // While one works, up to three burn CPU time.
    expect(spin).toBeGreaterThan(2 * ms(100));
    expect(spin).toBeLessThanOrEqual(3 * took);
  });

  test("costs a thread that is alone nothing", () => {
    const { cpu, spin } = contended({ threads: 1, others: 4 }).finish();
    expect([cpu, spin]).toEqual([ms(300), 0]);
  });

  test("of a job without one is not there", () => {
    const { job } = contended();
    expect(JSON.stringify(batch({ name: "plain", compute: 1 }))).not.toContain("lock");
    expect(job.spec).toMatchObject({ lock: often });
  });

  test("what was burned waiting is CPU time, and nothing is lost", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(schedulers)),
        fc.constantFrom(...kinds),
        fc.integer({ min: 0, max: 6 }),
        fc.record({
          every: fc.integer({ min: 1, max: us(200) }),
          hold: fc.integer({ min: us(1), max: us(200) }),
        }),
        fc.integer({ min: 1, max: 6 }),
        (scheduler, spinlocks, others, lock, threads) => {
          const given = { scheduler: scheduler(), spinlocks, others, lock, threads };
          const one = contended({ ...given, compute: ms(5) });
          const { cpu, spin } = one.finish();
          expect(cpu).toBe(threads * ms(5) + spin);
          for (const { run, ready, blocked, paused } of one.db.cpuUsage)
            expect(run + ready + blocked + paused).toBe(one.server.now);
          const again = contended({ ...given, compute: ms(5) });
          again.finish();
          expect(snapshot(again.server)).toBe(snapshot(one.server));
        },
      ),
      { numRuns: 15 },
    );
  });

  test.each(kinds)("is as it was after a revert: %s", (spinlocks) => {
    const { server, db } = contended({
      lock: { every: 1, hold: us(100) },
      compute: ms(60),
      spinlocks,
    });
    server.run(ms(87));
    db.snapshot("then");
    const finish = () => {
      const [job] = db.applications;
      const start = server.now;
      while (job?.state === "running") server.run(ms(1));
      return server.now - start;
    };
    const straight = finish();
    expect(straight).toBeGreaterThan(ms(140));
    db.revert("then");
    if (db.state === "paused") db.resume();
    expect(Math.abs(finish() - straight)).toBeLessThanOrEqual(ms(2));
  });
});

describe("lock-holder preemption", () => {
  const native = contended({ others: 4 }).finish();

  test("others on the same CPUs make the threads burn more on the lock than they do alone", () => {
    expect(native.spin).toBeGreaterThan(100 * contended().finish().spin);
  });

  test("pause-loop exiting leaves the guest when it spins, and less is burned", () => {
    const { spin, exits } = contended({ others: 4, spinlocks: "pause-loop exiting" }).finish();
    expect(exits.pause).toBeGreaterThan(0);
    expect(native.exits.pause).toBeUndefined();
    expect(spin).toBeLessThan(native.spin / 10);
  });

  test("paravirtual spinlocks halt and are woken by a hypercall, and less is burned", () => {
    const { spin, exits } = contended({ others: 4, spinlocks: "paravirtual" }).finish();
    expect(exits.hypercall).toBeGreaterThan(0);
    expect(exits.hlt).toBeGreaterThan(native.exits.hlt ?? NaN);
    expect(spin).toBeLessThan(native.spin / 10);
  });
});

describe("what makes no sense is refused, and changes nothing", () => {
  const any = (value: unknown): never => value as never;
  const job = (lock: unknown) => () => batch({ name: "job", compute: 1, lock: any(lock) });
  const { server, hypervisor } = (() => {
    const one = new Server({ cpus: 1, memory: GiB(8), disk: GiB(20) });
    return { server: one, hypervisor: one.install(new Hypervisor({ name: "hv" })) };
  })();
  const define = (spinlocks: unknown) => () =>
    hypervisor.define({ ...sized, name: "db", spinlocks: any(spinlocks) });
  test.each([
    ...[null, 7, "often", {}].map(
      (lock) => [`lock: ${shownInEnglish(described(lock))}`, job(lock)] as const,
    ),
    ...[0, -1, 0.5, NaN, "1"].flatMap((n) => [
      [`every: ${shownInEnglish(described(n))}`, job({ every: n, hold: 1 })] as const,
      [`hold: ${shownInEnglish(described(n))}`, job({ every: 1, hold: n })] as const,
    ]),
    ...["fast", null, 1].map(
      (kind) => [`spinlocks: ${shownInEnglish(described(kind))}`, define(kind)] as const,
    ),
  ])("%s", (_, ask) => {
    const before = snapshot(server);
    expect(refusal(ask).code).toBe("invalid-argument");
    expect(snapshot(server)).toBe(before);
  });

  test("messages", () => {
    expect(refusal(job({ every: 0, hold: 1 })).message).toMatchInlineSnapshot(
      `"application: cannot describe a batch job: lock.every is 0. Expected lock.every to be a whole number of at least 1. Hint: write every: us(90)."`,
    );
    expect(refusal(define("fast")).message).toMatchInlineSnapshot(
      `"hv: cannot define "db": spinlocks is "fast". Expected spinlocks to be "native" or "pause-loop exiting" or "paravirtual". Hint: write spinlocks: "native"."`,
    );
  });
});
