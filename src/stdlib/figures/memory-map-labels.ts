// The words of memory maps, in the reader's language; they come with the maps.
import { inEach } from "../../simulation/language.ts";
import { en } from "./memory-map-labels.en.ts";
import { ko } from "./memory-map-labels.ko.ts";

/** The words inside and around a memory map. */
export const memoryLabels = inEach(en, ko);
