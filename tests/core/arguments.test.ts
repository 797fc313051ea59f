import { describe, expect, test } from "vitest";
import { batch, GiB, Hypervisor, Server, seconds, service } from "../../src/stdlib/index.ts";
import { machineIn, rack, refusal, sized, snapshot } from "./machine.ts";

const numbers = [NaN, Infinity, -1, 0.5, "4", null, undefined, 4n, {}, [1]];
const hardware = { cpus: 4, memory: GiB(32), disk: GiB(500) };
const any = (value: unknown): never => value as never;

describe("what is not a number of the kind asked for is refused", () => {
  const { server, hypervisor } = rack();
  const asked: Record<string, (value: unknown) => unknown> = {
    "cpus of a server": (cpus) => new Server({ ...hardware, cpus: any(cpus) }),
    "memory of a server": (memory) => new Server({ ...hardware, memory: any(memory) }),
    "disk of a server": (disk) => new Server({ ...hardware, disk: any(disk) }),
    "vcpus of a machine": (vcpus) => hypervisor.define({ name: "a", ...sized, vcpus: any(vcpus) }),
    "memory of a machine": (memory) =>
      hypervisor.define({ name: "a", ...sized, memory: any(memory) }),
    "disk of a machine": (disk) => hypervisor.define({ name: "a", ...sized, disk: any(disk) }),
    "time to run": (duration) => server.run(any(duration)),
    "compute of a service": (compute) => service({ name: "a", compute: any(compute), every: 1 }),
    "every of a service": (every) => service({ name: "a", compute: 1, every: any(every) }),
    "compute of a batch": (compute) => batch({ name: "a", compute: any(compute) }),
  };
  const before = snapshot(server);
  const cases = Object.entries(asked).flatMap(([what, ask]) =>
    numbers.map((value) => ({ what, ask, value })),
  );
  test.each(cases)("$what: $value", ({ ask, value }) => {
    expect(refusal(() => ask(value)).code).toBe("invalid-argument");
    expect(snapshot(server)).toBe(before);
  });

  test.each([
    ["cpus of a server", 0],
    ["memory of a server", 0],
    ["memory of a server", 4095],
    ["vcpus of a machine", 0],
    ["memory of a machine", 4097],
    ["disk of a machine", 100],
    ["compute of a batch", 0],
    ["time to run", Number.MAX_SAFE_INTEGER + 1],
  ])("%s: %d", (what, value) => {
    expect(refusal(() => asked[what]?.(value)).code).toBe("invalid-argument");
  });
});

describe("names and kinds", () => {
  const { hypervisor } = rack();
  test.each(["", " ", "a b", "-a", "a/b", "x".repeat(64), 7, null, undefined, {}])(
    "name %j",
    (name) => {
      expect(refusal(() => hypervisor.define({ ...sized, name: any(name) })).code).toBe(
        "invalid-argument",
      );
    },
  );
  test.each(["shop", "web-1", "db_2.internal", "상점"])("name %j is one", (name) => {
    expect(hypervisor.define({ ...sized, name }).name).toBe(name);
  });
  test.each([undefined, null, 3, "shop", [[]]])("define(%j)", (spec) => {
    expect(refusal(() => hypervisor.define(any(spec))).code).toBe("invalid-argument");
    // To `create` a text is the name of an image.
    const code = typeof spec === "string" ? "no-image" : "invalid-argument";
    expect(refusal(() => hypervisor.create(any(spec))).code).toBe(code);
  });
  test.each([undefined, null, "ubuntu", {}])("server.install(%j)", (software) => {
    const server = new Server(hardware);
    expect(refusal(() => server.install(any(software))).code).toBe("invalid-argument");
  });
  test.each([undefined, null, "nginx", {}, { name: "nginx", kind: "daemon" }])(
    "launch(%j)",
    (application) => {
      const { vm } = machineIn("blocked");
      expect(refusal(() => vm.launch(any(application))).code).toBe("invalid-argument");
    },
  );
  test("new Hypervisor with a time slice that no clock has", () => {
    expect(refusal(() => new Hypervisor({ timeSlice: 0 })).code).toBe("invalid-argument");
  });
  test("arrivals that are neither regular nor poisson", () => {
    const message = refusal(() =>
      service({ name: "a", compute: 1, every: 1, arrivals: any("often") }),
    ).message;
    expect(message).toMatchInlineSnapshot(
      `"application: cannot describe a service: arrivals is "often". Expected arrivals to be "regular" or "poisson". Hint: write arrivals: "regular"."`,
    );
  });
  test("messages name the field, the value, and an example", () => {
    expect(refusal(() => new Server({ ...hardware, cpus: 1.5 })).message).toMatchInlineSnapshot(
      `"server: cannot build a server: cpus is 1.5. Expected cpus to be a whole number from 1 to 1024. Hint: write cpus: 4."`,
    );
    expect(
      refusal(() => hypervisor.define({ ...sized, name: "a", memory: GiB(0.1) })).message,
    ).toMatchInlineSnapshot(
      `"hv: cannot define "a": memory is 107374182. Expected memory to be a whole number of at least 4096 and a multiple of 4096. Hint: memory comes in pages of 4 KiB: write memory: GiB(8)."`,
    );
    expect(
      refusal(() => hypervisor.define({ ...sized, name: "my shop" })).message,
    ).toMatchInlineSnapshot(
      `"hv: cannot define "my shop": name is "my shop". Expected name to be 1 to 63 letters, digits, dots, dashes or underscores, beginning with a letter or digit. Hint: write a name such as "web-1"."`,
    );
    expect(refusal(() => rack().server.run(-1)).message).toMatchInlineSnapshot(
      `"rack-1: cannot run: duration is -1. Expected duration to be a whole number of at least 0. Hint: write run(seconds(1))."`,
    );
  });
  test("a second application of one name", () => {
    const { server, vm } = machineIn("blocked");
    const job = () => vm.launch(batch({ name: "job", compute: seconds(1) }));
    job();
    expect(refusal(job).code).toBe("application-exists");
    server.run(seconds(2));
    expect(job().state).toBe("running");
  });
});
