import { describe, expect, test } from "vitest";
import {
  batch,
  costs,
  GiB,
  Hypervisor,
  MiB,
  overcommit,
  PAGE_SIZE,
  seconds,
  Server,
} from "../../src/stdlib/index.ts";
import type { OvercommitSpec, VirtualMachine } from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";

/** So many machines with one operating system, after the scan has seen all of them. */
function alike(machines: number, options: OvercommitSpec = {}, image = small.image) {
  const server = new Server({ cpus: 4, memory: GiB(8), disk: GiB(200) });
  const hypervisor = server.install(new Hypervisor({ memory: overcommit(options) }));
  const vms = Array.from({ length: machines }, (_, n) =>
    hypervisor.create({
      name: `vm${n}`,
      ...small,
      disk: GiB(5),
      image: n === 0 ? small.image : image,
    }),
  );
  server.run(seconds(60));
  return { server, hypervisor, vms };
}

/** The part of what machines have in memory that sharing saves, and the part that is shared. */
function sharing({ hypervisor, vms }: ReturnType<typeof alike>) {
  const resident = vms.reduce((sum, vm) => sum + vm.memoryUsage.resident, 0);
  const shared = vms.reduce((sum, vm) => sum + vm.memoryUsage.shared, 0);
  return { shared: shared / resident, saved: (hypervisor.memoryUsage?.saved ?? 0) / resident };
}

const first = (vms: readonly VirtualMachine[]) =>
  vms.slice(0, 2) as [VirtualMachine, VirtualMachine];

describe("pages of one operating system", () => {
  test("are shared by machines that run it, one frame for all of them", () => {
    const world = alike(5);
    const { shared, saved } = sharing(world);
    expect(shared).toBeGreaterThan(0.5);
    expect(shared).toBeLessThanOrEqual(costs.equalPages.value / 100);
    // Of five equal pages four are saved.
    expect(saved / shared).toBeCloseTo(4 / 5, 6);
    expect(world.server.trace.of("memory", "vm1").map(({ action }) => action)).toContain("share");
  });

  test("are not shared with another operating system, by one machine alone, or unless it is asked for", () => {
    expect(sharing(alike(1))).toEqual({ shared: 0, saved: 0 });
    expect(sharing(alike(2, {}, "debian-12"))).toEqual({ shared: 0, saved: 0 });
    expect(sharing(alike(3, { pageSharing: false }))).toEqual({ shared: 0, saved: 0 });
  });

  test("are the last machine's own again when the others are gone", () => {
    const world = alike(3);
    const [a] = first(world.vms);
    const { resident } = a.memoryUsage;
    for (const vm of world.vms.slice(1)) vm.destroy();
    expect(a.memoryUsage).toMatchObject({ resident, shared: 0 });
    expect(world.hypervisor.memoryUsage).toMatchObject({ backing: resident, saved: 0 });
    a.destroy();
    expect(world.server.free.memory).toBe(GiB(7));
  });

  test("give way to another machine's reservation", () => {
    const server = new Server({ cpus: 4, memory: GiB(2), disk: GiB(200) });
    const hypervisor = server.install(new Hypervisor({ memory: overcommit() }));
    const vms = ["a", "b", "c"].map((name) => hypervisor.create({ name, ...small }));
    server.run(seconds(30));
    expect(vms[0]?.memoryUsage.shared).toBeGreaterThan(MiB(20));
    const reservation = MiB(1014);
    const hog = hypervisor.create({ name: "hog", ...small, memory: reservation, reservation });
    server.run(seconds(3));
    hog.launch(batch({ name: "all", compute: seconds(4), memory: MiB(1010) }));
    server.run(seconds(10));
    expect(hog.memoryUsage.resident).toBe(reservation);
    expect(hypervisor.memoryUsage?.backing).toBeLessThanOrEqual(GiB(1));
    for (const vm of vms) expect(vm.memoryUsage.resident).toBeLessThan(MiB(20));
  });
});

describe("pages that programs wrote", () => {
  test("share a frame when their bytes are equal, until one is written to", () => {
    const { server, hypervisor, vms } = alike(2);
    const [a, b] = first(vms);
    a.guest.write(MiB(64), "the same");
    b.guest.write(MiB(80), "the same");
    b.guest.write(MiB(96), "another");
    const before = hypervisor.memoryUsage?.saved ?? 0;
    server.run(seconds(30));
    expect(a.guest.translate(MiB(64)).hpa).toBe(b.guest.translate(MiB(80)).hpa);
    expect(b.guest.translate(MiB(96)).hpa).not.toBe(b.guest.translate(MiB(80)).hpa);
    expect(hypervisor.memoryUsage?.saved).toBe(before + PAGE_SIZE);
    b.guest.write(MiB(80), "THE");
    expect(a.guest.readText(MiB(64), 16)).toBe("the same");
    expect(b.guest.readText(MiB(80), 16)).toBe("THE same");
    expect(a.guest.translate(MiB(64)).hpa).not.toBe(b.guest.translate(MiB(80)).hpa);
    expect(hypervisor.memoryUsage?.saved).toBe(before);
    expect(server.trace.of("exit", "b").length).toBe(0);
    expect(server.trace.of("exit", "vm1").at(-1)).toMatchObject({
      reason: "guest-page-fault",
      detail: {
        code: "page-fault",
        stage: "stage-2",
        access: "store",
        address: 0x500_0000,
        cause: "shared",
      },
    });
    // The copy is written to once more: nothing is shared, so nothing faults.
    const exits = server.trace.of("exit", "vm1").length;
    b.guest.write(MiB(80), "again");
    expect(server.trace.of("exit", "vm1").length).toBe(exits);
    server.run(seconds(1));
    expect(server.trace.of("memory", "vm1").at(-1)).toMatchObject({
      action: "cow",
      bytes: PAGE_SIZE,
    });
  });

  test("survive that the machine they are shared with is switched off", () => {
    const { server, vms } = alike(2);
    const [a, b] = first(vms);
    for (const vm of [a, b]) vm.guest.write(MiB(64), "the same");
    server.run(seconds(30));
    a.destroy();
    expect(b.guest.readText(MiB(64), 16)).toBe("the same");
    b.destroy();
    expect(server.free.memory).toBe(GiB(7));
  });
});
