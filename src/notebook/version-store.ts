// Where versions of a cell are written, among the texts kept on this device (device-texts.ts). A version is what one
// page's stretch of typing came to: each stretch writes under a key of its own, so no page can write over what another
// one has typed, whichever is first and whatever either does with the cell itself. What is read of them, and how many
// stay, is in version-history.ts, which a page fetches when it needs it.
//
//   hypervisor-notebook/history/v1/<lesson>/<cell>/<version>    {"source": …, "savedAt": …, "typed": …}

import { deviceRoot, type DeviceTexts } from "./device-texts.ts";

/** What the keys of all versions begin with. */
export const historyRoot = `${deviceRoot}/history/v1/`;

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

/** The key of a version; with an empty id, what the keys of the cell's versions begin with. */
export const versionKeyOf = (lesson: string, cell: string, id = ""): string =>
  `${historyRoot}${lesson}/${cell}/${id}`;

/** Writes a version, or writes it anew; false when it is in memory only. */
export function writeVersion(
  texts: DeviceTexts,
  lesson: string,
  cell: string,
  { id, source, savedAt, typed }: Version,
): boolean {
  return texts.set(versionKeyOf(lesson, cell, id), JSON.stringify({ source, savedAt, typed }));
}

/** Whether a version of the cell has this text. */
export function hasVersion(
  texts: DeviceTexts,
  lesson: string,
  cell: string,
  source: string,
): boolean {
  const [keys, text] = [versionKeyOf(lesson, cell), `{"source":${JSON.stringify(source)},`];
  return [...texts.keys()].some(
    (key) => key.startsWith(keys) && texts.get(key)?.startsWith(text) === true,
  );
}
