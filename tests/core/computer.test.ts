// Verbs for beginners: a computer that is ready, a machine by the name of its image, and what work takes in it.

import { describe, expect, test } from "vitest";
import {
  batch,
  formatDuration,
  service,
  computer,
  GiB,
  Hypervisor,
  HostOs,
  KiB,
  MiB,
  minutes,
  osImages,
  profiles,
  seconds,
} from "../../src/stdlib/index.ts";
import { rack, refusal, small } from "./machine.ts";

describe("a computer", () => {
  test("is bare, and of a usual size, unless told otherwise", () => {
    const { capacity, os, name, software } = computer();
    expect({ ...capacity, os, name, software }).toEqual({
      ...{ cpus: 4, memory: GiB(16), disk: GiB(500) },
      ...{ name: "computer", os: undefined, software: undefined },
    });
    expect(computer({ cpus: 1, name: "pc" }).capacity.cpus).toBe(1);
  });

  test("has the operating system that it was asked for", () => {
    const laptop = computer({ os: "windows-11" });
    expect(laptop.os).toBeInstanceOf(HostOs);
    expect(laptop.os?.image.id).toBe("windows-11");
    expect(laptop.software).toBe(laptop.os);
  });

  test.each([
    ["a product of type 2 on the operating system", { os: "windows-11" }, profiles.virtualBox],
    ["KVM on Linux", { os: "ubuntu-24.04" }, profiles.kvm],
    ["a product of type 1 on the hardware", {}, profiles.esxi],
  ])("takes %s", (_, spec, product) => {
    const pc = computer(spec);
    const hypervisor = pc.install(product);
    expect(hypervisor).toBeInstanceOf(Hypervisor);
    expect(hypervisor.profile).toBe(product);
    expect(pc.os ? pc.os.hosted : pc.software).toBe(hypervisor);
  });

  test.each([
    ["type 1 where an operating system is", { os: "ubuntu-24.04" }, profiles.esxi],
    ["type 2 where none is", {}, profiles.virtualBox],
    ["VirtualBox' Linux rule: KVM on Windows", { os: "windows-11" }, profiles.kvm],
  ])("refuses %s, and nothing changed", (_, spec, product) => {
    const pc = computer(spec);
    const before = JSON.stringify(pc);
    expect(refusal(() => pc.install(product)).code).toBe("config-unsupported");
    expect(JSON.stringify(pc)).toBe(before);
  });

  test.each([
    ["an image that there is not", () => computer({ os: "windows-3.1" }), "no-image"],
    ["no options", () => computer(null as never), "invalid-argument"],
    ["half a CPU", () => computer({ cpus: 0.5 }), "invalid-argument"],
    [
      "too little memory",
      () => computer({ os: "windows-11", memory: GiB(1) }),
      "insufficient-memory",
    ],
    ["what is no software", () => computer().install(7 as never), "invalid-argument"],
    ["nothing to install", () => computer().install(undefined as never), "invalid-argument"],
  ])("is refused for %s", (_, build, code) => {
    expect(refusal(build).code).toBe(code);
  });

  test("tells the whole story in five lines", () => {
    const laptop = computer({ os: "windows-11" });
    const virtualBox = laptop.install(profiles.virtualBox);
    const ubuntu = virtualBox.create("ubuntu-24.04");
    laptop.run(minutes(1));
    expect(ubuntu.booted).toBe(true);
    expect(laptop.layers().map(({ kind }) => kind)).toEqual([
      ...["hardware", "host-os", "hypervisor", "guest-os"],
    ]);
  });
});

