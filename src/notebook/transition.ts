// One operation on its way through the reducer: the state so far and the actions so far. Only `state` and
// `actions` of this little record change; the states themselves are immutable, and the record never
// leaves `apply`.
import type { Action, Announcement } from "./operations.ts";
import { cellState, type CellState, type Session } from "./session-state.ts";

export interface Transition {
  state: Session;
  readonly actions: Action[];
}

export function update(transition: Transition, change: Partial<Session>): void {
  transition.state = { ...transition.state, ...change };
}

export function updateCell(transition: Transition, id: string, change: Partial<CellState>): void {
  const cells = new Map(transition.state.cells);
  cells.set(id, { ...cellState(transition.state, id), ...change });
  update(transition, { cells });
}

export function updateAllCells(
  transition: Transition,
  change: (cell: CellState, id: string) => Partial<CellState>,
): void {
  const cells = new Map(transition.state.cells);
  for (const [id, cell] of cells) cells.set(id, { ...cell, ...change(cell, id) });
  update(transition, { cells });
}

export function announce(
  { actions }: Transition,
  announcement: Announcement,
  cell: string | null,
): void {
  actions.push({ type: "announce", announcement, cell });
}
