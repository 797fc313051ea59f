// What the page says when the device does not take an edit, or has one that cannot be read.
import type { StorageReport } from "../../../src/notebook/device-texts.ts";
import type { Language } from "../../site/strings.ts";
import { showNotice } from "./notice.ts";
import { recoveryStrings } from "./strings.ts";

const words = {
  unavailable: "storageRefused",
  refused: "storageFull",
  unreadable: "storageBroken",
} as const;

/** Shows what is reported. */
export function showStorageReport(
  tools: HTMLElement,
  language: Language,
  { problem }: StorageReport,
): void {
  showNotice(tools, language, recoveryStrings[language][words[problem]]);
}
