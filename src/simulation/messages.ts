// The messages of argument checks.

import { Catalogue } from "./catalogue.ts";
import { en } from "./messages.en.ts";

export const messages: Catalogue<typeof en> = new Catalogue("simulation", en);
