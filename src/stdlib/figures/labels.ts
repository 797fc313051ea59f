// The words inside figures, in the reader's language.
import { inEach } from "../../simulation/language.ts";
import { en } from "./labels.en.ts";
import { ko } from "./labels.ko.ts";

export type { Language } from "../../simulation/language.ts";

export const labels = inEach(en, ko);
