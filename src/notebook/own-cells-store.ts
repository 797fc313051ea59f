// The reader's own cells, among the texts kept on this device (device-texts.ts): each under a key of its own, so that
// two tabs with the same lesson do not write over each other's.
//
//   hypervisor-notebook/own-cells/v1/<lesson>/<cell>    {"kind": …, "source": …, "above": […], "beside": …, "savedAt": …}

import { deviceRoot, type DeviceTexts } from "./device-texts.ts";
import { isCellId } from "./document.ts";
import type { OwnCell } from "./own-cells.ts";
import { describeValue } from "./refusal.ts";

const root = `${deviceRoot}/own-cells/v1`;

export interface OwnCellsStore {
  /** The reader's cells of a lesson, in no order: `withOwnCells` finds their places. */
  load(lesson: string): readonly OwnCell[];
  /** The reader's cell of that id, if one is stored. */
  find(lesson: string, id: string): OwnCell | null;
  /**
   * @param savedAt ISO 8601, so that two devices can be compared one day.
   * @returns false when the cell is in memory only.
   */
  save(lesson: string, cell: OwnCell, savedAt: string): boolean;
  remove(lesson: string, id: string): void;
  /** The ids under which something is stored, by another tab perhaps. */
  ids(lesson: string): readonly string[];
}

/** The key of a reader's cell, as a `storage` event names it. */
export const ownCellKeyOf = (lesson: string, id: string): string => `${root}/${lesson}/${id}`;

/** Opens the reader's own cells. */
export function openOwnCellsStore(texts: DeviceTexts): OwnCellsStore {
  const keyOf = ownCellKeyOf;
  const ids = (lesson: string): string[] => {
    const start = keyOf(lesson, "");
    const keys = [...texts.keys()].filter((key) => key.startsWith(start));
    return keys.map((key) => key.slice(start.length)).filter(isCellId);
  };
  const find = (lesson: string, id: string) =>
    texts.read(keyOf(lesson, id), (value) => toOwnCell(id, value));
  return {
    ids,
    find,
    load: (lesson) =>
      ids(lesson)
        .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
        .flatMap((id) => find(lesson, id) ?? []),
    save(lesson, { id, ...rest }, savedAt) {
      // Looks first: writing over a value that cannot be read would delete it.
      find(lesson, id);
      return texts.set(keyOf(lesson, id), JSON.stringify({ ...rest, savedAt }));
    },
    remove(lesson, id) {
      find(lesson, id);
      texts.remove(keyOf(lesson, id));
    },
  };
}

/** @throws TypeError when the value is not a cell. */
function toOwnCell(id: string, value: unknown): OwnCell {
  const { kind, source, above, beside } = Object(value) as Record<string, unknown>;
  if (
    (kind === "code" || kind === "markdown") &&
    typeof source === "string" &&
    Array.isArray(above) &&
    above.every((other): other is string => typeof other === "string") &&
    (beside === "previous" || beside === "next")
  ) {
    return { id, kind, source, above, beside };
  }
  throw new TypeError(
    `storage: expected a cell { kind, source, above, beside }, found ${describeValue(value)} with keys ${Object.keys(Object(value) as object).join(", ") || "none"}. Hint: a newer version of the site may have written it.`,
  );
}
