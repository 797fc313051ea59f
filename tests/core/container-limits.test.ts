// What containers take and may take: layers of images are there once, and memory, disk and CPU time are counted for each
// container and limited.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  containerImages,
  ContainerEngine,
  GiB,
  KiB,
  MiB,
  ms,
  seconds,
  service,
} from "../../src/stdlib/index.ts";

import { refusal, snapshot } from "./machine.ts";

import { any, containerIn, dock, burn } from "./dock.ts";

describe("images", () => {
  const sizes = new Map(containerImages.flatMap(({ layers }) => layers).map((l) => [l.id, l.size]));
  const linux = containerImages.filter(({ family }) => family === "Linux").map(({ id }) => id);

  test("whatever is pulled and removed: each layer is there once, and no other", () => {
    const steps = fc.array(fc.tuple(fc.constantFrom(...linux), fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (list) => {
        const { server, engine } = dock();
        const bare = server.free.disk;
        const there = new Set<string>();
        for (const [id, pull] of list) {
          if (pull) {
            engine.pull(id);
            there.add(id);
          } else if (there.delete(id)) {
            engine.removeImage(id);
          } else {
            expect(refusal(() => engine.removeImage(id)).code).toBe("no-image");
          }
          const images = containerImages.filter((image) => there.has(image.id));
          const layers = new Set(images.flatMap((image) => image.layers.map((layer) => layer.id)));
          const bytes = [...layers].reduce((sum, layer) => sum + (sizes.get(layer) ?? NaN), 0);
          expect(bare - server.free.disk).toBe(bytes);
          expect(engine.diskUsage.images).toBe(bytes);
          const unique = engine.images().reduce((sum, { size, shared }) => sum + size - shared, 0);
          expect(unique).toBeLessThanOrEqual(bytes);
        }
      }),
    );
  });

  test("the same layer has the same size in every image", () => {
    for (const { layers } of containerImages)
      for (const { id, size } of layers) expect(size).toBe(sizes.get(id));
    expect(new Set(containerImages.map(({ id }) => id)).size).toBe(containerImages.length);
  });

  test("a hundred containers of one image take no more room than one, until they write", () => {
    const { server, engine } = dock();
    engine.pull("nginx:1.27");
    const before = server.free.disk;
    const all = Array.from({ length: 100 }, (_, i) =>
      engine.create({ name: `web-${String(i)}`, image: "nginx:1.27" }),
    );
    expect(server.free.disk).toBe(before);
    all[0]?.start().writeFile("/var/log/access", "one line");
    expect(before - server.free.disk).toBe(4096);
    expect(all[0]?.diskUsage).toEqual({ allocated: 4096, image: MiB(190) });
    all[0]?.writeFile("/var/log/access", "x".repeat(9000));
    all[0]?.writeFile("/var/log/access", "x".repeat(5000));
    expect([before - server.free.disk, all[0]?.diskUsage.allocated]).toEqual([8192, 8192]);
    all[0]?.kill().remove();
    expect(server.free.disk).toBe(before);
  });

  test("an image is kept while a container stands on it", () => {
    const { server, engine, web } = containerIn("exited");
    const before = snapshot(server);
    expect(refusal(() => engine.removeImage("nginx:1.27")).message).toMatchInlineSnapshot(
      `"docker: cannot remove image "nginx:1.27": "web" stands on it. Expected an image that no container stands on. Hint: remove() the container first."`,
    );
    expect(snapshot(server)).toBe(before);
    web.remove();
    engine.removeImage("nginx:1.27");
    expect(engine.images()).toEqual([]);
  });
});

