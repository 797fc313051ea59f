// The messages of hypervisors in machines.

import { Catalogue } from "../../simulation/catalogue.ts";
import { en } from "./messages.en.ts";

export const messages = new Catalogue("hypervisor/nesting", en);
