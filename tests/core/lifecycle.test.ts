import { describe, expect, test } from "vitest";
import { batch, costs, GiB, KiB, MiB, ms, seconds, service } from "../../src/stdlib/index.ts";
import type { DomainState, Operation, Server, VirtualMachine } from "../../src/stdlib/index.ts";
import { machineIn, rack, refusal, sized, small, snapshot } from "./machine.ts";

const operations: Record<Operation, (vm: VirtualMachine) => unknown> = {
  install: (vm) => vm.install("alpine-3.21"),
  start: (vm) => vm.start(),
  suspend: (vm) => vm.suspend(),
  resume: (vm) => vm.resume(),
  shutdown: (vm) => vm.shutdown(),
  reboot: (vm) => vm.reboot(),
  destroy: (vm) => vm.destroy(),
  undefine: (vm) => vm.undefine(),
  launch: (vm) => vm.launch(service({ name: "nginx", compute: ms(1), every: ms(10) })),
  access: (vm) => vm.guest.read(0, 1),
};

// Each line: a state, and the state each operation leads to; "-" where it is refused. Written out here once more, so
// that the table in the code is held to something. After a reboot the virtual CPU has work, so a machine runs.
const columns = [
  "install",
  "start",
  "suspend",
  "resume",
  "shutdown",
  "reboot",
  "destroy",
  "undefine",
  "launch",
  "access",
] as const;
const table = `
shutoff    shutoff running -      -       -        -       -       undefined -       -
running    -       -       paused -       shutdown running shutoff -         running running
blocked    -       -       paused -       shutdown running shutoff -         blocked blocked
paused     -       -       -      blocked -        -       shutoff -         -       -
shutdown   -       -       -      -       -        -       shutoff -         -       -
crashed    -       -       -      -       -        -       shutoff -         -       -
undefined  -       -       -      -       -        -       -       -         -       -
`;

const cases = table
  .trim()
  .split("\n")
  .flatMap((line) => {
    const [from, ...outcomes] = line.split(/\s+/) as DomainState[];
    return columns.map((operation, i) => ({
      from: from as DomainState,
      operation,
      to: outcomes[i] as string,
    }));
  });

describe("every operation in every state", () => {
  test.each(cases.filter(({ to }) => to !== "-"))(
    "$from: $operation leads to $to",
    ({ from, operation, to }) => {
      const { vm } = machineIn(from);
      expect(vm.state).toBe(from);
      operations[operation](vm);
      expect(vm.state).toBe(to);
    },
  );

  test.each(cases.filter(({ to }) => to === "-"))(
    "$from: $operation is refused, recorded, and changes nothing",
    ({ from, operation }) => {
      const { server, vm } = machineIn(from);
      expect(vm.state).toBe(from);
      const before = snapshot(server);
      const recorded = server.trace.length;
      const error = refusal(() => operations[operation](vm));
      expect(error.code).toBe(from === "undefined" ? "no-domain" : "operation-invalid");
      expect(snapshot(server)).toBe(before);
      expect(server.trace.records.slice(recorded)).toMatchObject([
        { kind: "refusal", subject: "shop", code: error.code, message: error.message },
      ]);
    },
  );
});

describe("a refusal says what was expected, what was found, and what to try", () => {
  const refused = (state: DomainState, operation: Operation) =>
    refusal(() => operations[operation](machineIn(state).vm)).message;

  test("start of a running machine", () => {
    expect(refused("running", "start")).toMatchInlineSnapshot(
      `"hv: cannot start "shop": it is running. Expected it to be shutoff. Hint: while running, it allows suspend(), shutdown(), reboot(), destroy(), launch() or use of guest."`,
    );
  });
  test("resume of a machine that is off", () => {
    expect(refused("shutoff", "resume")).toMatchInlineSnapshot(
      `"hv: cannot resume "shop": it is shutoff. Expected it to be paused. Hint: while shutoff, it allows install(), start() or undefine()."`,
    );
  });
  test("undefine of a paused machine", () => {
    expect(refused("paused", "undefine")).toMatchInlineSnapshot(
      `"hv: cannot undefine "shop": it is paused. Expected it to be shutoff. Hint: while paused, it allows resume() or destroy()."`,
    );
  });
  test("launch in a machine that is off", () => {
    expect(refused("shutoff", "launch")).toMatchInlineSnapshot(
      `"hv: cannot launch "nginx" in "shop": it is shutoff. Expected it to be running. Hint: while shutoff, it allows install(), start() or undefine()."`,
    );
  });
  test("memory of a machine that is off", () => {
    expect(refused("shutoff", "access")).toMatchInlineSnapshot(
      `"hv: cannot use the devices of "shop": it is shutoff. Expected it to be running. Hint: while shutoff, it allows install(), start() or undefine()."`,
    );
  });
  test("start of a crashed machine", () => {
    expect(refused("crashed", "start")).toMatchInlineSnapshot(
      `"hv: cannot start "shop": it is crashed. Expected it to be shutoff. Hint: while crashed, it allows destroy()."`,
    );
  });
  test("anything of a removed machine", () => {
    expect(refused("undefined", "start")).toMatchInlineSnapshot(
      `"hv: cannot start "shop": it was undefined and is gone. Expected it to be shutoff. Hint: define() or create() it anew."`,
    );
  });
  test("the fields say the same as the message", () => {
    const error = refusal(() => machineIn("running").vm.start());
    const { expected, found, hint, message } = error;
    expect(message).toBe(`hv: cannot start "shop": ${found}. Expected ${expected}. Hint: ${hint}.`);
  });
});

