// What is said of the products, for pages in another language; comes with the products.

import { profiles } from "../hypervisor/profiles/profiles.ts";
import { addKnownText } from "./known-texts.ts";
import { ko } from "./profile-remarks.ko.ts";

const remarks = { ko };

for (const id of Object.keys(profiles) as (keyof typeof profiles)[])
  if (id !== "generic") addKnownText(profiles[id].remark, (language) => remarks[language][id]);