describe("a machine by the name of its image", () => {
  test.each(osImages.map((image) => [image.id, image] as const))(
    "has the size that is recommended for %s, and boots",
    (id, { recommended, minimumMemory, minimumDisk }) => {
      const { server, hypervisor } = rack();
      const vm = hypervisor.create(id);
      const { vcpus, memory, disk } = vm;
      expect({ vcpus, memory, disk }).toEqual(recommended);
      expect(memory).toBeGreaterThanOrEqual(minimumMemory);
      expect(disk).toBeGreaterThanOrEqual(minimumDisk);
      server.run(minutes(1));
      expect(vm.booted).toBe(true);
    },
  );

  test("is named after its system, with a number from the second on", () => {
    const { hypervisor } = rack();
    const ids = ["debian-12", "debian-12", "ubuntu-24.04", "debian-12"];
    expect(ids.map((id) => hypervisor.create(id).name)).toEqual([
      ...["debian", "debian-2", "ubuntu", "debian-3"],
    ]);
  });

  test("is otherwise as is said beside the name", () => {
    const { hypervisor } = rack();
    const { name, vcpus, memory } = hypervisor.create("debian-12", { name: "shop", vcpus: 2 });
    expect({ name, vcpus, memory }).toEqual({ name: "shop", vcpus: 2, memory: MiB(512) });
  });

  test.each([
    ["ubuntu", {}, "no-image"],
    ["", {}, "no-image"],
    ["debian-12", { memory: GiB(64) }, "insufficient-memory"],
    ["debian-12", { disk: GiB(1) }, "insufficient-disk"],
    ["debian-12", { name: "no spaces" }, "invalid-argument"],
  ])("%j with %j is refused: %s", (image, given, code) => {
    const { hypervisor } = rack();
    expect(refusal(() => hypervisor.create(image, given)).code).toBe(code);
    expect(hypervisor.domains()).toEqual([]);
  });
});

describe("what work takes in a machine", () => {
  test("waits for the boot, and is the work alone", () => {
    const { hypervisor } = rack();
    const vm = hypervisor.create({ name: "shop", ...small });
    const time = vm.time({ compute: seconds(1) });
    expect(time).toBeGreaterThanOrEqual(seconds(1));
    expect(time).toBeLessThan(seconds(1.1));
  });

  test("is the same whether measured first or later", () => {
    const measure = (first: boolean) => {
      const vm = rack().hypervisor.create({ name: "shop", ...small });
      if (!first) vm.time({ compute: seconds(2) });
      return vm.cpuTime({ read: KiB(4) });
    };
    expect(measure(true)).toBe(measure(false));
  });

  test("counts the exits of that time alone, and those that did not occur as 0", () => {
    const { hypervisor } = rack();
    const vm = hypervisor.create({ name: "shop", ...small });
    const { exits } = vm.measure({ compute: 1, hypercalls: 7 });
    expect(exits.hypercall).toBe(7);
    expect(exits.pause).toBe(0);
    expect(vm.measure({ compute: 1 }).exits.hypercall).toBe(0);
  });

  test("finds another name where a job of a cell is called job", () => {
    const { hypervisor } = rack();
    const vm = hypervisor.create({ name: "shop", ...small });
    vm.measure({ compute: 1 });
    vm.measure({ compute: 1 });
    expect(vm.applications.map(({ name }) => name)).toEqual(["job", "job-2"]);
  });

  test.each([
    ["off", (vm: ReturnType<typeof booted>) => vm.destroy(), "operation-invalid"],
    ["paused", (vm: ReturnType<typeof booted>) => vm.suspend(), "operation-invalid"],
    ["undefined", (vm: ReturnType<typeof booted>) => vm.destroy().undefine(), "no-domain"],
  ])("is refused in a machine that is %s", (_, stop, code) => {
    const vm = booted();
    stop(vm);
    const error = refusal(() => vm.time({ compute: 1 }));
    expect(error.code).toBe(code);
  });

  test("is refused for work that is none", () => {
    expect(refusal(() => booted().time(null as never)).code).toBe("invalid-argument");
    expect(refusal(() => booted().time({ compute: -1 })).code).toBe("invalid-argument");
  });
});

function booted() {
  const { server, hypervisor } = rack();
  const vm = hypervisor.create({ name: "shop", ...small });
  server.run(seconds(10));
  return vm;
}

test("the duration of a job is known when it is done; a service has none", () => {
  const { server, hypervisor } = rack();
  const vm = hypervisor.create({ name: "shop", ...small });
  server.run(seconds(10));
  const job = vm.launch(batch({ name: "job", compute: seconds(1) }));
  const web = vm.launch(service({ name: "web", compute: 1, every: seconds(10) }));
  expect([job.duration, web.duration]).toEqual([undefined, undefined]);
  server.run(seconds(5));
  expect(job.duration).toBe(job.responseTime?.max);
  expect(job.duration).toBeGreaterThanOrEqual(seconds(1));
  expect([formatDuration(web.duration), formatDuration(seconds(1))]).toEqual(["—", "1 s"]);
});
