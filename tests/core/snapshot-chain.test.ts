// What a chain of layers costs: a read goes down to the layer that has the block, and the first write to a block of a
// new layer takes room in it.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BLOCK_SIZE, PhysicalDisk } from "../../src/host/disk.ts";
import { costs } from "../../src/host/costs.ts";
import { VirtualDisk } from "../../src/hypervisor/storage/virtual-disk.ts";
import { Simulation } from "../../src/simulation/simulation.ts";
import { batch, GiB, KiB, MiB, ms, profiles, seconds, service } from "../../src/stdlib/index.ts";
import type { Profile, VirtualMachine } from "../../src/stdlib/index.ts";
import { Hypervisor, Server } from "../../src/stdlib/index.ts";
import { install, small } from "./machine.ts";

const FREQUENCY = costs.cpuFrequency.value;
const lookup = (levels: number): number =>
  Math.round((levels * costs.layerLookup.value * 1e9) / FREQUENCY);

function machine(profile: Profile, rest: object = {}) {
  const server = new Server({ name: "pc", cpus: 4, memory: GiB(16), disk: GiB(100) });
  const hypervisor = new Hypervisor({ name: "hv", profile });
  install(server, hypervisor);
  const vm = hypervisor.create({ ...small, name: "shop", ...rest });
  server.run(seconds(10));
  return { server, hypervisor, vm };
}

const work = { read: MiB(1), requestSize: KiB(4) };
const requests = work.read / work.requestSize;

function deepen(vm: VirtualMachine, depth: number): void {
  for (let n = 0; n < depth; n++) vm.snapshot(`s${n}`);
}

const names = ["generic", "kvm", "xen", "esxi"] as const;

describe("reading through a chain of snapshots", () => {
  test.each(names.flatMap((name) => [1, 2, 5, 20].map((depth) => [name, depth] as const)))(
    "%s: each of %i layers costs a look-up a request",
    (name, depth) => {
      const flat = machine(profiles[name]).vm;
      const { vm } = machine(profiles[name]);
      deepen(vm, depth);
      expect(vm.diskUsage.depth).toBe(depth);
      const more = vm.time(work) - flat.time(work);
      expect(more / requests).toBeCloseTo(lookup(depth), -1);
      // Exit and look-ups are rounded to a nanosecond together.
      if (name === "generic")
        expect(Math.abs(more - requests * lookup(depth))).toBeLessThanOrEqual(requests);
    },
  );

  test("takes CPU time of the back end", () => {
    const [flat, deep] = [machine(profiles.kvm).vm, machine(profiles.kvm).vm];
    deepen(deep, 100);
    const more = deep.cpuTime(work) - flat.cpuTime(work);
    expect(more / requests / lookup(100)).toBeCloseTo(1, 1);
  });

  test("is cheap again for what was written since, and once the snapshots are deleted", () => {
    const { vm } = machine(profiles.generic);
    const before = vm.time(work);
    deepen(vm, 10);
    const deep = vm.time(work);
    expect(deep).toBeGreaterThan(before);
    for (let n = 0; n < 10; n++) {
      vm.deleteSnapshot(`s${n}`);
      expect(vm.diskUsage.depth).toBe(9 - n);
    }
    expect(vm.time(work)).toBe(before);
  });

  test("costs a linked clone as well, one layer more than its parent", () => {
    const { server, hypervisor, vm } = machine(profiles.generic);
    vm.shutdown();
    server.run(seconds(10));
    const clone = hypervisor.clone("shop", { name: "web", linked: true });
    expect(clone.diskUsage.depth).toBe(1);
    clone.start();
    server.run(seconds(10));
    const { vm: flat } = machine(profiles.generic);
    const more = clone.time(work) - flat.time(work);
    expect(Math.abs(more - requests * lookup(1))).toBeLessThanOrEqual(requests);
  });

  test.each([
    ["generic", "virtio", 1],
    ["generic", "virtio", 50],
    ["generic", "ide", 20],
    ["kvm", "virtio", 50],
    ["kvm", "ide", 50],
    ["xen", "virtio", 50],
    ["esxi", "virtio", 50],
    ["workstation", "virtio", 50],
    ["virtualBox", "ide", 50],
  ] as const)("takes a CPU for as long as it takes: %s, %s, %i layers", (name, diskBus, depth) => {
    const used = (layers: number) => {
      const { server, vm } = machine(profiles[name], { diskBus });
      deepen(vm, layers);
      const busy = () => server.cpuUsage.reduce((sum, one) => sum + one.busy, 0);
      const before = busy();
      const job = vm.launch(batch({ name: "r", compute: 1, ...work }));
      server.run(seconds(1));
      expect(job.state).toBe("finished");
      for (const one of server.cpuUsage) expect(one.busy + one.idle).toBe(server.now);
      return { busy: busy() - before, time: job.duration ?? 0 };
    };
    const [flat, deep] = [used(0), used(depth)];
    const asked = requests * lookup(depth);
    expect((deep.busy - flat.busy) / asked).toBeCloseTo(1, 1);
    expect((deep.time - flat.time) / asked).toBeCloseTo(1, 1);
  });
});

