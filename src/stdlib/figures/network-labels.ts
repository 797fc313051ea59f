// The words of tables and diagrams of networks, in the reader's language; they come with them.
import { inEach } from "../../simulation/language.ts";
import { en } from "./network-labels.en.ts";
import { ko } from "./network-labels.ko.ts";

/** The words inside and around what is shown of networks. */
export const networkLabels = inEach(en, ko);
