// What is said of virtual devices, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";
import type { IoDevice } from "../exits/exit.ts";
import type { Profile } from "../profiles/profile.ts";

const devices: Readonly<Record<IoDevice, string>> = {
  disk: "disk",
  network: "network interface",
};

export const en = {
  requests: {},
  refusals: {
    "config-unsupported/iotune": () => ({
      expected: "a disk whose requests the hypervisor sees",
      found: "iotune stands beside a disk that is passed through",
      hint: 'write diskBus: "virtio", or leave out iotune',
    }),
    "config-unsupported/iftune": () => ({
      expected: "a network interface whose packets the hypervisor sees",
      found: "iftune stands beside an interface that is passed through",
      hint: 'write nicModel: "virtio", or leave out iftune',
    }),
    "config-unsupported/no-passthrough": ({ product }: { readonly product: string }) => ({
      expected: "a product that can pass a device through",
      found: `${product} passes no device through`,
      hint: 'define() it with "virtio" instead of "passthrough"',
    }),
    "config-unsupported/no-virtual-functions": () => ({
      expected: "a server whose devices have virtual functions",
      found: "no device of the server has virtual functions",
      hint: "write new Server({ virtualFunctions: 4, … })",
    }),
    "resource-busy": ({
      device,
      owners,
    }: {
      readonly device: IoDevice;
      /** Machines that have one each, some of them. */
      readonly owners: readonly string[];
    }) => ({
      expected: `a free virtual function of the server's ${devices[device]}`,
      found: `all are taken, by ${owners.join(", ")}`,
      hint: "switch one of them off, or build the server with more virtualFunctions",
    }),
    "operation-invalid": ({ device }: { readonly device: IoDevice }) => ({
      expected: "devices whose state the hypervisor knows",
      found: `its ${devices[device]} is passed through, and what is in it cannot be read out`,
      hint: "shutdown() it first, or define() it with virtio",
    }),
    "config-unsupported/no-control-domain": ({
      product,
    }: {
      readonly id: Profile["id"];
      readonly product: Described;
    }) => ({
      expected: "a product with a control domain",
      found: `${shownInEnglish(product)} has no control domain`,
      hint: "write profile: profiles.xen or profiles.hyperV, or leave out controlDomain",
    }),
  },
} satisfies Messages;
