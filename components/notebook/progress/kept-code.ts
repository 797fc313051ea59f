// All that the reader has written and that this device keeps, whichever part of the notebook keeps it: cleared on demand.
import { deviceRoot, type DeviceTexts } from "../../../src/notebook/device-texts.ts";

/** What the reader wrote has a version in its key; settings (the language, the editor) have none. */
const isCode = (key: string): boolean =>
  key.startsWith(`${deviceRoot}/`) &&
  /\/v\d+\//.test(key) &&
  !key.startsWith(`${deviceRoot}/progress/`) &&
  !key.startsWith(`${deviceRoot}/running/`);

/** What the keys of cells begin with, as they are shown. */
const edited = new RegExp(`^${deviceRoot}/(?:own-cells/)?v1/`);

/**
 * Clears the reader's code from this device.
 * @returns a function that brings it all back.
 */
export function clearCode(texts: DeviceTexts): () => void {
  const before = [...texts.keys()].filter(isCode).map((key) => [key, texts.get(key)] as const);
  for (const [key] of before) texts.remove(key);
  return () => {
    for (const [key, text] of before) {
      if (text === null) continue;
      const now = texts.get(key);
      if (now === null) texts.set(key, text);
      // Another tab has written there since: what was cleared is offered beside it.
      else if (now !== text) texts.set(key.replace(edited, `${deviceRoot}/other-tab/v1/`), text);
    }
  };
}
