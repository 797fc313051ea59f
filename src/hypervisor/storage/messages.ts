// The messages of snapshots.

import { Catalogue } from "../../simulation/catalogue.ts";
import { en } from "./messages.en.ts";

export const messages: Catalogue<typeof en> = new Catalogue("hypervisor/storage", en);
