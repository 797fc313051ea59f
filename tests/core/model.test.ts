import { describe, expect, test } from "vitest";
import {
  costs,
  formatAddress,
  formatBytes,
  formatBitRate,
  formatDuration,
  GiB,
  TiB,
  MiB,
  ms,
  osImages,
  seconds,
  service,
  us,
} from "../../src/stdlib/index.ts";
import { rack, sized, small } from "./machine.ts";

describe("where the numbers come from", () => {
  test.each(Object.entries(costs))(
    "%s has a value, a unit, and a source or the word model",
    (_, cost) => {
      expect(Number.isSafeInteger(cost.value) && cost.value > 0).toBe(true);
      expect(cost.source).toMatch(/^model\b|\b(19|20)\d\d\b|^Linux \d/);
    },
  );

  test("the constants that are this project's own assumptions", () => {
    const model = Object.entries(costs).filter(([, { source }]) => source.startsWith("model"));
    expect(model.map(([name]) => name)).toMatchInlineSnapshot(`
      [
        "forkPageFaults",
        "forkSwitches",
        "shadowFirstPages",
        "walkReference",
        "vcpuSwitch",
        "controlDomainRoundTrip",
        "worldSwitchRoundTrip",
        "systemCall",
        "threadWakeup",
        "backendRequest",
        "firecrackerRequest",
        "memoryCopy",
        "layerLookup",
        "layerTable",
        "ringSize",
        "pauseLoopWindow",
        "paravirtualSpin",
        "timeSlice",
        "accountingPeriod",
        "fairSlice",
        "shortestRun",
        "guestTick",
        "guestPowerOffCompute",
        "guestPowerOffWrite",
        "containerSetup",
        "containerEngineMemory",
        "diskLatency",
        "diskBandwidth",
        "diskRequest",
        "networkRequest",
        "switchBuffer",
        "networkBandwidth",
        "migrationChunk",
        "migrationPage",
        "zeroPageCheck",
        "zeroPageMarker",
        "migrationRounds",
        "migrationSwitchover",
        "heartbeatInterval",
        "failoverDetection",
        "managementEnvelope",
        "managementRequest",
        "managementTimeout",
        "hypervisorMemory",
        "hypervisorDisk",
        "workingSetWindow",
        "faultRun",
        "backingRun",
        "bootCache",
        "scanPeriod",
        "balloonRate",
        "balloonLimit",
        "memoryPeriod",
      ]
    `);
  });

  test.each(osImages.map((image) => [image.id, image] as const))(
    "%s is complete and fits its own minimum",
    (_, image) => {
      expect(image.source).toMatch(/^(unverified: )?https:\/\//);
      expect(image.installedSize).toBeLessThanOrEqual(image.minimumDisk);
      const { server, hypervisor } = rack();
      const vm = hypervisor.create({
        name: "vm",
        vcpus: 1,
        memory: image.minimumMemory,
        disk: image.minimumDisk,
        image: image.id,
      });
      server.run(seconds(60));
      expect([vm.booted, vm.os?.id]).toEqual([true, image.id]);
    },
  );

  test("names of images are unique", () => {
    expect(new Set(osImages.map(({ id }) => id)).size).toBe(osImages.length);
  });
});

describe("a machine beside its server", () => {
  test("has the same four kinds of device", () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.define({ name: "shop", vcpus: 2, memory: GiB(8), disk: GiB(40) });
    const kinds = ["CPU", "memory", "storage", "network interface"];
    expect(server.devices().map(({ kind }) => kind)).toEqual(kinds);
    expect(vm.devices().map(({ kind }) => kind)).toEqual(kinds);
    expect(vm.devices().map(({ amount }) => amount)).toEqual([2, GiB(8), GiB(40), 10e9]);
    expect(vm.devices()[1]?.backedBy).toEqual({ code: "no-memory" });
  });

  test("layers stand on each other, from hardware to applications, as the live model has them", () => {
    const { server, hypervisor } = rack();
    expect(server.layers().map(({ id }) => id)).toEqual(["hardware:rack-1", "hypervisor:hv"]);
    const shop = hypervisor.create({ name: "shop", ...small });
    hypervisor.define({ name: "off", ...sized });
    shop.launch(service({ name: "nginx", compute: ms(1), every: ms(10) }));
    server.run(seconds(5));
    expect(server.layers()).toEqual([
      { id: "hardware:rack-1", kind: "hardware", name: "rack-1", on: [], role: "host server" },
      { id: "hypervisor:hv", kind: "hypervisor", name: "hv", on: ["hardware:rack-1"] },
      {
        id: "guest-os:shop",
        kind: "guest-os",
        name: "shop",
        on: ["hypervisor:hv"],
        role: "guest server",
        system: "Alpine Linux 3.21",
      },
      { id: "application:shop/nginx", kind: "application", name: "nginx", on: ["guest-os:shop"] },
    ]);
    shop.destroy();
    expect(server.layers()).toHaveLength(2);
  });
});

test.each([
  [formatBytes(GiB(8)), "8 GiB"],
  [formatBytes(GiB(1.5)), "1.5 GiB"],
  [formatBytes(MiB(700)), "700 MiB"],
  [formatBytes(1), "1 B"],
  [formatBytes(0), "0 B"],
  [formatDuration(ms(1.5)), "1.5 ms"],
  [formatDuration(us(3)), "3 µs"],
  [formatDuration(seconds(90)), "90 s"],
  [formatDuration(0), "0 ns"],
  // The unit is chosen by what is shown: no thousand of a unit where there is a larger one.
  [formatDuration(999_999_999), "1 s"],
  [formatDuration(999_999_499), "999.999 ms"],
  [formatDuration(999_600_000), "999.6 ms"],
  [formatDuration(999_999), "999.999 µs"],
  [formatDuration(-999_999_999), "-1 s"],
  [formatBytes(GiB(1) - 1), "1 GiB"],
  [formatBytes(MiB(1) - 1), "1023.999 KiB"],
  [formatBytes(TiB(1) - 1), "1 TiB"],
  [formatBytes(TiB(2048)), "2048 TiB"],
  [formatBitRate(999_999_999), "1 Gbit/s"],
  [formatAddress(0), "0x0"],
  [formatAddress(0x1000), "0x1000"],
  [formatAddress(GiB(8)), "0x2_0000_0000"],
])("%s", (text, expected) => {
  expect(text).toBe(expected);
});
