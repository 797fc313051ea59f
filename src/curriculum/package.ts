// `npm run package`: the library as an npm package in package/, for Jupyter kernels and scripts (`npm install
// <this folder>/package`). One CommonJS file, since tslab runs cells as CommonJS; modules get the same objects through
// a file that names them, or there would be two `Server`s.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { declarations } from "./declarations.ts";
import { root } from "./root.ts";

const entry = "kernel/package.ts";

/** Writes the package into a folder, which is emptied first. */
export async function writePackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  await build({
    entryPoints: [join(root, "src", entry)],
    outfile: join(folder, "index.cjs"),
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "es2022",
    charset: "utf8",
    logLevel: "error",
  });
  const names = Object.keys(createRequire(import.meta.url)(join(folder, "index.cjs")) as object);
  write(
    "index.mjs",
    `import library from "./index.cjs";\nexport const { ${names.sort().join(", ")} } = library;\n`,
  );
  for (const [path, text] of Object.entries(declarations(entry)))
    // All resolutions of TypeScript find "./x.js" beside x.d.ts; the newer ones find nothing without the ending.
    write(`types/${path}`, text.replace(/(from "|import\(")(\.[^"]+?)(?:\.js)?"/g, '$1$2.js"'));
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
  };
  const types = `./types/${entry.replace(/\.ts$/, ".d.ts")}`;
  const manifest = {
    name,
    version,
    description: "The library of The Hypervisor Notebook: servers, hypervisors, virtual machines.",
    license: "MIT",
    main: "./index.cjs",
    types,
    exports: { ".": { types, import: "./index.mjs", default: "./index.cjs" } },
  };
  write("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
  write("LICENSE", readFileSync(join(root, "LICENSE"), "utf8"));
}

if (import.meta.main) await writePackage(join(root, "package"));
