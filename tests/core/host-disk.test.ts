// The same damage in a machine and on the host OS: a snapshot brings the one back, and nothing the other.

import { describe, expect, test } from "vitest";
import fc from "fast-check";
import {
  batch,
  GiB,
  HostOs,
  Hypervisor,
  ms,
  profiles,
  SECTOR_SIZE,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import { refusal, small, snapshot } from "./machine.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));

function desktop(image = "ubuntu-24.04") {
  const server = new Server({ name: "pc", cpus: 2, memory: GiB(16), disk: GiB(100) });
  const host = server.install(new HostOs({ image, name: "desktop" }));
  const hypervisor = host.install(new Hypervisor({ name: "hv", profile: profiles.virtualBox }));
  const shop = hypervisor.create({ name: "shop", ...small });
  server.run(seconds(10));
  return { server, host, hypervisor, shop };
}
const guestEvents = (server: Server, subject: string) =>
  server.trace.of("guest", subject).map(({ event }) => event);

describe("a host OS and the server's disk", () => {
  test("what is written is read again, and the rest of the sector is zeros", () => {
    const { host } = desktop();
    fc.assert(
      fc.property(fc.nat(20_000_000), fc.uint8Array({ maxLength: SECTOR_SIZE }), (sector, data) => {
        host.writeDisk(sector, data);
        const read = host.readDisk(sector);
        expect(read.subarray(0, data.length)).toEqual(data);
        expect(read.subarray(data.length).every((byte) => byte === 0)).toBe(true);
      }),
    );
  });

  test("its first sector says what it boots", () => {
    expect(text(desktop("windows-11").host.readDisk(0))).toBe("windows-11");
  });

  test("guests' disks are data like any other: it reads what a guest wrote, and destroys it", () => {
    const { host, shop } = desktop();
    shop.guest.writeDisk(0, "in the guest");
    const first = GiB(2.5) / SECTOR_SIZE;
    expect(text(host.readDisk(first))).toBe("in the guest");
    host.writeDisk(first, "from outside");
    expect(text(shop.guest.readDisk(0))).toBe("from outside");
  });

  test("what it writes to free blocks reaches no machine that gets the place later", () => {
    const { server, host, hypervisor } = desktop();
    const free = server.capacity.disk / SECTOR_SIZE - 1;
    host.writeDisk(free, "left behind");
    const rest = { name: "rest", vcpus: 1, memory: GiB(1), image: "alpine-3.21" };
    const vm = hypervisor.create({ ...rest, disk: server.free.disk });
    expect(text(vm.guest.readDisk(vm.disk / SECTOR_SIZE - 1))).toBe("");
  });

  test("bad input is refused, and changes nothing", () => {
    const { server, host } = desktop();
    const before = [snapshot(server), host.readDisk(0)];
    const end = server.capacity.disk / SECTOR_SIZE;
    const asked: [() => unknown, string][] = [
      [() => host.writeDisk(end, "x"), "io-error"],
      [() => host.readDisk(end), "io-error"],
      [() => host.writeDisk(-1, "x"), "invalid-argument"],
      [() => host.readDisk(0.5), "invalid-argument"],
      [() => host.readDisk(NaN), "invalid-argument"],
      [() => host.writeDisk(0, "x".repeat(SECTOR_SIZE + 1)), "invalid-argument"],
      [() => host.writeDisk(0, 7 as never), "invalid-argument"],
      [() => new HostOs().writeDisk(0, "x"), "not-installed"],
      [() => new HostOs().reboot(), "not-installed"],
    ];
    for (const [ask, code] of asked) expect(refusal(ask).code).toBe(code);
    expect([snapshot(server), host.readDisk(0)]).toEqual(before);
  });
});

describe("a restart of the server", () => {
  test("cuts off all that runs; the host OS boots, and machines can be started again", () => {
    const { server, host, shop } = desktop();
    const browser = host.spawn(service({ name: "browser", compute: ms(1), every: ms(10) }));
    host.reboot();
    expect([host.state, shop.state, browser.state]).toEqual(["booting", "shutoff", "stopped"]);
    expect(server.layers()).toHaveLength(1);
    expect(refusal(() => shop.start()).code).toBe("no-connect");
    expect(refusal(() => host.reboot()).code).toBe("operation-invalid");
    const job = batch({ name: "job", compute: 1 });
    expect(refusal(() => host.spawn(job)).message).toMatchInlineSnapshot(
      `"desktop: cannot spawn "job": it is booting. Expected a host OS that is up. Hint: server.run(…) until host.state is "up"."`,
    );
    server.run(seconds(10));
    expect(host.state).toBe("up");
    expect(guestEvents(server, "desktop")).toEqual(["booting", "booted"]);
    expect(host.spawn(job).state).toBe("running");
    shop.start();
    server.run(seconds(10));
    expect(shop.booted).toBe(true);
    expect(server.components().every(({ state }) => state === "up")).toBe(true);
  });

  test("a boot takes the CPU time and the reads that its image says", () => {
    const server = new Server({ cpus: 1, memory: GiB(16), disk: GiB(100) });
    const host = server.install(new HostOs());
    host.reboot();
    server.run(seconds(20));
    const busy = server.cpuUsage[0]?.host ?? 0;
    expect(busy).toBeGreaterThan(host.image.bootCompute);
    expect(busy).toBeLessThan(host.image.bootCompute * 1.01);
    expect(server.trace.counts().io["disk read"]?.bytes).toBe(host.image.bootReads);
  });

  test("a panic is over after it, and so is the crash of the hypervisor's parts", () => {
    const { server, host, shop } = desktop();
    server.crash("management");
    server.crash("host-os");
    expect(host.state).toBe("panicked");
    host.reboot();
    server.run(seconds(10));
    expect([host.state, shop.start().state]).toEqual(["up", "running"]);
  });
});

describe("a virus writes over the boot sector", () => {
  test("in a machine: the others run on, and a snapshot brings it back", () => {
    const { server, host, shop } = desktop();
    shop.snapshot("clean");
    shop.guest.writeDisk(0, "virus");
    shop.destroy().start();
    server.run(seconds(10));
    expect([shop.booted, host.state]).toEqual([false, "up"]);
    expect(guestEvents(server, "shop").at(-1)).toBe("no-bootable-device");
    shop.revert("clean");
    expect(shop.booted).toBe(true);
    shop.destroy().start();
    server.run(seconds(10));
    expect(shop.booted).toBe(true);
  });

  test("on the host OS: it runs until the next restart, and then neither it nor its guests do", () => {
    const { server, host, shop } = desktop();
    host.writeDisk(0, "virus");
    server.run(seconds(1));
    expect([host.state, shop.booted]).toEqual(["up", true]);
    host.reboot();
    server.run(seconds(60));
    expect([host.state, shop.state]).toEqual(["no operating system", "shutoff"]);
    expect(guestEvents(server, "desktop")).toEqual(["no-bootable-device"]);
    expect(server.layers().map(({ kind }) => kind)).toEqual(["hardware"]);
    expect(refusal(() => shop.start()).code).toBe("no-connect");
    expect(refusal(() => host.writeDisk(0, "cure")).code).toBe("operation-invalid");
    expect(host.reboot().state).toBe("no operating system");
  });

  test("another system's boot sector does not boot this one", () => {
    const { server, host, shop } = desktop();
    host.writeDisk(0, shop.guest.readDisk(0));
    host.reboot();
    server.run(seconds(60));
    expect(host.state).toBe("no operating system");
  });
});
