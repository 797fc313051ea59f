import { describe, expect, test } from "vitest";
import { batch, GiB, KiB, ms, seconds, service } from "../../src/stdlib/index.ts";
import { rack, refusal, small } from "./machine.ts";

/** A run with everything in it; `pieces` is how the time is cut up. */
function story(seed: number, arrivals: "regular" | "poisson", pieces = 1) {
  const { server, hypervisor } = rack({ seed, cpus: 2 });
  const run = (duration: number) => {
    for (let i = 0; i < pieces; i++) server.run(duration / pieces);
  };
  const vms = ["a", "b", "c"].map((name) => hypervisor.create({ name, ...small }));
  for (const vm of vms) {
    vm.launch(
      service({
        name: "web",
        compute: ms(3),
        every: ms(10),
        arrivals,
        write: KiB(4),
        send: KiB(100),
      }),
    );
  }
  run(seconds(4));
  vms[0]?.launch(batch({ name: "job", compute: ms(700), read: 10_000_000 }));
  refusal(() => hypervisor.create({ name: "d", ...small, memory: GiB(64) }));
  vms[1]?.suspend();
  run(seconds(1));
  vms[1]?.resume();
  vms[2]?.reboot();
  run(seconds(3));
  vms[0]?.shutdown();
  vms[2]?.destroy();
  run(seconds(2));
  return { trace: JSON.stringify(server.trace), model: JSON.stringify(server) };
}

describe("determinism", () => {
  test.each(["regular", "poisson"] as const)(
    "one seed, %s arrivals: byte-identical trace and model",
    (arrivals) => {
      expect(story(7, arrivals)).toEqual(story(7, arrivals));
    },
  );

  test("another seed gives another trace", () => {
    expect(story(7, "poisson").trace).not.toBe(story(8, "poisson").trace);
  });

  test("it does not matter in how many steps time passes", () => {
    expect(story(7, "poisson", 8)).toEqual(story(7, "poisson"));
  });

  test("the trace is plain data in the order of time", () => {
    const records = JSON.parse(story(7, "poisson").trace) as { time: number }[];
    expect(records.length).toBeGreaterThan(1000);
    records.slice(1).forEach(({ time }, i) => {
      expect(time).toBeGreaterThanOrEqual(records[i]?.time ?? 0);
    });
  });
});
