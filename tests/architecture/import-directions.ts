// Who may import whom, downwards only: the house's one invariant, written once. The lint rule
// (import-direction-rule.ts) and the test (imports.test.ts) both ask `violation`, so they cannot disagree.
//
// A folder is what design and ARCHITECTURE.md call one: a folder of `src/`, or `components`, or `content`.
// An entry names a folder (`notebook`) or one module in it (`kernel/client`, the file or the folder of that name).
import { posix } from "node:path";

/** The package name under which cells, and only they, import the standard library. */
export const packageName = "hypervisor-notebook";

/** The simulation: runs the same in Node and in a worker, so no DOM, no Node, no clock, no dependency. */
export const coreFolders = [
  "spelling",
  "trace",
  "simulation",
  "riscv",
  "host",
  "hypervisor",
  "stdlib",
] as const;

/** What the modules of one folder may import. */
export interface Directions {
  /** Folders or modules imported with their values; their types too, of course. */
  readonly values: readonly string[];
  /** Folders or modules of which only types may be imported. */
  readonly types?: readonly string[];
  /** A layer within its folder: of that folder it may import its own files and what is listed, no more. */
  readonly layer?: true;
  /** Packages: all, or the ones listed; none when absent. Also styles and data outside the folders. */
  readonly packages?: "all" | readonly string[];
}

// The page's side of the kernel, and the part of it that only a build uses.
const kernelClients = [
  "kernel/client",
  "kernel/compiler-client",
  "kernel/frames",
  "kernel/sandbox-frame",
];
const kernelBuild = [
  "kernel/bundle",
  "kernel/compile",
  "kernel/called-functions",
  "kernel/late-library",
  "kernel/node",
  "kernel/sandbox-document",
  "kernel/classic-script",
];

/**
 * The layers of `src/hypervisor`, each of which may import those before it. "" stands for the files at its root: what
 * cells hold of machines and hypervisors.
 */
export const hypervisorLayers: readonly string[] = [
  ...[
    "spec",
    "exits",
    "profiles",
    "translation",
    "scheduling",
    "lifecycle",
    "io",
    "network",
    "storage",
    "memory",
  ],
  ...[
    "workload",
    "machine",
    "placement",
    "host-os",
    "nesting",
    "measurement",
    "",
    "migration",
    "cluster",
  ],
  ...["container", "management"],
];

const layerPath = (layer: string): string => (layer === "" ? "hypervisor" : `hypervisor/${layer}`);

/** A row for each layer; the root's goes last, as it is the beginning of all others. */
const layerRows = hypervisorLayers
  .map((layer, index): [string, Directions] => [
    layerPath(layer),
    {
      values: [
        ...hypervisorLayers.slice(0, index).map(layerPath),
        ...["host", "riscv", "simulation", "trace"],
      ],
      layer: true,
    },
  ])
  .sort(([a], [b]) => b.length - a.length);

/** The table of ARCHITECTURE.md. A module's own row (`kernel/worker`) goes before its folder's. */
export const directions: Readonly<Record<string, Directions>> = {
  spelling: { values: [] },
  trace: { values: [] },
  simulation: { values: ["spelling", "trace"] },
  riscv: { values: ["trace"] },
  host: { values: ["simulation", "trace"] },
  ...Object.fromEntries(layerRows),
  stdlib: { values: ["hypervisor", "host", "riscv", "simulation", "spelling", "trace"] },
  notebook: { values: [] },
  // The entries that bring kernel and library together: in a worker, without a browser, and as a package.
  "kernel/worker": { values: ["stdlib"], types: ["notebook"], packages: "all" },
  "kernel/node": { values: ["stdlib"], types: ["notebook"], packages: "all" },
  "kernel/package": { values: ["stdlib"], types: ["notebook"], packages: "all" },
  kernel: { values: ["spelling"], types: ["notebook"], packages: "all" },
  curriculum: {
    values: ["content", "notebook", ...kernelClients, ...kernelBuild],
    packages: "all",
  },
  embed: { values: ["notebook", "kernel/client"], packages: "all" },
  components: {
    // What the model's words are called is said once, for figures and for the page.
    values: ["curriculum", "notebook", ...kernelClients, "embed", "stdlib/display-names"],
    types: ["trace", "kernel/protocol"],
    packages: "all",
  },
  pages: { values: ["components", "curriculum", "embed"], packages: "all" },
  // Astro wants the content collections' definition at this very place.
  "content.config": { values: ["curriculum"], packages: "all" },
  content: { values: [], packages: [packageName] },
};

