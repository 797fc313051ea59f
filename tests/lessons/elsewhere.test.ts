// Outside of the site: the library as a package, and every lesson as one TypeScript file that type-checks with it and
// runs in Node. (Its notebooks were run by tslab's own kernel, by hand: that needs Python and a native module.)
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { languages, readLessons } from "../../src/curriculum/lessons.ts";
import { notebookFile } from "../../src/curriculum/notebook-file.ts";
import { writePackage } from "../../src/curriculum/package.ts";
import { root } from "../../src/curriculum/root.ts";
import { percentScript } from "../../src/notebook/percent-script.ts";

// TypeScript reads the whole library, and Node starts for each lesson.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), "hypervisor-notebook-"));
const installed = join(folder, "node_modules", "hypervisor-notebook");

beforeAll(async () => {
  await writePackage(installed);
  mkdirSync(join(folder, "node_modules", "@types"));
  symlinkSync(join(root, "node_modules/@types/node"), join(folder, "node_modules/@types/node"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a file with Node; rejects when it fails. */
async function run(name: string, text: string): Promise<string> {
  writeFileSync(join(folder, name), text);
  const { stdout } = await promisify(execFile)(process.execPath, [name], { cwd: folder });
  return stdout;
}

/** What TypeScript says about files that have the package installed. */
function problems(
  files: readonly string[],
  module: ts.ModuleKind,
  resolution: ts.ModuleResolutionKind,
) {
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    {
      target: ts.ScriptTarget.ES2022,
      // What tslab has, and no DOM.
      lib: ["lib.es2022.d.ts"],
      module,
      moduleResolution: resolution,
      moduleDetection: ts.ModuleDetectionKind.Force,
      typeRoots: [join(folder, "node_modules/@types")],
      types: ["node"],
      strict: true,
      noEmit: true,
      ignoreDeprecations: "6.0",
    },
  );
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${basename(file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
}

const modern = [ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext] as const;
// eslint-disable-next-line @typescript-eslint/no-deprecated -- it is what tslab uses.
const older = [ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Node10] as const;

describe("the package", () => {
  test("is the same library for modules and for CommonJS", async () => {
    const library = createRequire(import.meta.url)(installed) as Record<string, unknown>;
    expect(Object.keys(library)).toContain("notebookDisplay");
    const shown = await run(
      "same.mjs",
      'import { createRequire } from "node:module"; import { Server, layers } from "hypervisor-notebook";\nconst cjs = createRequire(import.meta.url)("hypervisor-notebook");\nconsole.log(cjs.Server === Server, typeof layers);',
    );
    expect(shown).toBe("true function\n");
  });

  test("shows figures and the library's own objects as text, nested or alone, in the language asked for", async () => {
    const shown = await run(
      "shown.mjs",
      'import { GiB, Hypervisor, layers, notebookDisplay, Server } from "hypervisor-notebook";\nconst server = new Server({ name: "s", cpus: 1, memory: GiB(4), disk: GiB(9) });\nconst manager = server.install(new Hypervisor());\nconst display = notebookDisplay("ko");\nconsole.log(layers(server));\nconsole.log([manager]);\ndisplay({ plain: 1 });\ndisplay.progress("run")(1);',
    );
    expect(shown).toContain("하이퍼바이저");
    expect(shown).toContain("plain: 1");
    expect(shown).toContain("run: 100 %");
  });

  const values = `
    const { GiB, Hypervisor, layers, notebookDisplay, Server } = await import("hypervisor-notebook");
    const server = new Server({ name: "s", cpus: 1, memory: GiB(4), disk: GiB(9) });
    const manager = server.install(new Hypervisor());
    manager.create("debian-12", { name: "a", memory: GiB(1), disk: GiB(4) });
    const display = notebookDisplay("ko");
    display(layers(server));`;

  test("shows tables and diagrams in tslab, last expressions too", async () => {
    const shown = await run(
      "in-tslab.mjs",
      `const display_ = { html: (text) => console.log("HTML", text), markdown: (text) => console.log("MD", text) };
      globalThis.__tslab__ = { exports: {}, require: () => ({ display: display_ }) };
      ${values}
      const { exports } = __tslab__;
      exports.tsLastExpr = manager;
      console.log(exports.tsLastExpr);
      exports.tsLastExpr = "plain";
      console.log(exports.tsLastExpr);`,
    );
    expect(shown).toMatch(/^MD ```mermaid\n[^]*하이퍼바이저[^]*글로 보기/);
    expect(shown).toMatch(/HTML <table>.*이름.*<td[^>]*>a<\/td>.*1 GiB.*\nundefined\nplain\n$/);
  });

  test("shows bundles in Deno, and answers when it is asked", async () => {
    const shown = await run(
      "in-deno.mjs",
      `globalThis.Deno = { jupyter: { display: async (bundle) => console.log(Object.keys(bundle).join()) } };
      ${values}
      for (const value of [manager, layers(server)])
        console.log(JSON.stringify(value[Symbol.for("Jupyter.display")]()));`,
    );
    const [displayed, table, diagram] = shown.trim().split("\n");
    expect(displayed).toBe("text/vnd.mermaid,text/plain,text/markdown");
    expect(JSON.parse(table ?? "")).toMatchObject({
      "text/html": expect.stringContaining("1 GiB") as string,
      "text/plain": expect.stringContaining("Debian 12") as string,
    });
    expect(JSON.parse(diagram ?? "")).toMatchObject({
      "text/markdown": expect.stringContaining("하이퍼바이저") as string,
    });
  });

  test.each([
    ["Node's own", modern],
    ["the older one, which tslab uses", older],
  ] as const)("has types for a resolution of modules: %s", (_, [module, resolution]) => {
    writeFileSync(
      join(folder, "typed.ts"),
      'import { GiB } from "hypervisor-notebook";\nexport const size: number = GiB(1);\n// @ts-expect-error a number is wanted\nGiB("one");\n',
    );
    expect(problems(["typed.ts"], module, resolution)).toEqual([]);
  });
});

const scripts = languages.flatMap((language) =>
  readLessons().map(({ slug }) => {
    const entry = `${language}/${slug}`;
    return { entry, name: `${entry.replaceAll("/", "-")}.ts` };
  }),
);

describe("lessons as scripts", () => {
  test.each(scripts)("$entry runs", async ({ entry, name }) => {
    const text = percentScript(await notebookFile(entry));
    await expect(run(name, text)).resolves.toBeTypeOf("string");
  });

  test("type-check", () => {
    const names = scripts.map(({ name }) => name);
    expect(problems(names, ...modern)).toEqual([]);
  });
});
