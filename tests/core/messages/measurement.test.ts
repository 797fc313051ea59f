import { en } from "../../../src/hypervisor/measurement/messages.en.ts";
import { ko } from "../../../src/hypervisor/measurement/messages.ko.ts";
import { GiB, MiB, seconds } from "../../../src/stdlib/index.ts";
import { machineIn, rack, small } from "../machine.ts";
import { describeMessages } from "./in-korean.ts";

describeMessages(
  "hypervisor/measurement",
  { en, ko },
  {
    "a machine that stands still, because its server's disk is full": () => {
      const { hypervisor } = rack({ disk: GiB(4) + MiB(150) });
      hypervisor.create({ ...small, name: "thin", thin: true }).time({ write: MiB(100) });
    },
    "memory and swap that are full": () =>
      machineIn("blocked").vm.time({ compute: seconds(1), memory: GiB(2) }),
    "a disk that is full": () => machineIn("blocked").vm.time({ write: GiB(2) }),
  },
);
