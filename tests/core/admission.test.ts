import { describe, expect, test } from "vitest";
import { GiB, Hypervisor, MiB, Server } from "../../src/stdlib/index.ts";
import { rack, refusal, sized, small, snapshot } from "./machine.ts";

describe("the hypervisor admits what the server really has", () => {
  test("the hypervisor itself takes memory and disk", () => {
    const { server } = rack();
    expect(server.allocated).toEqual({ cpus: 0, memory: GiB(1), disk: GiB(4) });
    expect(server.free).toEqual({ cpus: 4, memory: GiB(31), disk: GiB(496) });
  });

  test("disk is taken by define, memory and virtual CPUs by start, all of it given back", () => {
    const { server, hypervisor } = rack();
    const bare = server.allocated;
    const vm = hypervisor.define({ name: "shop", vcpus: 2, memory: GiB(8), disk: GiB(40) });
    expect(server.allocated).toEqual({ ...bare, disk: bare.disk + GiB(40) });
    vm.start();
    expect(server.allocated).toEqual({
      cpus: 2,
      memory: bare.memory + GiB(8),
      disk: bare.disk + GiB(40),
    });
    vm.destroy().undefine();
    expect(server.allocated).toEqual(bare);
  });

  test("the last byte of memory can be given, and not one page more", () => {
    const { server, hypervisor } = rack();
    const rest = server.free.memory;
    const page = { ...sized, memory: 4096 };
    hypervisor.define({ name: "all", ...sized, memory: rest }).start();
    expect(server.free.memory).toBe(0);
    const one = hypervisor.define({ name: "one", ...page });
    expect(refusal(() => one.start()).code).toBe("insufficient-memory");
  });

  test("virtual CPUs of all machines may exceed the physical ones, those of one machine may not", () => {
    const { server, hypervisor } = rack();
    for (const name of ["a", "b", "c"]) hypervisor.create({ name, ...small, vcpus: 4 });
    expect([server.allocated.cpus, server.free.cpus]).toEqual([12, 0]);
    const wide = hypervisor.define({ name: "wide", ...sized, vcpus: 5 });
    expect(refusal(() => wide.start()).message).toMatchInlineSnapshot(
      `"hv: cannot start "wide": it has 5 virtual CPUs. Expected at most 4 virtual CPUs, as many as "rack-1" has physical ones. Hint: define it with fewer."`,
    );
  });
});

describe("refusals of create and install", () => {
  const { server, hypervisor } = rack();
  hypervisor.create({
    name: "shop",
    vcpus: 2,
    memory: GiB(20),
    disk: GiB(400),
    image: "debian-12",
  });
  const before = snapshot(server);
  const ask = { name: "new", vcpus: 1, memory: GiB(1), disk: GiB(10), image: "debian-12" };

  test.each([
    ["name taken", "domain-exists", { name: "shop" }],
    ["too much memory", "insufficient-memory", { memory: GiB(12) }],
    ["too much disk", "insufficient-disk", { disk: GiB(100) }],
    ["no such image", "no-image", { image: "ubuntu-24.10" }],
    ["an image larger than the disk", "insufficient-disk", { image: "windows-11" }],
    ["more virtual CPUs than physical ones", "insufficient-cpus", { vcpus: 8 }],
  ])("%s: %s, and nothing of it was done", (_, code, wrong) => {
    expect(refusal(() => hypervisor.create({ ...ask, ...wrong })).code).toBe(code);
    expect(snapshot(server)).toBe(before);
  });

  test("a refused create leaves no trace in the addresses given out later", () => {
    const macOf = (refuse: boolean) => {
      const { hypervisor } = rack();
      if (refuse) refusal(() => hypervisor.create({ ...ask, memory: GiB(64) }));
      return hypervisor.define({ name: "shop", ...sized }).mac;
    };
    expect(macOf(true)).toBe(macOf(false));
  });

  test("messages", () => {
    const message = (wrong: object) =>
      refusal(() => hypervisor.create({ ...ask, ...wrong })).message;
    expect(message({ name: "shop" })).toMatchInlineSnapshot(
      `"hv: cannot create "shop": a machine of that name exists and is running. Expected a name that is not taken. Hint: choose another name, or undefine() the one there is."`,
    );
    expect(message({ memory: GiB(12) })).toMatchInlineSnapshot(
      `"hv: cannot create "new": 11 GiB of 32 GiB is free. Expected at least 12 GiB of free memory. Hint: shutdown() or destroy() a machine to get its memory back, or ask for less."`,
    );
    expect(message({ disk: GiB(100) })).toMatchInlineSnapshot(
      `"hv: cannot create "new": 96 GiB of 500 GiB is free. Expected at least 100 GiB of free disk. Hint: undefine() a machine that is no longer needed, or ask for a smaller disk."`,
    );
    expect(message({ image: "ubuntu" })).toMatchInlineSnapshot(
      `"hv: cannot create "new": there is no image "ubuntu". Expected the name of an image in the catalogue. Hint: did you mean "ubuntu-24.04"."`,
    );
    expect(message({ image: "zzz" })).toMatchInlineSnapshot(
      `"hv: cannot create "new": there is no image "zzz". Expected the name of an image in the catalogue. Hint: there are ubuntu-24.04, debian-12, alpine-3.21, windows-server-2022, windows-11, macos-11, freebsd-14."`,
    );
    expect(message({ image: "windows-11" })).toMatchInlineSnapshot(
      `"hv: cannot create "new": its disk has 10 GiB. Expected a disk of at least 64 GiB for Windows 11. Hint: undefine() it and define it with a larger disk, or choose a smaller system."`,
    );
    expect(refusal(() => hypervisor.lookup("shpo")).message).toMatchInlineSnapshot(
      `"hv: cannot look up "shpo": there is no machine of that name. Expected the name of a defined machine. Hint: there is "shop"."`,
    );
  });
});

describe("a hypervisor is installed once, on a bare server", () => {
  test("not on a server that has one", () => {
    const { server } = rack();
    expect(refusal(() => server.install(new Hypervisor())).message).toMatchInlineSnapshot(
      `"rack-1: cannot install "hypervisor": "hv" runs on it. Expected a bare server. Hint: build another Server for it."`,
    );
  });
  test("not on two servers", () => {
    const { hypervisor } = rack();
    const other = new Server({ cpus: 1, memory: GiB(4), disk: GiB(40) });
    expect(refusal(() => other.install(hypervisor)).code).toBe("already-installed");
  });
  test("not on one too small for it", () => {
    const tiny = new Server({ cpus: 1, memory: MiB(512), disk: GiB(40) });
    expect(refusal(() => tiny.install(new Hypervisor())).code).toBe("insufficient-memory");
    expect(tiny.free.memory).toBe(MiB(512));
  });
  test("before that it manages nothing", () => {
    const message = refusal(() => new Hypervisor().define({ name: "a", ...sized })).message;
    expect(message).toMatchInlineSnapshot(
      `"hypervisor: cannot manage machines: it is not installed. Expected a hypervisor installed on a server. Hint: server.install(hypervisor) first."`,
    );
  });
});