describe("limits", () => {
  test("memory: processes take their working sets and no more, and give them back", () => {
    const { server, engine } = dock();
    const bare = server.free.memory;
    const web = engine.run({ name: "web", image: "nginx:1.27" });
    const nginx = web.memoryUsage.used;
    expect([nginx, bare - server.free.memory]).toEqual([web.image.command.memory, nginx]);
    web.launch(batch({ name: "short", compute: ms(1), memory: MiB(100) }));
    expect(web.memoryUsage.used).toBe(nginx + MiB(100));
    server.run(seconds(1));
    expect(bare - server.free.memory).toBe(nginx);
    const told = server.trace.of("lifecycle", "web").map(({ operation }) => operation);
    expect(told).toEqual(["create", "start"]);
    web.stop();
    expect([web.exitCode, server.free.memory]).toEqual([143, bare]);
  });

  test("memory above the limit: the kernel kills the largest process, not its neighbours", () => {
    const { server, engine } = dock();
    const web = engine.run({ name: "web", image: "nginx:1.27", memory: MiB(64) });
    const other = engine.run({ name: "other", image: "nginx:1.27" });
    const big = web.launch(burn("big", MiB(50)));
    server.run(seconds(1));
    const next = web.launch(burn("next", MiB(20)));
    expect([big.state, next.state, web.state, web.oomKilled]).toEqual([
      "stopped",
      "running",
      "running",
      true,
    ]);
    const huge = web.launch(burn("huge", GiB(1)));
    expect([huge.state, next.state, web.memoryUsage.used]).toEqual(["stopped", "running", MiB(28)]);
    expect(server.trace.of("lifecycle", "web").filter((r) => r.operation === "oom-kill")).toEqual([
      expect.objectContaining({ detail: { code: "process", process: "big" }, to: "running" }),
      expect.objectContaining({ detail: { code: "process", process: "huge" }, to: "running" }),
    ]);
    server.run(seconds(1));
    expect(other.state).toBe("running");
  });

  test("a main process above the limit ends the container: exit code 137", () => {
    const { engine } = dock();
    const command = burn("hungry", MiB(200));
    const web = engine.run({ name: "web", image: "alpine:3.21", command, memory: MiB(100) });
    expect([web.state, web.exitCode, web.oomKilled]).toEqual(["exited", 137, true]);
    expect(web.memoryUsage.used).toBe(0);
  });

  test("whatever runs and ends, memory and disk are conserved", () => {
    const step = fc.tuple(
      fc.constantFrom("launch", "run", "kill", "start", "pause", "remove", "write", "crash"),
      fc.nat(3),
      fc.integer({ min: 0, max: 300 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (list) => {
        const { server, engine } = dock({ memory: GiB(2.5) });
        const bare = server.free;
        for (const name of ["c0", "c1"]) engine.run({ name, image: "redis:7.4", memory: MiB(250) });
        for (const [what, which, amount] of list) {
          const name = `c${String(which)}`;
          const one = engine.containers().find((container) => container.name === name);
          const memory = MiB(amount);
          const job = () => batch({ name: `j${String(amount)}`, compute: ms(amount + 1), memory });
          const ask = {
            run: () => engine.run({ name, image: "redis:7.4", memory: MiB(250) }),
            launch: () => one?.launch(job()),
            kill: () => one?.kill(),
            start: () => one?.start(),
            pause: () => (one?.state === "paused" ? one.unpause() : one?.pause()),
            remove: () => one?.remove(),
            write: () => one?.writeFile(`/f${String(amount % 3)}`, "x".repeat(amount * 100)),
            crash: () => server.crash(`container:${name}`),
          }[what as "run"];
          try {
            ask();
          } catch (error) {
            expect(error).toHaveProperty("code");
          }
          server.run(ms(7));
          const containers = engine.containers();
          const used = containers.reduce((sum, c) => sum + c.memoryUsage.used, 0);
          expect(bare.memory - server.free.memory).toBe(used);
          const { images, containers: own } = engine.diskUsage;
          expect(bare.disk - server.free.disk).toBe(images + own);
          for (const c of containers) {
            expect(c.memoryUsage.used).toBeLessThanOrEqual(MiB(250));
            const on = c.state === "running" || c.state === "paused";
            if (!on) expect(c.memoryUsage.used).toBe(0);
          }
        }
        for (const c of engine.containers()) {
          if (c.state === "paused") c.unpause();
          if (c.state === "running") c.kill();
          c.remove();
        }
        for (const { image } of engine.images()) engine.removeImage(image);
        expect(server.free).toEqual(bare);
      }),
      { numRuns: 60 },
    );
  });

  test.each([0.25, 0.5, 1, 1.5])(
    "cpus: %d are not exceeded, however many threads and processes",
    (cpus) => {
      const { server, engine } = dock({ cpus: 4 });
      const box = engine.run({ name: "box", image: "nginx:1.27", cpus });
      box.launch(batch({ name: "burn", compute: seconds(1000), threads: 2 }));
      for (const name of ["a", "b"]) box.launch(burn(name));
      server.run(seconds(10));
      expect(box.cpuTime / seconds(10)).toBeGreaterThan(cpus * 0.96);
      expect(box.cpuTime / seconds(10)).toBeLessThan(cpus * 1.04);
    },
  );

  test("weight: two containers share a CPU by it, however many processes each has", () => {
    const { server, engine } = dock({ cpus: 1 });
    const light = engine.run({ name: "light", image: "nginx:1.27" });
    const heavy = engine.run({ name: "heavy", image: "nginx:1.27", weight: 768 });
    server.run(seconds(1));
    for (const name of ["a", "b", "c"]) light.launch(burn(name));
    heavy.launch(burn());
    const before = [light.cpuTime, heavy.cpuTime];
    server.run(seconds(20));
    const [l, h] = [light.cpuTime - (before[0] ?? 0), heavy.cpuTime - (before[1] ?? 0)];
    expect(h / l).toBeGreaterThan(3 * 0.96);
    expect(h / l).toBeLessThan(3 * 1.04);
  });

  test("a process that finds no room to write ends, and with the main process the container", () => {
    const { server, engine } = dock({ disk: GiB(4) });
    const web = engine.run({ name: "web", image: "nginx:1.27" });
    const side = web.launch(batch({ name: "fill", compute: ms(1), write: GiB(2) }));
    server.run(seconds(20));
    expect([side.state, web.state]).toEqual(["stopped", "running"]);
    expect(server.free.disk).toBeLessThan(MiB(1));
    web.stop().remove();
    const command = batch({ name: "fill", compute: ms(1), write: GiB(2) });
    const again = engine.run({ name: "again", image: "nginx:1.27", command });
    server.run(seconds(20));
    expect([again.state, again.exitCode]).toEqual(["exited", 1]);
  });
});

describe("bad input is refused, and changes nothing", () => {
  test("one by one", () => {
    const { server, host, engine } = dock();
    const web = engine.run({ name: "web", image: "nginx:1.27" });
    server.run(seconds(1));
    const before = snapshot(server);
    const run = (spec: object) => () =>
      engine.run(any({ name: "x", image: "nginx:1.27", ...spec }));
    const asked: [() => unknown, string][] = [
      [() => new ContainerEngine(any(null)), "invalid-argument"],
      [() => new ContainerEngine({ name: "" }), "invalid-argument"],
      [() => new ContainerEngine().pull("nginx:1.27"), "not-installed"],
      [() => host.install(new ContainerEngine()), "already-installed"],
      [() => host.install(engine), "already-installed"],
      [() => dock().host.install(engine), "already-installed"],
      [() => server.install(any(engine)), "invalid-argument"],
      [() => engine.pull("ngnix"), "no-image"],
      [() => engine.pull(any(undefined)), "no-image"],
      [() => engine.removeImage("redis:7.4"), "no-image"],
      [() => engine.lookup("nobody"), "no-container"],
      [() => engine.run(any(undefined)), "invalid-argument"],
      [run({ name: "web" }), "container-exists"],
      [run({ name: "a b" }), "invalid-argument"],
      [run({ image: "redis" }), "no-image"],
      [run({ memory: 0 }), "invalid-argument"],
      [run({ memory: 4097 }), "invalid-argument"],
      [run({ memory: NaN }), "invalid-argument"],
      [run({ cpus: 0 }), "invalid-argument"],
      [run({ cpus: -1 }), "invalid-argument"],
      [run({ cpus: 3 }), "invalid-argument"],
      [run({ cpus: NaN }), "invalid-argument"],
      [run({ cpus: "1" }), "invalid-argument"],
      [run({ weight: 0 }), "invalid-argument"],
      [run({ command: {} }), "invalid-argument"],
      [run({ command: burn("b", GiB(100)) }), "insufficient-memory"],
      [() => web.launch(any(undefined)), "invalid-argument"],
      [() => web.launch(burn("nginx")), "application-exists"],
      [() => web.launch(burn("b", GiB(100))), "insufficient-memory"],
      [() => web.killProcess(any(7)), "no-process"],
      [() => web.readFile("etc"), "invalid-argument"],
      [() => web.writeFile("/", "x"), "invalid-argument"],
      [() => web.writeFile("/x", any(7)), "invalid-argument"],
    ];
    for (const [ask, code] of asked) expect(refusal(ask).code).toBe(code);
    expect(snapshot(server)).toBe(before);
  });

  test("a full disk: neither image nor container", () => {
    const { server, engine } = dock({ disk: GiB(2.75) });
    const before = snapshot(server);
    expect(refusal(() => engine.pull("postgres:17")).code).toBe("insufficient-disk");
    expect(refusal(() => engine.run({ name: "db", image: "postgres:17" })).code).toBe(
      "insufficient-disk",
    );
    expect(snapshot(server)).toBe(before);
  });

  test("one cell, one trace", () => {
    const run = () => {
      const { server, engine } = dock({ cpus: 1, seed: 3 });
      const web = engine.run({ name: "web", image: "nginx:1.27", cpus: 0.5, memory: MiB(64) });
      const shop = { name: "shop", compute: ms(2), every: ms(9), send: KiB(8), memory: MiB(20) };
      web.launch(service({ ...shop, arrivals: "poisson" }));
      server.run(seconds(2));
      web.launch(burn("hog", MiB(60)));
      server.run(seconds(1));
      return JSON.stringify([server, server.trace]);
    };
    expect(run()).toBe(run());
  });
});
