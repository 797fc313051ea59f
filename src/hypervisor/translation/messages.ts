// The messages of address translation.

import { Catalogue } from "../../simulation/catalogue.ts";
import { en } from "./messages.en.ts";
import { ko } from "./messages.ko.ts";

export const messages: Catalogue<typeof en> = new Catalogue("hypervisor/translation", en, ko);
