// Shortens what the device keeps of the cells' history, when a version has come to it.
import type { DeviceTexts } from "../../../src/notebook/device-texts.ts";
import { trimHistory } from "../../../src/notebook/version-history.ts";

let waits = false;

/** Trims a moment later, out of the way of what was written; once, however often it is asked meanwhile. */
export function trim(texts: DeviceTexts): void {
  if (waits) return;
  waits = true;
  setTimeout(() => {
    waits = false;
    trimHistory(texts);
  });
}
