// Containers in figures: their layer has a name in both languages and a style of its own, and an engine is a table.
import { expect, test } from "vitest";
import { classDefinitions } from "../../components/figures/palette.ts";
import { showAllParts } from "../../src/stdlib/all-parts.ts";
import { displayOf } from "../../src/stdlib/display.ts";
import { ContainerEngine, GiB, HostOs, layers, seconds, Server } from "../../src/stdlib/index.ts";
import type { Figure } from "../../src/stdlib/index.ts";

showAllParts();

function dock() {
  const server = new Server({ name: "pc", cpus: 2, memory: GiB(8), disk: GiB(40) });
  const engine = server.install(new HostOs({ name: "host" })).install(new ContainerEngine());
  const web = engine.run({ name: "web", image: "nginx:1.27" });
  engine.create({ name: "db", image: "postgres:17" });
  server.run(seconds(1));
  return { server, engine, web };
}
const texts = (figure: Figure) =>
  (["en", "ko"] as const).map((language) => {
    const made = (figure as unknown as Record<symbol, (options: object) => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]?.({ language });
    return made ?? {};
  });

test("a container is a layer on the host OS", () => {
  const [en, ko] = texts(layers(dock().server));
  expect(en?.["text/plain"]).toContain("Container: web: nginx:1.27, on host");
  expect(ko?.["text/plain"]).toContain("컨테이너: web: nginx:1.27 (host 위)");
  const style = /class \w+ (container)\n/.exec(en?.["text/vnd.mermaid"] ?? "")?.[1] ?? "none";
  for (const theme of ["light", "dark"] as const)
    expect(classDefinitions(theme)).toContain(`classDef ${style} fill:`);
});

test("an engine, a container and a list of them are shown as a table", () => {
  const { engine, web } = dock();
  const text = (value: unknown) => String(displayOf(value, "en")?.["text/plain"]);
  expect(text(engine).split("\n")).toEqual([
    "Name  State    Image        Memory  Disk",
    "web   running  nginx:1.27   8 MiB   0 B",
    "db    created  postgres:17  0 B     0 B",
  ]);
  expect(text(engine.containers())).toBe(text(engine));
  expect(text(web).split("\n")).toHaveLength(2);
  expect(displayOf(engine, "ko")?.["text/plain"]).toContain("이미지");
});
