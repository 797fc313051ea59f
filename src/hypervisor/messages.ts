// The messages of hypervisors and of what is asked of them and of their machines.

import { Catalogue } from "../simulation/catalogue.ts";
import { en } from "./messages.en.ts";
import { ko } from "./messages.ko.ts";

export const messages: Catalogue<typeof en> = new Catalogue("hypervisor", en, ko);
