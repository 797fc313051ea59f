// The messages of plots and memory maps, which are one part of the library.

import { Catalogue } from "../../simulation/catalogue.ts";
import { en } from "./plot-messages.en.ts";
import { ko } from "./plot-messages.ko.ts";

export const messages: Catalogue<typeof en> = new Catalogue("stdlib/figures/plot", en, ko);