describe("what an operation sets off", () => {
  test("the steps of create are in the trace in the order in which they happen", () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.create({ name: "shop", ...small });
    vm.launch(batch({ name: "job", compute: ms(1) }));
    server.run(seconds(5));
    const steps = server.trace.records.flatMap((record) => {
      if (record.subject !== "shop") return [];
      if (record.kind === "lifecycle") return [record.operation];
      if (record.kind === "allocation") return [`${record.action} ${record.resource}`];
      if (record.kind === "guest" || record.kind === "application") return [record.event];
      return [];
    });
    expect(steps.join(", ")).toBe(
      "define, allocate storage, allocate network, install, start, allocate cpu, allocate memory, " +
        "booting, launched, booted, started, finished",
    );
  });

  test("a shutdown takes simulated time, then gives the memory back and keeps the disk", () => {
    const { server, vm } = machineIn("shutdown");
    const { memory, disk } = server.allocated;
    server.run(seconds(0.1));
    expect(vm.state).toBe("shutdown");
    server.run(seconds(2));
    expect(vm.state).toBe("shutoff");
    expect(server.allocated).toMatchObject({ memory: memory - vm.memory, disk });
  });

  test("a shutdown asked for during the boot happens after it", () => {
    const { server, vm } = machineIn("running");
    vm.shutdown();
    server.run(seconds(10));
    expect(vm.state).toBe("shutoff");
    expect(server.trace.of("guest").map(({ event }) => event)).toEqual([
      "booting",
      "booted",
      "powering-off",
    ]);
  });

  test("a reboot starts the services again, and finished jobs not", () => {
    const { server, vm } = machineIn("blocked");
    vm.launch(service({ name: "nginx", compute: ms(1), every: ms(10) }));
    vm.launch(batch({ name: "job", compute: ms(1) }));
    server.run(seconds(1));
    vm.reboot();
    server.run(seconds(10));
    expect(vm.console).toEqual(["Alpine Linux 3.21 is up", "Alpine Linux 3.21 is up"]);
    expect(vm.applications.map(({ name, state }) => `${name} ${state}`)).toEqual(["nginx running"]);
    expect(vm.applications[0]?.requests.completed).toBeGreaterThan(500);
  });

  test("a shutdown during a reboot wins", () => {
    const { server, vm } = machineIn("blocked");
    vm.reboot().shutdown();
    server.run(seconds(10));
    expect(vm.state).toBe("shutoff");
  });

  test("a paused machine does not advance, and goes on where it was", () => {
    const { server, vm } = machineIn("blocked");
    const job = vm.launch(batch({ name: "job", compute: ms(100) }));
    server.run(ms(50));
    vm.suspend();
    const { cpuTime } = job;
    server.run(seconds(1));
    expect(job.cpuTime).toBe(cpuTime);
    vm.resume();
    server.run(ms(60));
    expect(job).toMatchObject({ state: "finished", cpuTime: ms(100) });
  });

  test("with less memory than its system needs, a machine starts, panics while it boots, and keeps its memory", () => {
    const { server, vm } = machineIn("crashed");
    expect(vm.console.at(-1)).toBe(
      "panic: out of memory: Alpine Linux 3.21 needs 128 MiB, the machine has 64 MiB",
    );
    const { memory } = server.allocated;
    vm.destroy();
    expect(server.allocated.memory).toBe(memory - MiB(64));
  });

  test.each<[string, boolean, (vm: VirtualMachine, server: Server) => unknown]>([
    ["idle", true, () => undefined],
    ["suspended", true, (vm) => vm.suspend()],
    ["destroyed", false, (vm) => vm.destroy()],
    ["shut down", false, (vm, server) => (vm.shutdown(), server.run(seconds(10)))],
    ["on a server that lost power", false, (_, server) => server.powerOff()],
    ["panicked", false, (_, server) => server.crash("guest-os:shop")],
    ["undefined", false, (vm) => vm.destroy().undefine()],
    ["started again, and not up yet", false, (vm) => vm.destroy().start()],
  ])("is up when it is %s: %s", (_, booted, bring) => {
    const { server, vm } = machineIn("blocked");
    expect(vm.booted).toBe(true);
    bring(vm, server);
    expect(vm.booted).toBe(booted);
  });

  test("an empty disk does not boot, and nothing inside reacts", () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.define({ name: "empty", vcpus: 1, memory: GiB(1), disk: GiB(1) }).start();
    server.run(seconds(1));
    expect([vm.state, vm.booted]).toEqual(["blocked", false]);
    expect(refusal(() => vm.shutdown()).message).toMatchInlineSnapshot(
      `"hv: cannot shut down "empty": the machine found nothing to boot on its disk. Expected an operating system that reacts. Hint: use destroy(), which cuts the power."`,
    );
    expect(refusal(() => vm.launch(batch({ name: "job", compute: 1 }))).code).toBe(
      "no-operating-system",
    );
  });

  test("a guest that overwrites its boot sector does not boot again", () => {
    const { server, vm } = machineIn("blocked");
    vm.guest.writeDisk(0, "");
    vm.reboot();
    server.run(seconds(10));
    expect(vm.booted).toBe(false);
    expect(server.trace.of("guest").at(-1)?.event).toBe("no-bootable-device");
  });

  test("destroy stops applications at once, and start brings services back", () => {
    const { server, vm } = machineIn("blocked");
    const nginx = vm.launch(service({ name: "nginx", compute: ms(1), every: ms(10) }));
    vm.destroy();
    expect(nginx.state).toBe("stopped");
    vm.start();
    server.run(seconds(5));
    expect(vm.applications.map(({ state }) => state)).toEqual(["running"]);
  });

  test("a stopped service gets no more requests", () => {
    const { server, vm } = machineIn("blocked");
    const nginx = vm.launch(service({ name: "nginx", compute: ms(1), every: ms(10) }));
    server.run(seconds(1));
    vm.destroy();
    const { arrived } = nginx.requests;
    expect(arrived).toBe(100);
    server.run(seconds(1));
    expect(nginx.requests.arrived).toBe(arrived);
  });

  test("a job whose machine went off while it wrote does not finish afterwards", () => {
    const { server, vm } = machineIn("blocked");
    const job = vm.launch(batch({ name: "job", compute: ms(1), write: KiB(512) }));
    server.run(ms(1.5));
    expect(vm.cpuUsage[0]?.mode).toBe("blocked");
    vm.destroy();
    server.run(seconds(1));
    expect(server.trace.of("io").at(-1)).toMatchObject({ operation: "write", bytes: KiB(512) });
    expect([job.state, job.requests.completed]).toEqual(["stopped", 0]);
  });

  test("a transfer from before a power-off does not answer one from after it", () => {
    const { server, vm } = machineIn("running");
    server.run(ms(1));
    vm.destroy().start();
    const { now } = server;
    server.run(seconds(10));
    const up = server.trace.of("guest").find(({ event }) => event === "booted")?.time ?? 0;
    const { diskLatency, diskBandwidth } = costs;
    const reads = 40 * diskLatency.value + Math.ceil((MiB(40) * 1e9) / diskBandwidth.value);
    expect(up - now).toBeGreaterThan(reads + seconds(0.6));
  });

  test("another operating system has none of the services of the one before", () => {
    const { server, vm } = machineIn("blocked");
    vm.launch(service({ name: "nginx", compute: ms(1), every: ms(10) }));
    vm.destroy().install("alpine-3.21").start();
    server.run(seconds(5));
    expect([vm.booted, vm.applications]).toEqual([true, []]);
  });

  test("a machine suspended while it waits for a CPU gets none", () => {
    const { server, hypervisor } = rack({ cpus: 1 });
    const [a, b] = ["a", "b"].map((name) => hypervisor.create({ name, ...small }));
    server.run(seconds(10));
    const jobs = [a, b].map((vm) => vm?.launch(batch({ name: "job", compute: seconds(9) })));
    server.run(ms(5));
    expect(b?.cpuUsage[0]?.mode).toBe("ready");
    b?.suspend();
    server.run(seconds(1));
    expect([jobs[1]?.cpuTime, b?.cpuUsage[0]?.mode]).toEqual([0, "paused"]);
    b?.resume();
    server.run(seconds(1));
    expect(jobs[1]?.cpuTime).toBeGreaterThan(ms(400));
  });

  test("a name is free again once its machine is undefined", () => {
    const { hypervisor, vm } = machineIn("undefined");
    expect(hypervisor.domains()).toEqual([]);
    expect(hypervisor.define({ name: "shop", ...sized })).not.toBe(vm);
  });
});
