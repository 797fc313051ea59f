import { expect, test } from "vitest";
import { ClockRate } from "../../src/host/clock-rate.ts";
import { WorkloadGuest } from "../../src/hypervisor/workload/workload-guest.ts";
import { Random } from "../../src/simulation/random.ts";
import { Simulation } from "../../src/simulation/simulation.ts";
import { batch, costs, GiB, KiB, ms, osImages, service } from "../../src/stdlib/index.ts";

const clock = new ClockRate(costs.cpuFrequency.value);

/** A guest on no hypervisor at all: the test runs its virtual CPUs by hand. */
function guest(simulation = new Simulation()) {
  const image = osImages.find(({ id }) => id === "alpine-3.21");
  const engine = new WorkloadGuest({
    simulation,
    random: new Random(1),
    vcpus: 2,
    memory: GiB(1),
    image,
    clock: () => clock,
    wake: () => undefined,
    replan: () => undefined,
    report: () => undefined,
  });
  return { simulation, engine };
}

test("what is saved is plain data, and a guest restored from it at any time saves the same", () => {
  const { simulation, engine } = guest();
  engine.boot();
  engine.launch(
    service({ name: "web", compute: ms(3), every: ms(4), arrivals: "poisson", threads: 2 }),
  );
  engine.launch(batch({ name: "job", compute: ms(9), read: KiB(64), hypercalls: 2, threads: 3 }));
  const seen = { idle: 0, waiting: 0, queued: 0, up: 0 };
  for (let step = 0; step < 3000; step++) {
    const exit = engine.run(step % 2, ms(1));
    simulation.runUntil(simulation.now + exit.elapsed);
    const state = engine.save();
    if (exit.reason === "mmio" && exit.request.tag !== undefined) engine.complete(exit.request.tag);
    if (step % 10 > 0) continue;
    const later = new Simulation();
    later.runUntil(step * 777);
    const copy = guest(later).engine;
    const requests = copy.restore(JSON.parse(JSON.stringify(state)) as typeof state);
    expect(copy.save()).toEqual(state);
    expect(requests).toEqual(state.waiting.map(({ request }) => request));
    // Both threads of the service are somewhere, once it has begun.
    const [web] = state.applications;
    const busy = [...state.ready, ...state.current, ...state.waiting.map(({ task }) => task)];
    const threads = busy.filter((task) => task?.application === 0).length + (web?.idle.length ?? 0);
    expect(threads).toBe(state.up ? 2 : 0);
    seen.idle += web?.idle.length ?? 0;
    seen.waiting += state.waiting.length;
    seen.queued += web?.queue.length ?? 0;
    seen.up += state.up ? 1 : 0;
  }
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
});
