// Where an embedded page keeps the reader's texts when storage is refused, as it is in a frame without an origin: in
// the name of its frame, which the browser keeps when the process of the page dies. All embedded pages of the site may
// be in one process (docs/decisions/0040), so a cell of another frame can take this one down; whoever loads the frame
// again has the edits. The name lasts as long as the page around it.
const mark = "hypervisor-notebook:";

/** More than this would be sent to every process of the page around it with each edit. */
const largest = 1_000_000;

/** A Storage that ends with the page around this one, which the reader is told (device-texts.ts). */
export interface PassingStorage extends Storage {
  readonly untilClosed: true;
}

/** The texts in a frame's name. */
export function frameStorage(frame: { name: string }): PassingStorage {
  const read = (): Record<string, string> => {
    try {
      return JSON.parse(frame.name.slice(mark.length)) as Record<string, string>;
    } catch {
      // Nothing yet.
      return {};
    }
  };
  const write = (texts: Record<string, string>) => {
    const name = mark + JSON.stringify(texts);
    if (name.length > largest)
      throw new DOMException("The frame's name is full.", "QuotaExceededError");
    frame.name = name;
  };
  return {
    untilClosed: true,
    get length() {
      return Object.keys(read()).length;
    },
    key: (at) => Object.keys(read())[at] ?? null,
    getItem: (key) => read()[key] ?? null,
    setItem(key, text) {
      write({ ...read(), [key]: text });
    },
    removeItem(key) {
      const { [key]: _, ...others } = read();
      write(others);
    },
    clear() {
      write({});
    },
  };
}

function isRefused(): boolean {
  try {
    return !(localStorage as Storage | null);
  } catch {
    return true;
  }
}

// A name that the page around has given stays.
if (isRefused() && (window.name === "" || window.name.startsWith(mark)))
  Object.defineProperty(window, "localStorage", {
    value: frameStorage(window),
    configurable: true,
  });
