// The reducer as a page has it once the reader changes the order of the cells.
import type { Operation } from "../../src/notebook/operations.ts";
import { apply as applyAny, type Applied } from "../../src/notebook/session.ts";
import type { Session } from "../../src/notebook/session-state.ts";
import { changeStructure } from "../../src/notebook/structure.ts";

export const apply = (session: Session, operation: Operation): Applied =>
  applyAny(session, operation, changeStructure);
