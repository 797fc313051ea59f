// The words of plots, in the reader's language; they come with the plots.
import { inEach } from "../../simulation/language.ts";
import { en } from "./plot-labels.en.ts";
import { ko } from "./plot-labels.ko.ts";

/** The words inside and around a plot. */
export const plotLabels = inEach(en, ko);
