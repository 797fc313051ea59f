// The messages of containers and of their engine.

import { Catalogue } from "../../simulation/catalogue.ts";
import { en } from "./messages.en.ts";

export const messages = new Catalogue("hypervisor/container", en);
