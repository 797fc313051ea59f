// Which cells above does a cell need, and so: which cells below does a change reach?
//
// Reading a name from the cell that defines it is only half the answer. A model is made of objects that
// change: after `const server = …` in one cell, `vm.start()` in another changes what `server.report()`
// shows in a third, though the second never mentions `server`. So names form groups. Names that occur
// together in one cell belong to one group, transitively from the top down to the cell in question, and a
// cell needs every cell above that touches its group:
//
//   a  import { createServer }; const server = createServer()       group: server
//   b  const vm = server.create("web")                              group: server, vm      needs a
//   c  console.log("unrelated")                                     touches nothing        needs nothing
//   d  const other = createServer()                                 group: other           needs a, for its import
//   e  vm.start()                                                   group: server, vm      needs a, b
//
// Import names are left out of the groups, since no cell can change them; otherwise one import at the top
// would tie the whole lesson together. A name that no cell above defines ties nothing either: cells run from
// the top, so a function that waits for a name defined further down is not followed there.
// Names, not bindings: a function made in one cell reads a name of another when it is called, so a second
// `const server` further down still belongs to the group of the first.
//
// A cell whose program is not known (null) is taken to touch everything: it needs every cell above, and
// every cell below that mentions any name needs it.
import type { Program } from "./program.ts";

/** A cell, as far as dependencies go; null while its program is not known. */
export interface CellProgram {
  readonly id: string;
  readonly program: Program | null;
  /** A cell that only looks: it needs others, no other needs it, and it ties no names together. */
  readonly observer?: boolean;
}

/**
 * How a needed cell matters.
 * - "value": it may change what this cell sees.
 * - "unknown": it may, since one of the two is not compiled yet.
 * - "import": it only imports names that this cell uses; running it again changes nothing here.
 * - "indirect": it must have run for an importing cell to run; its changes do not reach this cell.
 */
export type Through = "value" | "unknown" | "import" | "indirect";

/** One cell above that a cell needs. */
export interface Need {
  readonly cell: string;
  /** The names through which, to tell the reader: "uses `server`, changed in two-vms". */
  readonly names: readonly string[];
  readonly through: Through;
}

/** By cell id: all that it needs, directly or not, from the top. */
export type Dependencies = ReadonlyMap<string, readonly Need[]>;

interface Group {
  readonly names: Set<string>;
  readonly cells: Set<number>;
}

/** Stands for "any name" once a cell of unknown content has been seen; not a JavaScript identifier. */
const ANY = "*";

const STRENGTH: Readonly<Record<Through, number>> = {
  value: 3,
  unknown: 2,
  import: 1,
  indirect: 0,
};

/** Works out the needs of every cell, in one pass from the top. */
export function analyzeDependencies(cells: readonly CellProgram[]): Dependencies {
  const groups = new Map<string, Group>();
  const definers = new Map<string, { readonly index: number; readonly imported: boolean }>();
  const touchedBy: ReadonlySet<string>[] = [];
  const needsOf: (readonly Need[])[] = [];

  cells.forEach(({ program, observer }, index) => {
    const imports = new Set(program?.imports);
    const touched = new Set(program?.defines.filter((name) => !imports.has(name)));
    const importedFrom = new Map<number, string[]>();
    for (const name of program?.reads ?? []) {
      const definer = definers.get(name);
      if (!definer) continue;
      if (!definer.imported) touched.add(name);
      else importedFrom.set(definer.index, [...(importedFrom.get(definer.index) ?? []), name]);
    }
    if (!program) for (const name of [...groups.keys(), ANY]) touched.add(name);
    else if (groups.has(ANY) && (touched.size > 0 || program.reads.length > 0)) touched.add(ANY);

    const group = joinGroups(groups, touched);
    const found = new Map<number, Need>();
    for (const above of program ? group.cells : cells.slice(0, index).keys()) {
      if (cells[above]?.observer) continue;
      const known = program !== null && cells[above]?.program !== null;
      const mine = [...touched, ...(known ? [] : (program?.reads ?? []))];
      const names = [...new Set(mine)].filter((name) => program && name !== ANY);
      const shared = names.filter((name) => touchedBy[above]?.has(name));
      found.set(above, {
        cell: idAt(cells, above),
        names: shared.length > 0 ? shared : names,
        through: known ? "value" : "unknown",
      });
    }
    for (const [above, names] of importedFrom) {
      keepStronger(found, above, { cell: idAt(cells, above), names, through: "import" });
    }
    // What the needed cells need in turn.
    for (const [above, need] of [...found]) {
      for (const further of needsOf[above] ?? []) {
        const reached = need.through === "import" ? "indirect" : further.through;
        const at = cells.findIndex((cell) => cell.id === further.cell);
        keepStronger(found, at, { cell: further.cell, names: need.names, through: reached });
      }
    }
    needsOf.push([...found].sort(([a], [b]) => a - b).map(([, need]) => need));

    touchedBy.push(touched);
    if (observer) return;
    group.cells.add(index);
    for (const name of group.names) groups.set(name, group);
    for (const name of program?.defines ?? []) {
      definers.set(name, { index, imported: imports.has(name) });
    }
  });
  return new Map(cells.map((cell, index) => [cell.id, needsOf[index] ?? []]));
}

/** The cells below that need this one, from the top: what a change in it reaches. */
export function dependentsOf(dependencies: Dependencies, id: string): readonly string[] {
  const below = [...dependencies].filter(([, needs]) => needs.some((need) => need.cell === id));
  return below.map(([cell]) => cell);
}

/** The group that these names are of, taken together. */
function joinGroups(groups: ReadonlyMap<string, Group>, names: ReadonlySet<string>): Group {
  const joined: Group = { names: new Set(names), cells: new Set() };
  for (const name of names) {
    const group = groups.get(name);
    for (const other of group?.names ?? []) joined.names.add(other);
    for (const cell of group?.cells ?? []) joined.cells.add(cell);
  }
  return joined;
}

function keepStronger(found: Map<number, Need>, at: number, need: Need): void {
  const known = found.get(at);
  if (!known || STRENGTH[known.through] < STRENGTH[need.through]) found.set(at, need);
}

function idAt(cells: readonly CellProgram[], index: number): string {
  const cell = cells[index];
  if (!cell) throw new RangeError(`dependencies: no cell at ${index} of ${cells.length}`);
  return cell.id;
}
