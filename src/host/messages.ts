// The messages of servers, of their capacity and of runs.

import { Catalogue } from "../simulation/catalogue.ts";
import { en } from "./messages.en.ts";

export const messages: Catalogue<typeof en> = new Catalogue("host", en);
