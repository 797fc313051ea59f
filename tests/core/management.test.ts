// Managing a hypervisor from another computer: what travels, what takes time, and what happens when no answer comes.

import { describe, expect, test } from "vitest";
import {
  batch,
  costs,
  Gbps,
  GiB,
  HostOs,
  Hypervisor,
  KiB,
  ManagementConsole,
  MiB,
  ms,
  profiles,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type { Profile, ServerSpec } from "../../src/stdlib/index.ts";
import { refusal, sized, small, snapshot } from "./machine.ts";

function headless(profile: Profile = profiles.esxi, spec: Partial<ServerSpec> = {}) {
  const server = new Server({ name: "rack", cpus: 2, memory: GiB(16), disk: GiB(100), ...spec });
  const hypervisor = new Hypervisor({ name: "hv", profile });
  const host = new HostOs({ name: "os" });
  if (profile.installsOn === "a host OS") server.install(host).install(hypervisor);
  else server.install(hypervisor);
  const desk = new ManagementConsole({ name: "desk" });
  return { server, host, hypervisor, desk, remote: desk.connect(hypervisor) };
}
const products = Object.values(profiles).filter(({ id }) => id !== "bareMetal");
const named = products.map((profile) => [profile.id, profile] as const);
const any = (value: unknown): never => value as never;
const sending = (bytes: number, bandwidth: number) => Math.ceil((bytes * 8e9) / bandwidth);

describe("a request and its answer", () => {
  test.each<[object | undefined, string, object]>([
    [undefined, "debian-12", { name: "debian", image: "debian-12" }],
    [{ name: "shop", vcpus: 2 }, "shop", { name: "shop", vcpus: 2 }],
  ])("a machine is asked for by its image, with %j besides", (given, machine, made) => {
    const { server, remote } = headless(profiles.kvm);
    const asked = remote.create("debian-12", given as never);
    expect(asked.request).toMatchObject({ operation: "create", machine });
    server.run(seconds(5));
    expect(asked.result).toMatchObject(made);
  });

  test.each([null, 5, "shop", [], { image: "debian-12" }])(
    "by its image, with %j besides, it is refused there",
    (given) => {
      const { server, hypervisor, remote } = headless(profiles.kvm);
      const asked = remote.create("debian-12", given as never);
      server.run(seconds(5));
      expect(asked.error?.code).toBe("invalid-argument");
      expect(hypervisor.domains()).toEqual([]);
    },
  );

  test.each(named)("%s: machines are made, listed, stopped and removed from afar", (_, profile) => {
    const { server, hypervisor, remote } = headless(profile);
    const made = remote.create({ name: "shop", ...small });
    expect([made.state, made.result, hypervisor.domains()]).toEqual(["sent", undefined, []]);
    server.run(seconds(5));
    expect(made.state).toBe("answered");
    expect(made.result).toEqual({
      name: "shop",
      state: "running",
      image: "alpine-3.21",
      vcpus: 1,
      memory: MiB(256),
      disk: GiB(1),
    });
    const shop = hypervisor.lookup("shop");
    const steps = [
      () => remote.suspend("shop"),
      () => remote.resume("shop"),
      () => remote.snapshot("shop", "clean"),
      () => remote.revert("shop", "clean"),
      () => remote.reboot("shop"),
      () => remote.shutdown("shop"),
      () => remote.start("shop"),
      () => remote.lookup("shop"),
      () => remote.domains(),
      () => remote.destroy("shop"),
      () => remote.clone("shop", { name: "copy" }),
      () => remote.undefine("copy"),
    ];
    const states = steps.map((step) => {
      const asked = step();
      server.run(seconds(5));
      expect(asked.state).toBe("answered");
      return shop.state;
    });
    expect(states.join(" ")).toMatch(
      /^paused (\w+) \1 \1 \1 shutoff \1 \1 \1 shutoff shutoff shutoff$/,
    );
    expect(hypervisor.domains().map(({ name }) => name)).toEqual(["shop"]);
  });

  test("a round trip is both ways through the network, and CPU time in between", () => {
    const { server, remote } = headless();
    const asked = remote.domains();
    server.run(seconds(1));
    const bytes = costs.managementEnvelope.value + "[]".length;
    const way = 2 * sending(bytes, Gbps(10)) + costs.networkLatency.value;
    expect(asked.times.received).toBe(way);
    const worked = (asked.roundTrip ?? 0) - 2 * way;
    expect(worked).toBeGreaterThan(costs.managementRequest.value);
    expect(worked).toBeLessThan(costs.managementRequest.value * 1.01);
    const busy = server.cpuUsage.reduce((sum, cpu) => sum + cpu.hypervisor, 0);
    expect(busy).toBeGreaterThan(costs.managementRequest.value);
    expect(server.cpuUsage.map(({ guest }) => guest)).toEqual([0, 0]);
  });

  test("on a host OS, the CPU time is a process's", () => {
    const { server, remote } = headless(profiles.kvm);
    remote.domains();
    server.run(seconds(1));
    const host = server.cpuUsage.reduce((sum, cpu) => sum + (cpu.host ?? 0), 0);
    expect(host).toBeGreaterThan(costs.managementRequest.value);
    expect(server.cpuUsage.map(({ hypervisor }) => hypervisor)).toEqual([0, 0]);
  });

  test("a slow link makes it late", () => {
    const { server, hypervisor } = headless();
    const modem = new ManagementConsole({ name: "modem", network: 56_000 });
    const asked = modem.connect(hypervisor).domains();
    server.run(seconds(1));
    const bytes = costs.managementEnvelope.value + "[]".length;
    expect(asked.roundTrip).toBeGreaterThan(2 * sending(bytes, 56_000));
  });

  test("so do guests that keep the server's CPUs, or its network interface, busy", () => {
    const { server, hypervisor, remote } = headless(profiles.esxi, { cpus: 1, network: Gbps(0.1) });
    const shop = hypervisor.create({ name: "shop", ...small });
    server.run(seconds(10));
    const ask = () => {
      const asked = remote.domains();
      server.run(seconds(1));
      return asked.roundTrip ?? Infinity;
    };
    const alone = ask();
    const burn = shop.launch(batch({ name: "burn", compute: seconds(2) }));
    expect(ask()).toBeGreaterThan(alone + ms(1));
    server.run(seconds(5));
    expect(burn.state).toBe("finished");
    expect(ask()).toBe(alone);
    shop.launch(service({ name: "flood", compute: 1, every: ms(5), send: KiB(64) }));
    server.run(seconds(1));
    expect(ask()).toBeGreaterThan(alone + ms(1));
  });

  test("the trace says who asked, when it arrived and when it was answered", () => {
    const { server, remote } = headless();
    remote.create({ name: "shop", ...small });
    remote.start("shop");
    server.run(seconds(1));
    const told = server.trace.of("management", "desk");
    expect(
      told.map(
        ({ hypervisor, request: { operation, machine }, step }) =>
          `${hypervisor}: ${operation} ${String(machine)}: ${step}`,
      ),
    ).toEqual([
      "hv: create shop: sent",
      "hv: start shop: sent",
      "hv: create shop: received",
      "hv: start shop: received",
      "hv: create shop: answered",
      "hv: start shop: refused",
    ]);
    expect(told[0]?.bytes).toBeGreaterThan(costs.managementEnvelope.value);
  });

  test("what is sent is a copy: what happens to it afterwards the hypervisor does not see", () => {
    const { server, remote } = headless();
    const spec = { name: "shop", ...sized };
    const asked = remote.define(spec);
    spec.name = "other";
    server.run(seconds(1));
    expect(asked.result?.name).toBe("shop");
  });

  test("the answer is how it was, not how it is", () => {
    const { server, hypervisor, remote } = headless();
    hypervisor.create({ name: "shop", ...small });
    server.run(seconds(5));
    const asked = remote.lookup("shop");
    server.run(seconds(1));
    hypervisor.lookup("shop").destroy();
    server.run(seconds(20));
    expect([asked.result?.state, hypervisor.lookup("shop").state]).toEqual(["blocked", "shutoff"]);
    expect(asked.state).toBe("answered");
  });
});

describe("refusals", () => {
  test("the hypervisor's own rules hold, and its refusal is the answer", () => {
    const { server, hypervisor, remote } = headless();
    const before = snapshot(server);
    const asked = [
      remote.start("nobody"),
      remote.create({ name: "big", ...small, memory: GiB(1000) }),
      remote.create({ name: "odd", ...small, vcpus: NaN }),
      remote.define(any(null)),
      remote.lookup(any(undefined)),
    ];
    server.run(seconds(1));
    expect(asked.map(({ state }) => state)).toEqual(asked.map(() => "refused"));
    expect(asked.map(({ error }) => error?.code)).toEqual([
      "no-domain",
      "insufficient-memory",
      "invalid-argument",
      "invalid-argument",
      "no-domain",
    ]);
    expect(hypervisor.domains()).toEqual([]);
    expect(JSON.parse(snapshot(server))).toMatchObject({
      software: (JSON.parse(before) as { software: object }).software,
    });
  });

  test("bad input is refused at once, and changes nothing", () => {
    const { server, hypervisor, desk, remote } = headless();
    const round: Record<string, unknown> = { name: "round" };
    round.self = round;
    const before = [snapshot(server), desk.requests.length, server.trace.length];
    const asked: [() => unknown, string][] = [
      [() => new ManagementConsole(any(null)), "invalid-argument"],
      [() => new ManagementConsole({ name: "" }), "invalid-argument"],
      [() => new ManagementConsole({ network: 0 }), "invalid-argument"],
      [() => new ManagementConsole({ timeout: NaN }), "invalid-argument"],
      [() => new ManagementConsole({ timeout: 0 }), "invalid-argument"],
      [() => desk.connect(any(undefined)), "invalid-argument"],
      [() => desk.connect(any(server)), "invalid-argument"],
      [() => desk.connect(new Hypervisor()), "not-installed"],
      [() => desk.connect(headless().hypervisor), "config-unsupported"],
      [() => remote.define(any(round)), "invalid-argument"],
    ];
    for (const [ask, code] of asked) expect(refusal(ask).code).toBe(code);
    expect([snapshot(server), desk.requests.length, server.trace.length]).toEqual(before);
    server.crash("management");
    expect(refusal(() => desk.connect(hypervisor)).code).toBe("no-connect");
  });
});

describe("no answer", () => {
  const managed = products.filter(({ management }) => management === "management");
  test.each(managed.map((profile) => [profile.id, profile] as const))(
    "%s without its management: the request is given up, and machines run as the structure says",
    (_, profile) => {
      const { server, hypervisor, remote } = headless(profile);
      const shop = hypervisor.create({ name: "shop", ...small });
      server.run(seconds(5));
      const up = server.components().map(({ id }) => id);
      const gone = server.crash("management").map(({ id }) => id);
      const asked = remote.suspend("shop");
      server.run(costs.managementTimeout.value - 1);
      expect(asked.state).toBe("sent");
      server.run(1);
      expect([asked.state, asked.roundTrip]).toEqual(["timed out", undefined]);
      const lost = gone.includes("guest-os:shop");
      expect(shop.state).toBe(lost ? "shutoff" : "blocked");
      expect(up).toContain("guest-os:shop");
    },
  );

  test.each([
    ["xen", profiles.xen, "control-domain"],
    ["kvm", profiles.kvm, "host-os"],
    ["generic", profiles.generic, "hypervisor"],
  ] as const)("%s: nor when what the management stands on is down", (_, profile, part) => {
    const { server, remote } = headless(profile);
    server.crash(part);
    const asked = remote.domains();
    server.run(seconds(10));
    expect(asked.state).toBe("timed out");
  });

  test("a crash while it works on a request: it is not carried out, and the CPU is free", () => {
    const { server, hypervisor, remote } = headless();
    const asked = remote.create({ name: "shop", ...small });
    const other = new ManagementConsole({ name: "other" }).connect(hypervisor);
    const second = other.create({ name: "blog", ...small });
    server.run(costs.managementRequest.value / 2);
    expect([asked.state, second.state]).toEqual(["received", "received"]);
    server.crash("management");
    server.run(costs.managementRequest.value / 100);
    const idle = server.cpuUsage.map((cpu) => cpu.idle);
    server.run(seconds(10));
    expect(server.cpuUsage.map((cpu, i) => cpu.idle - (idle[i] ?? 0))).toEqual([
      seconds(10),
      seconds(10),
    ]);
    expect([asked.state, second.state]).toEqual(["timed out", "timed out"]);
    expect(hypervisor.domains()).toEqual([]);
  });

  test("an answer that comes too late is not taken; what was asked for was done all the same", () => {
    const { server, hypervisor } = headless();
    const hasty = new ManagementConsole({ name: "hasty", timeout: ms(1) });
    const asked = hasty.connect(hypervisor).define({ name: "shop", ...sized });
    server.run(seconds(1));
    expect([asked.state, asked.result]).toEqual(["timed out", undefined]);
    expect(hypervisor.domains()).toHaveLength(1);
  });

  test("after a restart of the host OS it answers again", () => {
    const { server, host, remote } = headless(profiles.kvm);
    server.crash("host-os");
    host.reboot();
    server.run(seconds(10));
    const asked = remote.domains();
    server.run(seconds(1));
    expect(asked.state).toBe("answered");
  });
});

describe("one console", () => {
  test("has all its requests in a list, and its JSON is plain", () => {
    const { server, desk, remote } = headless();
    remote.create({ name: "shop", ...small });
    remote.start("nobody");
    server.run(seconds(1));
    expect(desk.requests.map(({ request, state }) => ({ ...request, state }))).toEqual([
      { code: "call", operation: "create", machine: "shop", state: "answered" },
      { code: "call", operation: "start", machine: "nobody", state: "refused" },
    ]);
    const plain = JSON.parse(JSON.stringify(desk)) as { name: string; requests: object[] };
    expect(plain.requests[0]).toMatchObject({ hypervisor: "hv", result: { name: "shop" } });
  });

  test("one cell, one trace", () => {
    const run = () => {
      const { server, desk, remote } = headless(profiles.xen);
      remote.create({ name: "shop", ...small });
      server.run(seconds(1));
      remote.domains();
      server.run(seconds(1));
      return JSON.stringify([server, server.trace, desk]);
    };
    expect(run()).toBe(run());
  });

  test("profiles say what the server's own screen is good for", () => {
    const local = products.map(({ id, localConsole }) => [id, localConsole ?? "none"]);
    expect(Object.fromEntries(local)).toMatchObject({
      generic: "none",
      esxi: "setup",
      xen: "management",
      kvm: "management",
    });
    const odd = { ...profiles.esxi, localConsole: any("some") };
    expect(refusal(() => new Hypervisor({ profile: odd })).code).toBe("invalid-argument");
  });
});
