// Containers: processes of the host OS with a view of their own. What is shared (kernel, layers of images) and what is
// not (files, processes, limits).

import { describe, expect, test } from "vitest";
import {
  batch,
  containerTransitions,
  costs,
  Hypervisor,
  MiB,
  ms,
  profiles,
  seconds,
} from "../../src/stdlib/index.ts";
import type { ContainerOperation, ContainerState } from "../../src/stdlib/index.ts";
import { refusal, small, snapshot } from "./machine.ts";

import { containerIn, dock, burn } from "./dock.ts";

const states = Object.keys(containerTransitions) as ContainerState[];
const operations = [
  ...new Set(states.flatMap((state) => Object.keys(containerTransitions[state]))),
];

describe("the life of a container", () => {
  const cases = states.flatMap((state) =>
    operations.map((operation) => [state, operation as ContainerOperation] as const),
  );
  test.each(cases)("%s: %s", (state, operation) => {
    const { server, web } = containerIn(state);
    const before = snapshot(server);
    const ask = {
      launch: () => web.launch(burn()),
      access: () => web.writeFile("/tmp/x", "x"),
      start: () => web.start(),
      pause: () => web.pause(),
      unpause: () => web.unpause(),
      stop: () => web.stop(),
      kill: () => web.kill(),
      remove: () => web.remove(),
    }[operation];
    const next = containerTransitions[state][operation];
    if (next === undefined) {
      const code = state === "removed" ? "no-container" : "operation-invalid";
      expect(refusal(ask).code).toBe(code);
      expect(snapshot(server)).toBe(before);
    } else {
      ask();
      expect(web.state).toBe(next);
    }
  });

  test("it runs as long as its main process does", () => {
    const { server, engine } = dock();
    const shell = engine.run({ name: "shell", image: "alpine:3.21" });
    const job = engine.run({
      name: "job",
      image: "alpine:3.21",
      command: batch({ name: "sum", compute: ms(500) }),
    });
    const side = job.launch(burn());
    server.run(ms(300));
    expect([shell.state, shell.exitCode, job.state]).toEqual(["exited", 0, "running"]);
    server.run(seconds(2));
    expect([job.state, job.exitCode, side.state]).toEqual(["exited", 0, "stopped"]);
    const idle = server.cpuUsage.map((cpu) => cpu.idle);
    server.run(seconds(1));
    expect(server.cpuUsage.map((cpu, i) => cpu.idle - (idle[i] ?? 0))).toEqual([
      seconds(1),
      seconds(1),
    ]);
    expect(job.start().state).toBe("running");
    server.run(seconds(2));
    expect(server.trace.of("lifecycle", "job").map((record) => record.operation)).toEqual([
      "create",
      "start",
      "finished",
      "start",
      "finished",
    ]);
  });

  test("starting takes setting up and loading a program, and no boot", () => {
    const { server, engine } = dock();
    const web = engine.run({ name: "web", image: "nginx:1.27" });
    expect([web.state, web.started]).toEqual(["running", false]);
    server.run(costs.containerSetup.value);
    expect(web.started).toBe(false);
    server.run(costs.containerSetup.value);
    expect(web.started).toBe(true);
    expect(server.trace.of("exit")).toEqual([]);
    expect(server.trace.of("guest")).toEqual([]);
  });

  test("paused: no CPU time, and its memory is kept", () => {
    const { server, engine } = dock();
    const web = engine.run({ name: "web", image: "nginx:1.27" });
    const job = web.launch(burn("job", MiB(64)));
    server.run(seconds(1));
    web.pause();
    const had = [job.cpuTime, web.memoryUsage.used];
    server.run(seconds(1));
    expect([job.cpuTime, web.memoryUsage.used]).toEqual(had);
    web.unpause();
    server.run(seconds(1));
    expect(job.cpuTime - (had[0] ?? 0)).toBeGreaterThan(seconds(0.99));
  });
});

describe("one kernel", () => {
  test("it is the host's, whatever distribution the files are of", () => {
    const { host, engine } = dock();
    const web = engine.run({ name: "web", image: "nginx:1.27" });
    expect(web.kernel).toBe(host.image);
    expect(web.readFile("/etc/os-release")).toContain("Debian");
    expect(host.image.name).toContain("Ubuntu");
  });

  test.each([
    ["ubuntu-24.04", "nanoserver:ltsc2022"],
    ["windows-11", "nginx:1.27"],
    ["macos-11", "alpine:3.21"],
  ])("on %s, %s is refused: it needs another one", (system, image) => {
    const { server, engine } = dock({}, system);
    const before = snapshot(server);
    for (const ask of [() => engine.pull(image), () => engine.run({ name: "x", image })])
      expect(refusal(ask).code).toBe("config-unsupported");
    expect(snapshot(server)).toBe(before);
  });

  test("a Windows container runs on Windows", () => {
    const { server, engine } = dock({}, "windows-11");
    const core = engine.run({ name: "core", image: "nanoserver:ltsc2022" });
    server.run(seconds(1));
    expect(core.exitCode).toBe(0);
  });

  test("its panic takes all containers; a container's crash, or the engine's, takes no other", () => {
    const { server, engine } = dock();
    const [web, db] = ["web", "db"].map((name) => engine.run({ name, image: "redis:7.4" }));
    server.run(seconds(1));
    const crash = (part: string) => server.crash(part).map(({ id }) => id);
    expect(crash("container:web")).toEqual(["container:web"]);
    expect([web?.state, web?.exitCode, db?.state]).toEqual(["exited", 139, "running"]);
    web?.start();
    expect(crash("container-engine")).toEqual(["container-engine:docker"]);
    server.run(seconds(1));
    expect([web?.started, db?.started]).toEqual([true, true]);
    expect(refusal(() => web?.stop()).code).toBe("no-connect");
    expect(refusal(() => engine.run({ name: "x", image: "redis:7.4" })).code).toBe("no-connect");
    expect(crash("host-os")).toEqual(["host-os:host", "container:web", "container:db"]);
    expect([web?.state, web?.exitCode, db?.exitCode]).toEqual(["exited", 255, 255]);
    expect(engine.processes.map(({ state }) => state)).toEqual(["stopped", "stopped"]);
  });

  test("after a restart of the host OS, containers with their files can be started again", () => {
    const { server, host, engine } = dock();
    const web = engine.run({ name: "web", image: "nginx:1.27" });
    web.writeFile("/srv/index.html", "hello");
    host.reboot();
    expect([web.state, web.memoryUsage.used]).toEqual(["exited", 0]);
    expect(refusal(() => web.start()).code).toBe("no-connect");
    server.run(seconds(10));
    expect(web.start().readFile("/srv/index.html")).toBe("hello");
  });

  test("layers: containers stand on the host OS, beside the engine and a hypervisor", () => {
    const { server, host, engine } = dock();
    host.install(new Hypervisor({ profile: profiles.kvm })).create({ name: "vm", ...small });
    engine.run({ name: "web", image: "nginx:1.27" });
    server.run(seconds(1));
    expect(server.layers().map(({ id, kind, on }) => `${kind} ${id} on ${on.join()}`)).toEqual([
      "hardware hardware:pc on ",
      "host-os host-os:host on hardware:pc",
      "application container-engine:docker on host-os:host",
      "container container:web on host-os:host",
      "application application:web/nginx on container:web",
      "hypervisor hypervisor:KVM on host-os:host",
      "guest-os guest-os:vm on hypervisor:KVM",
    ]);
  });
});