/** One import as written in a file; paths are relative to the repository, with forward slashes. */
export interface ImportSite {
  readonly file: string;
  readonly specifier: string;
  /** True for `import type`, `export type … from` and `import("…")` in a type. */
  readonly typeOnly: boolean;
}

// Folders whose modules no row of the table may import.
const outside = ["tests", "benchmarks", "content"];
const aliases: Readonly<Record<string, string>> = {
  [packageName]: "src/stdlib/index.ts",
  "@components": "components",
};

/**
 * Where `path` belongs: `src/kernel/client.ts` → `kernel/client`, `components/site/nav.ts` →
 * `components/site/nav`; null for what the table does not govern (styles at the root, public files, …).
 */
function placeOf(path: string): string | null {
  // A directory (`new URL("../", import.meta.url)`) is a place to read from at build time, not a module.
  if (path.endsWith("/")) return null;
  const bare = path.replace(/\.(?:astro|d\.ts|[cm]?[jt]sx?)$/, "");
  if (bare.startsWith("src/")) return bare.slice("src/".length);
  const top = bare.split("/")[0] ?? "";
  return top === "components" || outside.includes(top) ? bare : null;
}

/** The layer that a module of `src/hypervisor` is in: the folder that holds it. */
const layerOf = (place: string): string => posix.dirname(place);

const isWithin = (place: string, entry: string) => place === entry || place.startsWith(`${entry}/`);

/** The path a specifier leads to, or null if it names a package. */
export function importTarget({ file, specifier }: ImportSite): string | null {
  const plain = specifier.replace(/[?#].*$/, "");
  if (plain.startsWith("/")) return posix.normalize(plain.slice(1));
  if (/^\.\.?(?:\/|$)/.test(plain)) return posix.join(posix.dirname(file), plain);
  for (const [alias, path] of Object.entries(aliases)) {
    if (isWithin(plain, alias)) return path + plain.slice(alias.length);
  }
  return null;
}

/** Says what is wrong with an import (expected, found, hint), or null if the table allows it. */
export function violation(site: ImportSite): string | null {
  const from = placeOf(site.file);
  if (from === null || isWithin(from, "tests") || isWithin(from, "benchmarks")) return null;
  const row = Object.entries(directions).find(([entry]) => isWithin(from, entry));
  if (row === undefined || (row[1].layer === true && layerOf(from) !== row[0])) {
    return `${site.file} lies in a folder that the table of import directions does not know. Hint: put it into one of ${Object.keys(directions).join(", ")}, or add a row in tests/architecture/import-directions.ts.`;
  }
  const [folder, { values, types = [], packages = [], layer = false }] = row;
  const refusal = (found: string, hint: string) =>
    `${folder} may import ${list(values, types, packages)}. Found ${found}. Hint: ${hint}`;

  const path = importTarget(site);
  if (path === null || (Array.isArray(packages) && packages.includes(site.specifier))) {
    if (packages === "all" || packages.includes(site.specifier)) return null;
    return refusal(`the package "${site.specifier}"`, "this folder has no such dependency.");
  }
  const to = placeOf(path);
  if (to === null) {
    return packages === "all" ? null : refusal(`"${site.specifier}"`, "it is outside the source.");
  }
  const upwards = () =>
    refusal(
      `"${site.specifier}" (${to})`,
      "imports go downwards only; move what is shared down, or pass it in.",
    );
  if (layer) {
    const found = layerOf(to);
    if (found === folder || values.includes(found)) return null;
    // What is listed of other folders is decided below; `hypervisor` among the values is the files at its root alone.
    if (isWithin(to, "hypervisor")) return upwards();
  } else {
    const own = folder.split("/")[0] ?? folder;
    if (isWithin(to, own) && own !== "content") return null;
  }
  if (values.some((entry) => isWithin(to, entry))) return null;
  if (types.some((entry) => isWithin(to, entry))) {
    if (site.typeOnly) return null;
    return refusal(`a value import of "${site.specifier}"`, "write `import type`.");
  }
  return upwards();
}

function list(
  values: readonly string[],
  types: readonly string[],
  packages: NonNullable<Directions["packages"]>,
): string {
  const parts = [...values, ...types.map((entry) => `types of ${entry}`)];
  if (packages === "all") parts.push("packages");
  else parts.push(...packages.map((name) => `"${name}"`));
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
