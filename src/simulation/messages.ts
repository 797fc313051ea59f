// The messages of argument checks.

import { Catalogue } from "./catalogue.ts";
import { en } from "./messages.en.ts";

export const messages = new Catalogue("simulation", en);
