// Whether there is any progress of the reader's to show. Pages ask that before they fetch what reads it (progress.ts).
import { deviceRoot, type DeviceTexts } from "./device-texts.ts";

/** What the key of a lesson's progress begins with; the lesson follows. */
export const progressRoot = `${deviceRoot}/progress/v1/`;

/** Whether this device keeps any progress. */
export const hasProgress = (texts: DeviceTexts): boolean =>
  [...texts.keys()].some((key) => key.startsWith(progressRoot));
