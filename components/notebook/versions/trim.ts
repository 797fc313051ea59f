// Shortens what the device keeps of the cells' history, when a version has come to it.
import { trimHistory } from "../../../src/notebook/version-history.ts";
import type { VersionStore } from "../../../src/notebook/version-store.ts";

let waits = false;

/** Trims a moment later, out of the way of what was written; once, however often it is asked meanwhile. */
export function trim(versions: VersionStore): void {
  if (waits) return;
  waits = true;
  setTimeout(() => {
    waits = false;
    trimHistory(versions);
  });
}
