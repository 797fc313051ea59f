// Cells share one scope, but TypeScript has no such thing. So every cell is a module of its own (redeclaring a name
// in another cell is no error), and what the *other* cells declare reaches it as globals: each cell is mirrored as
// a module that exports its names, and one declaration file says that those are global. A cell's own declarations
// shadow them, as in the kernel. The editor and the tests that type-check lessons both use these files.

/** Another cell as the type checker sees it. */
export interface NeighbourCell {
  readonly id: string;
  readonly source: string;
  /** The names that it declares at top level. */
  readonly defines: readonly string[];
}

/** The globals of a kernel beside the language's own and the cells' names. */
const kernelGlobals = `  var console: {
    log(...values: unknown[]): void;
    info(...values: unknown[]): void;
    debug(...values: unknown[]): void;
    warn(...values: unknown[]): void;
    error(...values: unknown[]): void;
    table(rows: unknown): void;
  };
  function setTimeout(callback: () => void, milliseconds?: number): number;
  function clearTimeout(id: number): void;
  function structuredClone<T>(value: T): T;
  /**
   * Shows a value among the cell's outputs, as its last expression is shown. Resolves once it is there.
   * @param value a figure, an object of the library, a list of rows, or any value
   */
  function display(value: unknown): Promise<void>;
  namespace display {
    /**
     * A bar that shows how far a long run has come: \`server.run(hours(1), { progress: display.progress("an hour") })\`.
     * It appears when it is first called and is updated in place, a hundred times in a run at most.
     * @param label what is being done
     * @returns a function to call with the fraction that is done, from 0 to 1; less than before is not shown
     */
    function progress(label?: string): (done: number | { readonly fraction: number }) => void;
  }`;

/** Of two cells that declare a name, the one whose declaration a cell sees: the nearest above it. */
function owners(cell: string, cells: readonly NeighbourCell[]): Map<string, string> {
  const place = cells.findIndex(({ id }) => id === cell);
  const above = place === -1 ? cells : cells.slice(0, place);
  const below = place === -1 ? [] : cells.slice(place + 1);
  const owner = new Map<string, string>();
  for (const { id, defines } of [...below.toReversed(), ...above])
    for (const name of defines) owner.set(name, id);
  return owner;
}

/** Virtual files, by path, that tell the type checker of `cell` what the other cells declare. */
export function neighbourFiles(
  cell: string,
  cells: readonly NeighbourCell[],
): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const { id, source, defines } of cells)
    if (id !== cell) files[`other/${id}.ts`] = `${source}\nexport { ${defines.join(", ")} };\n`;
  const names = [...owners(cell, cells)].flatMap(([name, id]) => [
    `  var ${name}: (typeof import("./other/${id}"))["${name}"];`,
    `  type ${name} = import("./other/${id}").${name};`,
  ]);
  files["globals.d.ts"] =
    `export {};\ndeclare global {\n${[kernelGlobals, ...names].join("\n")}\n}\n`;
  return files;
}
