import { en } from "../../../src/hypervisor/translation/messages.en.ts";
import { ko } from "../../../src/hypervisor/translation/messages.ko.ts";
import { GiB, KiB, pageWalk, tlbMissRate } from "../../../src/stdlib/index.ts";
import { describeMessages } from "./in-korean.ts";

describeMessages(
  "hypervisor/translation",
  { en, ko },
  {
    "a tree without levels": () => pageWalk({ levels: 0 }),
    "a page of no level": () => pageWalk({ levels: 4, page: KiB(64) }),
    "a page as large as the tree": () => pageWalk({ levels: 2, page: GiB(1) }),
    "a working set of nothing": () => tlbMissRate(0),
  },
);
