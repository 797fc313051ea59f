// The messages of how machines get memory.

import { Catalogue } from "../../simulation/catalogue.ts";
import { en } from "./messages.en.ts";

export const messages = new Catalogue("hypervisor/memory", en);