describe("the first write to a block after a snapshot", () => {
  const write = { write: MiB(1), requestSize: KiB(4) };
  const table = costs.diskLatency.value + Math.ceil((4096 * 1e9) / costs.diskBandwidth.value);

  test.each([0, 1, 3])("costs a write of the layer's table, with %i snapshots", (depth) => {
    const flat = machine(profiles.generic).vm;
    const { vm } = machine(profiles.generic);
    deepen(vm, depth);
    const more = vm.time(write) - flat.time(write);
    expect(more).toBe(depth === 0 ? 0 : requests * table);
  });

  test("and the next one to that block nothing", () => {
    const totals = (snapshots: number) => {
      const { vm, server } = machine(profiles.generic);
      const app = vm.launch(service({ name: "db", compute: ms(1), every: ms(100), write: KiB(4) }));
      deepen(vm, snapshots);
      return [1, 2].map((n) => {
        server.run(n === 1 ? ms(110) : ms(100));
        expect(app.requests.completed).toBe(n);
        return (app.responseTime?.mean ?? 0) * n;
      });
    };
    const [flat = 0] = totals(0);
    expect(totals(1)).toEqual([flat + table, 2 * flat + table]);
  });
});

test("of writes that are begun together, those that were there are known from those that were not", () => {
  const physical = new PhysicalDisk(new Simulation(), 400 * BLOCK_SIZE);
  const disk = new VirtualDisk(physical, "d", 8 * BLOCK_SIZE, "thick");
  disk.freeze();
  const place = (block: number) => ({ offset: block * BLOCK_SIZE, bytes: BLOCK_SIZE });
  const [first, again, other] = [place(0), place(0), place(4)];
  disk.take([first]);
  disk.take([again, other]);
  const allocates = [first, again, other].map((one) => disk.detour(one, "write")?.allocates);
  expect(allocates).toEqual([true, false, true]);
});

test("look-ups are those of going down block by block, in runs, whatever was written in which layer", () => {
  const blocks = 12;
  const step = fc.record({
    at: fc.nat(blocks - 1),
    length: fc.integer({ min: 1, max: 4 }),
    freeze: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.nat(blocks - 1), (steps, from) => {
      const physical = new PhysicalDisk(new Simulation(), 400 * BLOCK_SIZE);
      const disk = new VirtualDisk(physical, "d", blocks * BLOCK_SIZE, "thin");
      // For each layer, from the top, the blocks that it has.
      let layers: Set<number>[] = [new Set()];
      for (const { at, length, freeze } of steps) {
        const end = Math.min(blocks, at + length);
        disk.take([{ offset: at * BLOCK_SIZE, bytes: (end - at) * BLOCK_SIZE }]);
        for (let block = at; block < end; block++) layers[0]?.add(block);
        if (!freeze) continue;
        disk.freeze();
        layers = [new Set(), ...layers];
      }
      const runs = (wanted: readonly number[]): number =>
        wanted.filter((block, n) => n === 0 || wanted[n - 1] !== block - 1).length;
      let wanted = Array.from({ length: blocks - from }, (_, n) => from + n);
      let expected = 0;
      for (const layer of layers.slice(0, -1)) {
        wanted = wanted.filter((block) => !layer.has(block));
        expected += runs(wanted);
      }
      const place = { offset: from * BLOCK_SIZE, bytes: (blocks - from) * BLOCK_SIZE };
      expect(disk.detour(place, "read")?.lookups ?? 0).toBe(expected);
      expect(disk.depth).toBe(layers.length - 1);
    }),
  );
});
