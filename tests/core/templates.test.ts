// Machines that are there to be cloned, and clones of what a snapshot kept.

import { describe, expect, test } from "vitest";
import { GiB, ms, seconds, service } from "../../src/stdlib/index.ts";
import type { VirtualMachine } from "../../src/stdlib/index.ts";
import { machineIn, rack, refusal, sized, small, snapshot } from "./machine.ts";

function golden() {
  const { server, hypervisor } = rack();
  const vm = hypervisor.define({ name: "golden", ...sized }).install(small.image);
  return { server, hypervisor, vm };
}

const sector = (vm: VirtualMachine) =>
  new TextDecoder().decode(vm.guest.readDisk(9000)).replace(/\0+$/, "");

/** What was written to the disk is on it, and the machine is off. */
function written(vm: VirtualMachine, text: string): VirtualMachine {
  vm.start().guest.writeDisk(9000, text);
  return vm.destroy();
}

/** What is on the disk. */
function read(vm: VirtualMachine): string {
  const text = sector(vm.start());
  vm.destroy();
  return text;
}

describe("linked clones", () => {
  test("have what was on the disk when each was made, whatever was written before and since", () => {
    const { hypervisor, vm } = golden();
    const clone = (name: string) => hypervisor.clone("golden", { name, linked: true });
    const clones = [clone("a"), clone("b")];
    written(vm, "first");
    clones.push(clone("c"), clone("d"));
    vm.snapshot("now");
    clones.push(clone("e"));
    written(vm, "second");
    clones.push(clone("f"), clone("g"));
    vm.deleteSnapshot("now");
    written(vm, "third");
    expect(clones.map(read)).toEqual(["", "", "first", "first", "first", "second", "second"]);
  });

  test("of a clone keep that one, and not the one it was made of", () => {
    const { server, hypervisor, vm } = golden();
    const [one, two] = ["one", "two"].map((name, n) =>
      hypervisor.clone(["golden", "one"][n] ?? "", { name, linked: true }),
    ) as [VirtualMachine, VirtualMachine];
    for (const needed of [vm, one])
      expect(refusal(() => needed.undefine()).code).toBe("resource-busy");
    for (const unneeded of [two, one, vm]) unneeded.undefine();
    expect(server.allocated.disk).toBe(GiB(4));
  });
});

describe("a template", () => {
  test("is cloned, in full or linked, and the clones start", () => {
    const { server, hypervisor, vm } = golden();
    expect([vm.isTemplate, vm.markAsTemplate(), vm.isTemplate]).toEqual([false, vm, true]);
    const clones = [false, true].map((linked, n) =>
      hypervisor.clone("golden", { name: `web-${n}`, linked }).start(),
    );
    server.run(seconds(10));
    expect(clones.map(({ booted, isTemplate }) => [booted, isTemplate])).toEqual([
      [true, false],
      [true, false],
    ]);
  });

  test.each<[string, (vm: VirtualMachine) => unknown]>([
    ["started", (vm) => vm.start()],
    ["installed anew", (vm) => vm.install("debian-12")],
    ["reverted", (vm) => vm.revert("clean")],
  ])("is not %s, and is the same afterwards", (_, act) => {
    const { server, vm } = golden();
    vm.snapshot("clean").markAsTemplate();
    const before = snapshot(server);
    const error = refusal(() => act(vm));
    expect([error.code, error.found.startsWith("it is a template")]).toEqual([
      "operation-invalid",
      true,
    ]);
    expect(snapshot(server)).toBe(before);
  });

  test("is a machine again when it is marked so, and can be removed", () => {
    const { vm } = golden();
    expect(vm.markAsTemplate().markAsVirtualMachine().start().state).toBe("running");
    expect(vm.destroy().markAsTemplate().undefine().state).toBe("undefined");
  });

  test.each(["running", "paused", "crashed", "undefined"] as const)(
    "cannot be made of a machine that is %s",
    (state) => {
      const { server, vm } = machineIn(state);
      const before = snapshot(server);
      for (const act of [() => vm.markAsTemplate(), () => vm.markAsVirtualMachine()])
        expect(refusal(act).code).toBe(state === "undefined" ? "no-domain" : "operation-invalid");
      expect([snapshot(server), vm.isTemplate]).toEqual([before, false]);
    },
  );
});

describe("a clone of a snapshot", () => {
  /** A machine that runs, and has changed since its snapshot. */
  function changed() {
    const { server, hypervisor, vm } = golden();
    vm.start();
    server.run(seconds(10));
    vm.guest.writeDisk(9000, "before");
    vm.launch(service({ name: "web", compute: ms(1), every: ms(10) }));
    vm.snapshot("clean");
    vm.guest.writeDisk(9000, "after");
    vm.launch(service({ name: "virus", compute: ms(1), every: ms(10) }));
    return { server, hypervisor, vm };
  }

  test.each([true, false])(
    "has what was on the disk then, and its services, linked: %s",
    (linked) => {
      const { server, hypervisor, vm } = changed();
      const free = server.free.disk;
      const clone = hypervisor.clone("golden", { name: "web-1", linked, snapshot: "clean" });
      expect(server.free.disk).toBe(free - (linked ? 0 : GiB(1)));
      clone.start();
      server.run(seconds(10));
      expect([sector(clone), sector(vm)]).toEqual(["before", "after"]);
      expect(clone.applications.map(({ name }) => name)).toEqual(["web"]);
      clone.guest.writeDisk(9000, "its own");
      vm.revert("clean");
      expect([sector(clone), sector(vm)]).toEqual(["its own", "before"]);
    },
  );

  test("outlives the snapshot, and a linked one keeps its parent", () => {
    const { server, hypervisor, vm } = changed();
    const clone = hypervisor.clone("golden", { name: "web-1", linked: true, snapshot: "clean" });
    vm.deleteSnapshot("clean").destroy();
    expect(refusal(() => vm.undefine()).code).toBe("resource-busy");
    clone.start();
    server.run(seconds(10));
    expect(sector(clone)).toBe("before");
    clone.destroy().undefine();
    vm.undefine();
    expect(server.allocated.disk).toBe(GiB(4));
  });

  test("needs a snapshot of that name; without one the machine must be off", () => {
    const { server, hypervisor } = changed();
    const before = snapshot(server);
    const clone = (more: object) => () => hypervisor.clone("golden", { name: "x", ...more });
    expect(refusal(clone({ snapshot: "clear" })).code).toBe("no-snapshot");
    expect(refusal(clone({ snapshot: 3 })).code).toBe("no-snapshot");
    expect(refusal(clone({})).code).toBe("operation-invalid");
    expect(snapshot(server)).toBe(before);
  });
});
