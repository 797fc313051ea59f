// The messages of the host OS.

import { Catalogue } from "../../simulation/catalogue.ts";
import { en } from "./messages.en.ts";

export const messages = new Catalogue("hypervisor/host-os", en);
