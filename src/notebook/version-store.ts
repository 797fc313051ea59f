// The versions of a cell that this device keeps, among the texts kept there (device-texts.ts). A version is what one
// page's stretch of typing came to: each stretch writes under a key of its own, so no page can write over what another
// one has typed, whoever is first and whatever either does with the cell itself. How many stay is for
// version-history.ts to say, which a page fetches when it needs it.
//
//   hypervisor-notebook/history/v1/<lesson>/<cell>/<version>    {"source": …, "savedAt": …, "typed": …}

import { deviceRoot, type DeviceTexts } from "./device-texts.ts";
import { describeValue } from "./refusal.ts";

const root = `${deviceRoot}/history/v1/`;

/** A text that a cell has had. */
export interface Version {
  /** No other version of the device has the same. */
  readonly id: string;
  readonly source: string;
  /** When it was written last, ISO 8601; null if that is not known. */
  readonly savedAt: string | null;
  /** Whether the reader typed it here; false of what came from a link, a file or another version. */
  readonly typed: boolean;
}

/** Of which cell a version is. */
export interface VersionPlace {
  readonly lesson: string;
  readonly cell: string;
}

export interface VersionStore {
  /** The versions of a cell, in no order. */
  list(lesson: string, cell: string): readonly Version[];
  /** Writes a version, or writes it anew; false when it is in memory only. */
  write(lesson: string, cell: string, version: Version): boolean;
  remove(lesson: string, cell: string, id: string): void;
  /** All cells of all lessons that have versions. */
  places(): readonly VersionPlace[];
}

/** Opens the versions of all cells. */
export function openVersionStore(texts: DeviceTexts): VersionStore {
  const keyOf = (lesson: string, cell: string, id: string) => `${root}${lesson}/${cell}/${id}`;
  const read = (key: string, id: string) => texts.read(key, (value) => toVersion(id, value));
  return {
    list(lesson, cell) {
      const start = keyOf(lesson, cell, "");
      return [...texts.keys()].flatMap((key) => {
        if (!key.startsWith(start)) return [];
        return read(key, key.slice(start.length)) ?? [];
      });
    },
    write: (lesson, cell, { id, ...rest }) =>
      texts.set(keyOf(lesson, cell, id), JSON.stringify(rest)),
    remove(lesson, cell, id) {
      texts.remove(keyOf(lesson, cell, id));
    },
    places() {
      const found = [...texts.keys()].filter((key) => key.startsWith(root));
      return [...new Set(found.map((key) => key.slice(root.length, key.lastIndexOf("/"))))].map(
        (place) => {
          const at = place.lastIndexOf("/");
          return { lesson: place.slice(0, at), cell: place.slice(at + 1) };
        },
      );
    },
  };
}

/** @throws TypeError when the value is not a version. */
function toVersion(id: string, value: unknown): Version {
  const { source, savedAt, typed } = Object(value) as Record<string, unknown>;
  if (
    typeof source === "string" &&
    typeof typed === "boolean" &&
    (savedAt === null || typeof savedAt === "string")
  )
    return { id, source, savedAt, typed };
  throw new TypeError(
    `storage: expected a version { source, savedAt, typed }, found ${describeValue(value)}. Hint: a newer version of the site may have written it.`,
  );
}
