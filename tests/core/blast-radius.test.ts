// What a crash takes down. The table is written out by hand from how the products are built, so that the structure in
// the profiles is held to something; the rule is then held for structures that no profile has.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blastRadius } from "../../src/host/component.ts";
import type { Component } from "../../src/host/component.ts";
import {
  batch,
  GiB,
  HostOs,
  Hypervisor,
  MiB,
  ms,
  profiles,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import { refusal, sized, small, snapshot, statesOf } from "./machine.ts";
import type { Product } from "./machine.ts";

/** Two machines, shop and lab, that are up; where there is a host OS, a browser beside them. */
function running(id: Product) {
  const server = new Server({ name: "pc", cpus: 2, memory: GiB(16), disk: GiB(100) });
  const software = new Hypervisor({ name: "hv", profile: profiles[id] });
  let host: HostOs | undefined;
  if (software.profile.installsOn === "a host OS") {
    host = server.install(new HostOs({ name: "os" }));
    host.install(software);
    host.spawn(service({ name: "browser", compute: ms(1), every: ms(10) }));
  } else {
    server.install(software);
  }
  const shop = software.create({ name: "shop", ...small });
  const lab = software.create({ name: "lab", ...small });
  server.run(seconds(10));
  return { server, hypervisor: software, host, shop, lab };
}

// Product, what crashes, and all else that goes down with it. "all" is every part there is.
const table = `
generic      guest-os:shop       -
generic      hypervisor          all
esxi         guest-os:shop       -
esxi         vmm-process:shop    guest-os:shop
esxi         management          -
esxi         hypervisor          all
xen          guest-os:shop       -
xen          management          -
xen          control-domain      all
xen          hypervisor          all
hyperV       guest-os:shop       -
hyperV       vmm-process:shop    guest-os:shop
hyperV       management          -
hyperV       control-domain      all
hyperV       hypervisor          all
kvm          guest-os:shop       -
kvm          vmm-process:shop    guest-os:shop
kvm          management          -
kvm          process:browser     -
kvm          hypervisor          all
kvm          host-os             all
workstation  guest-os:shop       -
workstation  vmm-process:shop    guest-os:shop
workstation  management          -
workstation  process:browser     -
workstation  hypervisor          all
workstation  host-os             all
virtualBox   guest-os:shop       -
virtualBox   vmm-process:shop    guest-os:shop
virtualBox   management          vmm-process:shop guest-os:shop vmm-process:lab guest-os:lab
virtualBox   process:browser     -
virtualBox   hypervisor          all
virtualBox   host-os             all
`;
const cases = table
  .trim()
  .split("\n")
  .map((line) => line.split(/\s+/))
  .map(([product, part, ...others]) => ({
    product: product as Product,
    part: part as string,
    others: others.join(" "),
  }));

describe("what goes down with what", () => {
  test("the table has every part of every profile", () => {
    for (const { id, components } of Object.values(profiles)) {
      if (id === "bareMetal") continue;
      const roles = cases.filter(({ product }) => product === id).map(({ part }) => part);
      for (const { role } of components)
        expect(roles.map((part) => part.split(":")[0])).toContain(role);
    }
  });

  test.each(cases)("$product, $part: $others", ({ product, part, others }) => {
    const { server, host, shop, lab } = running(product);
    const all = server.components().map(({ id }) => id);
    expect(server.components().every(({ state }) => state === "up")).toBe(true);
    const [first, ...rest] = server.crash(part).map(({ id }) => id);
    expect(first?.startsWith(part)).toBe(true);
    const expected = others === "-" ? [] : others.split(" ");
    expect(rest.sort()).toEqual(
      (others === "all" ? all.filter((id) => id !== first) : expected).sort(),
    );

    // What is down does nothing; what is not goes on as if nothing had happened.
    const gone = new Set([first, ...rest]);
    const expectedState = (name: string) => {
      if (!gone.has(`guest-os:${name}`)) return "blocked";
      return first === `guest-os:${name}` ? "crashed" : "shutoff";
    };
    expect(statesOf([shop, lab])).toEqual([expectedState("shop"), expectedState("lab")]);
    const answered = () => host?.processes[0]?.requests.completed ?? 0;
    const before = answered();
    server.run(seconds(1));
    expect(statesOf([shop, lab])).toEqual([expectedState("shop"), expectedState("lab")]);
    const runs = host !== undefined && !gone.has("process:browser");
    expect(answered() - before).toBe(runs ? 100 : 0);
  });

  test("a guest that lost what it stood on gives its memory back, and has no CPU time after", () => {
    const { server, hypervisor, shop, lab } = running("virtualBox");
    for (const vm of [shop, lab]) vm.launch(batch({ name: "burn", compute: seconds(100) }));
    server.run(seconds(1));
    const taken = server.allocated.memory;
    server.crash("vmm-process:shop");
    expect(server.allocated.memory).toBe(taken - MiB(256));
    server.run(ms(20));
    const since = server.now;
    server.run(seconds(1));
    const slices = server.slices().filter(({ end }) => end > since);
    expect(new Set(slices.map(({ subject }) => subject))).toEqual(new Set(["lab", "browser"]));
    expect(shop.start().state).toBe("running");
    server.crash("host-os");
    expect(hypervisor.domains().map(({ state }) => state)).toEqual(["shutoff", "shutoff"]);
    expect(server.layers().map(({ kind }) => kind)).toEqual(["hardware"]);
    server.run(ms(10));
    const before = server.cpuUsage;
    server.run(seconds(1));
    expect(server.cpuUsage.map(({ idle }, i) => idle - (before[i]?.idle ?? 0))).toEqual([
      seconds(1),
      seconds(1),
    ]);
  });

  test("a panicked guest is gone for good when its hypervisor goes", () => {
    const { server, shop } = running("generic");
    server.crash("guest-os:shop");
    expect(shop.state).toBe("crashed");
    server.crash("hypervisor");
    expect(shop.state).toBe("shutoff");
  });

  test("the trace says what went down, and why each machine did", () => {
    const { server } = running("xen");
    const recorded = server.trace.length;
    server.crash("control-domain");
    const told = server.trace.records.slice(recorded).filter(({ kind }) => kind === "lifecycle");
    const cause = { code: "crashed", part: "control-domain:hv" };
    expect(told.map((record) => [record.subject, "detail" in record && record.detail])).toEqual([
      ["pc", { code: "part", part: "control-domain:hv" }],
      ["pc", { code: "part", part: "hypervisor:hv" }],
      ["pc", { code: "part", part: "management:hv" }],
      ["pc", { code: "part", part: "guest-os:shop" }],
      ["pc", { code: "part", part: "guest-os:lab" }],
      ["shop", cause],
      ["lab", cause],
    ]);
  });
});

describe("afterwards", () => {
  test.each(["esxi", "xen", "hyperV", "kvm", "workstation"] as const)(
    "%s without its management: machines run, and none is managed",
    (product) => {
      const { server, hypervisor, shop } = running(product);
      server.crash("management");
      const before = snapshot(server);
      for (const ask of [
        () => shop.suspend(),
        () => shop.destroy(),
        () => hypervisor.define({ name: "new", ...sized }),
      ])
        expect(refusal(ask).code).toBe("no-connect");
      expect(snapshot(server)).toBe(before);
      const burn = () => shop.cpuUsage[0]?.guest ?? 0;
      expect(burn()).toBeGreaterThan(0);
    },
  );

  test("a panicked host OS takes nothing on", () => {
    const { server, host } = running("kvm");
    server.crash("host-os");
    expect(host?.state).toBe("panicked");
    expect(refusal(() => host?.spawn(batch({ name: "job", compute: 1 }))).code).toBe(
      "operation-invalid",
    );
  });

  test("a killed process can be started again", () => {
    const { server, host } = running("kvm");
    server.crash("process:browser");
    const again = host?.spawn(service({ name: "browser", compute: ms(1), every: ms(10) }));
    server.run(seconds(1));
    expect(again?.requests.completed).toBeGreaterThan(90);
    expect(server.crash("process:browser")).toHaveLength(1);
  });
});

describe("a crash that cannot be is refused, and changes nothing", () => {
  test.each([undefined, null, 7, "", "dom0", "guest-os:nobody", "hardware:pc", "guest-os"])(
    "crash(%j)",
    (part) => {
      const { server } = running("xen");
      const before = snapshot(server);
      expect(refusal(() => server.crash(part as never)).code).toBe("no-component");
      expect(snapshot(server)).toBe(before);
    },
  );

  test("twice, of several, and on a bare server: messages", () => {
    const { server } = running("esxi");
    server.crash("management");
    const bare = new Server({ name: "pc", cpus: 1, memory: GiB(1), disk: GiB(1) });
    expect([
      refusal(() => server.crash("management")).message,
      refusal(() => server.crash("guest-os")).message,
      refusal(() => bare.crash("hypervisor")).message,
    ]).toMatchInlineSnapshot(`
      [
        "pc: cannot crash "management": it is down already. Expected the id of a part that is up, or a role that one part alone has. Hint: there is "hypervisor:hv", "vmm-process:shop", "guest-os:shop", "vmm-process:lab", "guest-os:lab".",
        "pc: cannot crash "guest-os": 2 parts have that role. Expected the id of a part that is up, or a role that one part alone has. Hint: there is "guest-os:shop", "guest-os:lab".",
        "pc: cannot crash "hypervisor": there is no such part. Expected the id of a part that is up, or a role that one part alone has. Hint: install() something first.",
      ]
    `);
  });
});

test("whatever depends on whom: exactly those with a way to what crashed go down", () => {
  const graph = fc.integer({ min: 1, max: 9 }).chain((size) =>
    fc.record({
      edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 20 }),
      size: fc.constant(size),
      crashed: fc.nat(size - 1),
    }),
  );
  fc.assert(
    fc.property(graph, ({ edges, size, crashed }) => {
      const all = Array.from({ length: size }, (_, i): Component => {
        const dependsOn = edges.filter(([from]) => from === i).map(([, to]) => String(to));
        return { id: String(i), role: "process", name: String(i), dependsOn, state: "up" };
      });
      const reaches = (from: number, seen: Set<number>): boolean =>
        from === crashed ||
        (!seen.has(from) &&
          (seen.add(from), edges.some(([a, b]) => a === from && reaches(b, seen))));
      const expected = all.filter((_, i) => reaches(i, new Set())).map(({ id }) => id);
      const down = blastRadius(all, String(crashed)).map(({ id }) => id);
      expect(down[0]).toBe(String(crashed));
      expect(down.sort()).toEqual(expected.sort());
    }),
  );
});
