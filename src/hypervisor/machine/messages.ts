// The messages of machines, of what is inside them, and of what a program inside reaches.

import { Catalogue } from "../../simulation/catalogue.ts";
import { en } from "./messages.en.ts";
import { ko } from "./messages.ko.ts";

export const messages: Catalogue<typeof en> = new Catalogue("hypervisor/machine", en, ko);
