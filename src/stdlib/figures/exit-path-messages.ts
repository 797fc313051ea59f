// The messages of the way of an exit.

import { Catalogue } from "../../simulation/catalogue.ts";
import { en } from "./exit-path-messages.en.ts";
import { ko } from "./exit-path-messages.ko.ts";

export const messages: Catalogue<typeof en> = new Catalogue("stdlib/figures/exit-path", en, ko);
