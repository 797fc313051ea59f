// Texts by key, kept on this device. The only file of the notebook that touches the browser.
//
// A page inside a frame of another site may not even *look* at `localStorage` (reading the property throws), a
// full store refuses to write, and an older version of the site has left older values. None of that may stop a
// reader or lose what is theirs, so:
// - what cannot be stored is kept in memory, and that is reported once;
// - a value that cannot be read is set aside under another key, never deleted, and reported.
//
//   hypervisor-notebook/set-aside/<the rest of its key>    whatever stood there and could not be read

/** What every key begins with. */
export const deviceRoot = "hypervisor-notebook";
const setAsideRoot = `${deviceRoot}/set-aside`;

/** Something the reader should know about what is kept. */
export type StorageReport =
  /** Nothing can be stored here: edits last until the page is closed. Reported once. */
  | { readonly problem: "unavailable"; readonly cause: unknown }
  /** The store refused to write (full, most likely): as above for what is saved from now on. Reported once. */
  | { readonly problem: "refused"; readonly key: string; readonly cause: unknown }
  /** A value could not be read; it was set aside under `keptAs`, or left in its place if that is null. */
  | {
      readonly problem: "unreadable";
      readonly key: string;
      readonly keptAs: string | null;
      readonly cause: unknown;
    };

/** Texts by key, on the device if it takes them, else in memory. Keys begin with `deviceRoot` and a slash. */
export interface DeviceTexts {
  /**
   * The value under a key, from its JSON; null when there is none, or none that can be read: then it is set aside,
   * and reported.
   * @param toValue What the parsed JSON means; throws when it means nothing.
   */
  read<Value>(key: string, toValue: (value: unknown) => Value): Value | null;
  /** The text under a key as it is, readable or not; null when there is none. */
  get(key: string): string | null;
  /** Writes over what is there, so look first (`read`). False when the text is in memory only. */
  set(key: string, text: string): boolean;
  remove(key: string): void;
  /** All keys, other people's too. */
  keys(): ReadonlySet<string>;
}

/**
 * Opens what is kept on this device, or in memory where the device refuses.
 * @param storage Defaults to the browser's `localStorage`; may throw.
 */
export function openDeviceTexts(
  report: (report: StorageReport) => void,
  storage: () => Storage = () => globalThis.localStorage,
): DeviceTexts {
  /** What the device would not take; it goes before what the device has. */
  const memory = new Map<string, string>();
  /** Keys on the device whose text could not be set aside: they are neither read nor written again. */
  const blocked = new Set<string>();
  const reported = new Set<StorageReport["problem"]>();
  const reportOnce = (problem: StorageReport): void => {
    if (!reported.has(problem.problem)) report(problem);
    reported.add(problem.problem);
  };

  let device: Storage | null = null;
  try {
    // Where storage is switched off, the property may be null instead of throwing.
    device = storage() ?? null;
    device?.getItem(deviceRoot);
    // What an embedded page has instead (components/embed/frame-storage.ts) outlives its process, not the page around.
    if (!device || "untilClosed" in device) reportOnce({ problem: "unavailable", cause: null });
  } catch (cause) {
    device = null;
    reportOnce({ problem: "unavailable", cause });
  }

  const get = (key: string): string | null =>
    memory.get(key) ?? (blocked.has(key) ? null : (device?.getItem(key) ?? null));

  /** Moves a text out of the way; the key it is kept under, or null when there was no room to move it. */
  const setAside = (key: string): string | null => {
    const text = device?.getItem(key);
    if (!device || text === null || text === undefined) return null;
    const first = `${setAsideRoot}${key.slice(deviceRoot.length)}`;
    let keptAs = first;
    for (let copy = 2; (device.getItem(keptAs) ?? text) !== text; copy += 1) {
      keptAs = `${first}~${copy}`;
    }
    try {
      device.setItem(keptAs, text);
    } catch {
      // Not silent: the caller reports that the text is still where it was.
      blocked.add(key);
      return null;
    }
    device.removeItem(key);
    return keptAs;
  };

  return {
    get,
    read(key, toValue) {
      const text = get(key);
      if (text === null) return null;
      try {
        return toValue(JSON.parse(text));
      } catch (cause) {
        report({ problem: "unreadable", key, keptAs: setAside(key), cause });
        return null;
      }
    },
    set(key, text) {
      if (device && !blocked.has(key)) {
        try {
          device.setItem(key, text);
          memory.delete(key);
          return true;
        } catch (cause) {
          reportOnce({ problem: "refused", key, cause });
        }
      }
      memory.set(key, text);
      return false;
    },
    remove(key) {
      memory.delete(key);
      if (!blocked.has(key)) device?.removeItem(key);
    },
    keys() {
      const keys = new Set(memory.keys());
      for (let index = 0; device && index < device.length; index += 1) {
        const key = device.key(index);
        if (key !== null && !blocked.has(key)) keys.add(key);
      }
      return keys;
    },
  };
}
