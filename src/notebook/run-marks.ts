// Which cell was running when a tab died. A run can take the tab down with it (memory, most likely); the edits are on
// the device by then, and so is a mark of what ran. A mark that no living tab owns is what a crash has left.
//
//   hypervisor-notebook/running/v1/<lesson>/<tab>    {"cell": …, "since": …}

import { deviceRoot, type DeviceTexts } from "./device-texts.ts";
import { describeValue } from "./refusal.ts";

/** A run that has begun in a tab and not ended. */
export interface RunMark {
  readonly tab: string;
  readonly cell: string;
  /** When it began, ISO 8601. */
  readonly since: string;
}

export interface RunMarks {
  /** A run begins in this tab. */
  set(mark: RunMark): void;
  /** It has ended, or the tab is left in peace. */
  remove(tab: string): void;
  /** The marks of all tabs, by tab. */
  list(): readonly RunMark[];
}

/** Opens the marks of one lesson. */
export function openRunMarks(texts: DeviceTexts, lesson: string): RunMarks {
  const root = `${deviceRoot}/running/v1/${lesson}/`;
  return {
    set({ tab, cell, since }) {
      texts.set(`${root}${tab}`, JSON.stringify({ cell, since }));
    },
    remove(tab) {
      texts.remove(`${root}${tab}`);
    },
    list() {
      const keys = [...texts.keys()].filter((key) => key.startsWith(root)).sort();
      return keys.flatMap((key) => {
        const mark = texts.read(key, toMark);
        return mark === null ? [] : [{ tab: key.slice(root.length), ...mark }];
      });
    },
  };
}

/** @throws TypeError when the value is no mark. */
function toMark(value: unknown): Omit<RunMark, "tab"> {
  const { cell, since } = Object(value) as { readonly cell?: unknown; readonly since?: unknown };
  if (typeof cell === "string" && typeof since === "string") return { cell, since };
  throw new TypeError(
    `run marks: expected { cell, since }, found ${describeValue(value)}. Hint: a newer version of the site may have written it.`,
  );
}
