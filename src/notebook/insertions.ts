// How cells that a reader has not yet come into a session: under which ids, by which operations. Fetched with what adds
// cells; a page with those of an earlier visit begins with them (own-cells.ts).
import type { StructureOperation } from "./operations.ts";
import { freeId, withOwnCells, type OwnCell } from "./own-cells.ts";
import type { Session } from "./session-state.ts";

/** Whether this is an id that only readers' cells have: no lesson takes one of these. */
export const isOwnId = (id: string): boolean => /^own-\d+$/.test(id);

/** An id that no cell of the session has or had, nor any of `others` (what another tab has stored meanwhile). */
export function freeCellId(session: Session, others: Iterable<string> = []): string {
  return freeId([...session.cells.keys(), ...session.retiredIds, ...others]);
}

/**
 * The operations that add these cells to a session, in order; each can be undone by the reader. A cell whose id is
 * taken gets another, and so does one whose id a lesson may take one day: it would then be stored under two.
 * @param others - ids that are taken elsewhere: what another tab has stored meanwhile.
 */
export function insertions(
  session: Session,
  own: readonly OwnCell[],
  others: Iterable<string> = [],
): readonly StructureOperation[] {
  const { notebook, retiredIds } = session;
  const present = new Set(notebook.cells.map(({ id }) => id));
  const foreign = own.map(({ id }) => id).filter((id) => !isOwnId(id));
  const cells = withOwnCells(notebook.cells, own, [...retiredIds, ...others, ...foreign]);
  return cells.flatMap(({ id, kind, source, beside }, index): readonly StructureOperation[] => {
    if (present.has(id)) return [];
    const after = cells[index - 1]?.id ?? null;
    return [
      {
        type: "insert_cell",
        cell: id,
        kind: kind === "markdown" ? kind : "code",
        source: source ?? "",
        after,
        ...(beside ? { beside } : {}),
      },
    ];
  });
}