describe("apart from each other", () => {
  const two = () => {
    const all = dock();
    const web = all.engine.run({ name: "web", image: "nginx:1.27" });
    const db = all.engine.run({ name: "db", image: "postgres:17" });
    all.server.run(seconds(1));
    return { ...all, web, db };
  };

  test("files: what one writes the other does not see, nor does the image change", () => {
    const { engine, web, db } = two();
    db.writeFile("/data/secret", "42");
    db.writeFile("/etc/os-release", "mine");
    expect(refusal(() => web.readFile("/data/secret")).message).toMatchInlineSnapshot(
      `"docker: cannot read "/data/secret": there is no such file (ENOENT). Expected a file in the mounts of "web". Hint: writeFile() it first; a file of another container is in that one alone."`,
    );
    expect([db.readFile("/etc/os-release"), db.changedFiles]).toEqual([
      "mine",
      ["/data/secret", "/etc/os-release"],
    ]);
    expect(web.readFile("/etc/os-release")).toContain("Debian");
    const fresh = engine.run({ name: "fresh", image: "postgres:17" });
    expect(fresh.readFile("/etc/os-release")).toContain("Debian");
  });

  test("memory: a process's addresses lead to its own, and another container's process has no name", () => {
    const { engine, web, db } = two();
    db.writeMemory("postgres", 0x1000, "secret");
    web.writeMemory("nginx", 0x1000, "own");
    const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    expect(read(db.readMemory("postgres", 0x1000, 6))).toBe("secret");
    expect(read(web.readMemory("nginx", 0x1000, 6))).toBe("own\0\0\0");
    expect(refusal(() => web.readMemory("postgres", 0x1000, 6)).code).toBe("no-process");
    expect(refusal(() => web.readMemory("nginx", MiB(8) - 2, 6)).message).toMatchInlineSnapshot(
      `"docker: cannot read memory of "nginx": nothing is mapped at 0x80_0000 (SIGSEGV). Expected an address that "nginx" has mapped: it has 8 MiB from 0x0 on. Hint: a process has the memory that its command was described with."`,
    );
    for (const [address, length] of [
      [-1, 1],
      [0.5, 1],
      [NaN, 1],
      [0, -1],
      [0, MiB(2)],
    ] as const)
      expect(refusal(() => web.readMemory("nginx", address, length)).code).toBe("invalid-argument");
    // What a process leaves behind, no other finds.
    db.kill();
    const heir = engine.run({ name: "heir", image: "postgres:17" });
    expect(read(heir.readMemory("postgres", 0x1000, 6))).toBe("\0\0\0\0\0\0");
    const frames = Array.from({ length: 3 }, (_, i) =>
      heir.launch(batch({ name: `job-${String(i)}`, compute: seconds(9), memory: MiB(1) })),
    );
    frames.forEach(({ name }, i) => heir.writeMemory(name, MiB(1) - 1, String(i)));
    expect(frames.map(({ name }) => read(heir.readMemory(name, MiB(1) - 1, 1)))).toEqual([
      "0",
      "1",
      "2",
    ]);
  });

  test("processes: a container names its own alone; the host OS sees all of them", () => {
    const { host, web, db } = two();
    const own = host.spawn(burn("editor"));
    expect(web.processes.map(({ name }) => name)).toEqual(["nginx"]);
    expect(refusal(() => web.killProcess("postgres")).code).toBe("no-process");
    expect(refusal(() => web.killProcess("editor")).message).toMatchInlineSnapshot(
      `"docker: cannot kill process "editor": there is no such process (ESRCH). Expected a process in the namespace of "web". Hint: it sees "nginx"."`,
    );
    expect([own.state, db.state]).toEqual(["running", "running"]);
    expect(host.processes.map(({ name }) => name)).toEqual(["editor", "nginx", "postgres"]);
    web.killProcess("nginx");
    expect([web.state, web.exitCode, db.state]).toEqual(["exited", 137, "running"]);
  });
});
