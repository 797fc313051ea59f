// The messages of the tables of states, and of what stands on a machine's disk.

import { Catalogue } from "../../simulation/catalogue.ts";
import { en } from "./messages.en.ts";
import { ko } from "./messages.ko.ts";

export const messages: Catalogue<typeof en> = new Catalogue("hypervisor/lifecycle", en, ko);
