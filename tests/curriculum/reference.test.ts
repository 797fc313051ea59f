// The reference: all that the library's docstrings say of its classes, in both languages, each class with an example.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { koreanFile, readReference } from "../../src/curriculum/reference.ts";
import { contentFolder, languages, readLesson } from "../../src/curriculum/lessons.ts";
import { exported } from "../../src/curriculum/library-program.ts";
import { root } from "../../src/curriculum/root.ts";

const folder = join(contentFolder, "reference");
const yaml = readFileSync(koreanFile, "utf8");
const { classes: reference, functions } = readReference(yaml);
const lesson = readLesson(folder, "reference");
const kebab = (name: string): string => name.replace(/(?<!^)(?=[A-Z])/g, "-").toLowerCase();
const member = (name: string) =>
  [...reference.flatMap(({ members }) => members), ...functions].find((one) => one.name === name);

describe("the reference", () => {
  test("has every class that a cell can import", () => {
    const names = reference.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(15);
    const classes = exported().filter(({ symbol }) => symbol.flags & ts.SymbolFlags.Class);
    expect(names).toEqual(classes.map(({ name }) => name));
  });

  test("and every function", () => {
    const names = functions.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["GiB", "overcommit", "computer", "table"]));
    expect(names.length).toBeGreaterThan(40);
  });

  test.each(languages)("shows each of them once, with its example, in %s", (language) => {
    const prose = readFileSync(join(folder, `${language}.mdx`), "utf8");
    const shown = [...prose.matchAll(/^## (\w+)\n\n<Cell id="(.+)" \/>\n\n<Reference class="(.+)" \/>$/gm)]; // prettier-ignore
    for (const [, heading = "", cell, entry] of shown)
      expect([cell, entry]).toEqual([kebab(heading), heading]);
    expect(prose).toContain("\n<Reference functions />\n");
    expect(shown.map(([, heading]) => heading).toSorted()).toEqual(
      reference.map(({ name }) => name).toSorted(),
    );
  });

  test("has an example for each class, and no other cell", () => {
    expect(lesson.cells.map(({ id }) => id).toSorted()).toEqual(
      reference.map(({ name }) => kebab(name)).toSorted(),
    );
  });

  test("says what the docstring says, in English and in Korean", () => {
    const source = readFileSync(join(root, "src/host/server.ts"), "utf8");
    const [, said = ""] = /\/\*\* (.*) \*\/\n {2}get seed/.exec(source) ?? [];
    expect(member("Server.seed")?.about.text).toEqual({
      en: said,
      ko: "난수가 시작된 시드.",
    });
    const entries = [...reference, ...reference.flatMap(({ members }) => members), ...functions];
    for (const { key, text } of entries.map(({ about }) => about))
      if (text.en !== "") expect(text.ko, key).toMatch(/[가-힣]/);
  });

  test.each([
    ["a method", "Server.run", ["run(duration: number, options?: RunOptions): number"]],
    ["a property", "Server.seed", ["seed: number"]],
    ["a constructor", "new Server", ["new Server(spec?: ServerSpec)"]],
    ["two ways to call it", "Hypervisor.create", [
      "create(image: string, given?: Partial<CreateSpec>): VirtualMachine",
      "create(spec: CreateSpec): VirtualMachine",
    ]],
    ["a function", "overcommit", ["overcommit(spec?: OvercommitSpec): MemorySpec"]],
    ["a constant that is called", "GiB", ["GiB(n: number): number"]],
    ["a type that the caller chooses", "Server.install", [
      "install<Installed extends Software>(software: Installed): Installed",
    ]],
  ])("writes %s as a reader would", (_, name, signatures) => {
    expect(member(name)?.signatures).toEqual(signatures);
  }); // prettier-ignore

  test.each(["new VirtualMachine", "new Application", "Server.toJSON"])("leaves %s out", (name) => {
    expect(member(name)).toBeUndefined();
  });

  test.each([
    ["a missing Korean text", yaml.replace(/^Server\.seed:.*\n/m, ""), /1 without Korean.*\n\n# .*\nServer\.seed:/s], // prettier-ignore
    ["an empty one", yaml.replace(/^Server\.seed:.*\n/m, "Server.seed:\n"), /1 without Korean/],
    ["Korean for nothing", `${yaml}\nServer.fly: 난다\n`, /Korean for no docstring: Server\.fly/],
    ["all gaps at once", `${yaml.replace(/^Server\.(?:seed|now):.*\n/gm, "")}\nServer.fly: 난다\n`, /2 without Korean; Korean for no docstring: Server\.fly/], // prettier-ignore
  ])("refuses %s", (_, given, message) => {
    expect(() => readReference(given)).toThrow(message);
  });
});
