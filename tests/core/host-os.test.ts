// What is installed on what, and what a host OS does with its CPUs: its processes and the virtual CPUs of guests are
// served by one scheduler.

import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { costs } from "../../src/host/costs.ts";
import { stackTime } from "../../src/host/packet-costs.ts";
import {
  batch,
  exitCycles,
  GiB,
  HostOs,
  Hypervisor,
  KiB,
  MiB,
  ms,
  profiles,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type { ExitReason, Profile, ServerSpec } from "../../src/stdlib/index.ts";
import { refusal, small, snapshot } from "./machine.ts";

const bare = (spec: Partial<ServerSpec> = {}) =>
  new Server({ name: "pc", cpus: 2, memory: GiB(16), disk: GiB(100), ...spec });
function desktop(spec: Partial<ServerSpec> = {}, image = "ubuntu-24.04") {
  const server = bare(spec);
  return { server, host: server.install(new HostOs({ image, name: "desktop" })) };
}
const of = (profile: Profile) => new Hypervisor({ name: "hv", profile });
const any = (value: unknown): never => value as never;
const named = (...list: Profile[]) => list.map((profile) => [profile.id, profile] as const);
const onBareServers = named(profiles.generic, profiles.esxi, profiles.xen, profiles.hyperV);
const onHosts = named(profiles.kvm, profiles.workstation, profiles.virtualBox);

describe("what is installed on what", () => {
  test.each(onBareServers)("%s: on a bare server, not where a host OS is", (_, profile) => {
    expect(bare().install(of(profile)).profile).toBe(profile);
    const { server, host } = desktop();
    const before = snapshot(server);
    expect(refusal(() => server.install(of(profile))).code).toBe("already-installed");
    expect(refusal(() => host.install(of(profile))).code).toBe("config-unsupported");
    expect(snapshot(server)).toBe(before);
  });

  test.each(onHosts)("%s: on a running host OS, not on a bare server", (_, profile) => {
    const server = bare();
    const before = snapshot(server);
    expect(refusal(() => server.install(of(profile))).code).toBe("config-unsupported");
    expect(snapshot(server)).toBe(before);
    const { host } = desktop();
    expect(host.install(of(profile)).profile).toBe(profile);
  });

  test("KVM is part of Linux; the others have a version for Windows", () => {
    const windows = () => desktop({}, "windows-11").host;
    expect(refusal(() => windows().install(of(profiles.kvm))).message).toMatchInlineSnapshot(
      `"desktop: cannot install "hv": Windows 11 is Windows. Expected a host OS of the family Linux. Hint: install another HostOs on another Server."`,
    );
    expect(windows().install(of(profiles.virtualBox)).name).toBe("hv");
    expect(windows().install(of(profiles.workstation)).name).toBe("hv");
  });

  test("refusals name what is missing", () => {
    const { server, host } = desktop();
    expect(refusal(() => bare().install(of(profiles.virtualBox))).message).toMatchInlineSnapshot(
      `"pc: cannot install "hv": the server is bare. Expected a host OS to install Oracle VirtualBox on. Hint: const host = server.install(new HostOs()) first, then host.install(…)."`,
    );
    expect(refusal(() => server.install(of(profiles.esxi))).message).toMatchInlineSnapshot(
      `"pc: cannot install "hv": "desktop" runs on it. Expected a bare server. Hint: build another Server for it."`,
    );
    expect(refusal(() => host.install(of(profiles.esxi))).message).toMatchInlineSnapshot(
      `"desktop: cannot install "hv": "desktop" has the hardware. Expected a bare server: VMware ESXi runs on the hardware itself. Hint: server.install(…) it on another, bare Server."`,
    );
  });

  test("the trace says what was installed on what", () => {
    const { server, host } = desktop();
    host.install(new Hypervisor({ profile: profiles.kvm }));
    const xen = bare();
    xen.install(of(profiles.xen));
    const generic = bare();
    generic.install(new Hypervisor());
    const told = [server, xen, generic].flatMap(({ trace }) => trace.of("lifecycle"));
    const installed = (name: string, type: string) => ({ code: "hypervisor", name, type });
    expect(told.map(({ subject, from, detail }) => [subject, from, detail])).toEqual([
      ["pc", "bare", { code: "system", system: "desktop" }],
      ["desktop", "host OS", installed("KVM", "disputed")],
      ["pc", "bare", { ...installed("hv", "type 1"), product: "Xen" }],
      ["pc", "bare", installed("hypervisor", "type 1")],
    ]);
  });

  test("one hypervisor a host OS, one host OS a server, and each installed once", () => {
    const { server, host } = desktop();
    const box = host.install(of(profiles.virtualBox));
    const before = snapshot(server);
    expect(refusal(() => host.install(of(profiles.kvm))).code).toBe("already-installed");
    expect(refusal(() => server.install(new HostOs())).code).toBe("already-installed");
    expect(refusal(() => bare().install(host)).code).toBe("already-installed");
    expect(refusal(() => desktop().host.install(box)).code).toBe("already-installed");
    expect(snapshot(server)).toBe(before);
  });

  test("a host OS takes what its maker asks for, and is refused where there is less", () => {
    const { server } = desktop({}, "windows-11");
    expect(server.allocated).toMatchObject({ memory: GiB(4), disk: GiB(20) });
    const tiny = bare({ memory: GiB(2) });
    const before = snapshot(tiny);
    expect(refusal(() => tiny.install(new HostOs({ image: "windows-11" }))).code).toBe(
      "insufficient-memory",
    );
    expect(snapshot(tiny)).toBe(before);
  });

  test("bad input is refused", () => {
    const { server, host } = desktop();
    const before = snapshot(server);
    const job = batch({ name: "job", compute: 1 });
    const asked: [() => unknown, string][] = [
      [() => new HostOs(any(null)), "invalid-argument"],
      [() => new HostOs({ image: "beos" }), "no-image"],
      [() => new HostOs({ name: "" }), "invalid-argument"],
      [() => new HostOs({ name: any(7) }), "invalid-argument"],
      [() => new HostOs({ timeSlice: NaN }), "invalid-argument"],
      [() => host.install(any(undefined)), "invalid-argument"],
      [() => host.install(any({})), "invalid-argument"],
      [() => host.spawn(any(undefined)), "invalid-argument"],
      [() => host.spawn(any({ name: "x" })), "invalid-argument"],
      [() => new HostOs().spawn(job), "not-installed"],
      [
        () => host.install(new Hypervisor({ profile: profiles.kvm, timeSlice: ms(3) })),
        "config-unsupported",
      ],
    ];
    for (const [ask, code] of asked) expect(refusal(ask).code).toBe(code);
    expect(snapshot(server)).toBe(before);
    host.spawn(job);
    expect(refusal(() => host.spawn(job)).code).toBe("application-exists");
  });
});

describe("layers", () => {
  const kinds = (server: Server) =>
    server.layers().map(({ kind, on }) => `${kind} on ${on.join(" ")}`);
  test.each(onBareServers)("%s: the guest's OS stands on the second level", (_, profile) => {
    const server = bare();
    server.install(of(profile)).create({ name: "shop", ...small });
    const domain = profile.components.some(({ role }) => role === "control-domain")
      ? ["control-domain on hypervisor:hv"]
      : [];
    expect(kinds(server)).toEqual([
      "hardware on ",
      "hypervisor on hardware:pc",
      ...domain,
      "guest-os on hypervisor:hv",
    ]);
  });

  test.each(onHosts)("%s: on the third, beside the host's processes", (_, profile) => {
    const { server, host } = desktop();
    host.spawn(service({ name: "browser", compute: ms(1), every: ms(10) }));
    host.install(of(profile)).create({ name: "shop", ...small });
    expect(kinds(server)).toEqual([
      "hardware on ",
      "host-os on hardware:pc",
      "application on host-os:desktop",
      "hypervisor on host-os:desktop",
      "guest-os on hypervisor:hv",
    ]);
  });
});

describe("processes of a host OS", () => {
  test("compute, read, write and send, without any exit: this is bare metal", () => {
    const { server, host } = desktop();
    const job = host.spawn(
      batch({ name: "job", compute: ms(40), read: MiB(2), write: MiB(1), send: KiB(64) }),
    );
    expect(job.state).toBe("running");
    server.run(seconds(1));
    expect([job.state, job.cpuTime]).toEqual(["finished", ms(40) + stackTime(KiB(64))]);
    expect(server.trace.of("exit")).toEqual([]);
    expect(server.trace.of("io").map(({ operation }) => operation)).toEqual([
      "read",
      "read",
      "write",
      "send",
    ]);
    const used = server.cpuUsage;
    expect(used.map(({ guest, hypervisor }) => guest + hypervisor)).toEqual([0, 0]);
    expect(used[0]?.host).toBeGreaterThan(ms(40));
  });

  test("share the CPUs alike, and no CPU is idle while one waits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 4 }), (cpus, more) => {
        const { server, host } = desktop({ cpus });
        const jobs = Array.from({ length: cpus + more }, (_, i) =>
          host.spawn(batch({ name: `job${String(i)}`, compute: seconds(100) })),
        );
        server.run(seconds(3));
        const times = jobs.map(({ cpuTime }) => cpuTime);
        expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(
          2 * host.timeSlice + ms(4),
        );
        // Each left its idle state once.
        for (const { idle } of server.cpuUsage)
          expect(idle).toBeLessThanOrEqual(costs.c1eExit.value);
        for (const { guest, hypervisor, host: own = 0, idle } of server.cpuUsage)
          expect(guest + hypervisor + own + idle).toBe(server.now);
      }),
      { numRuns: 12 },
    );
  });

  test.each(onHosts)("%s: a busy process and a busy guest have one half each", (_, profile) => {
    const { server, host } = desktop({ cpus: 1 });
    const vm = host.install(of(profile)).create({ name: "shop", ...small });
    server.run(seconds(5));
    const inside = vm.launch(batch({ name: "burn", compute: seconds(100) }));
    server.run(seconds(2));
    const alone = inside.cpuTime;
    const outside = host.spawn(batch({ name: "compile", compute: seconds(100) }));
    const ready = vm.cpuUsage[0]?.ready ?? 0;
    server.run(seconds(2));
    const beside = inside.cpuTime - alone;
    expect(beside / alone).toBeCloseTo(0.5, 1);
    expect(outside.cpuTime / seconds(2)).toBeCloseTo(0.5, 1);
    expect(((vm.cpuUsage[0]?.ready ?? 0) - ready) / seconds(2)).toBeCloseTo(0.5, 1);
  });

  test.each(onHosts)("%s: a guest's exits pay the way that its profile says", (_, profile) => {
    const { server, host } = desktop();
    host.install(of(profile)).create({ name: "shop", ...small });
    server.run(seconds(3));
    const exits = server.trace.of("exit");
    expect(exits.length).toBeGreaterThan(40);
    for (const { reason, cost } of exits)
      expect(cost).toBe(Math.round(exitCycles({ reason: reason as ExitReason }, profile) / 2.1));
  });

  test("one cell, one trace", () => {
    const run = () => {
      const { server, host } = desktop({ cpus: 1, seed: 7 });
      host.spawn(service({ name: "web", compute: ms(2), every: ms(9), arrivals: "poisson" }));
      host.install(of(profiles.virtualBox)).create({ name: "shop", ...small });
      server.run(seconds(3));
      return JSON.stringify([server, server.trace]);
    };
    expect(run()).toBe(run());
  });
});
