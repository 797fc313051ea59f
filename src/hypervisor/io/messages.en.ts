// What is said of virtual devices, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";
import type { IoDevice } from "../exits/exit.ts";
import type { Profile } from "../profiles/profile.ts";

/** What leaves a disk as it is, and has what is written from then on go elsewhere. */
export type LayerOperation = "snapshot" | "backup" | "linked clone";

/** What can be done in place of it. */
const without: Readonly<Record<LayerOperation, string>> = {
  snapshot: "clone() it in full while it is off, or define() it with virtio",
  backup: "clone() it in full while it is off and back the clone up, or define() it with virtio",
  "linked clone": "leave out linked, for a full clone, or define() it with virtio",
};

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
    "config-unsupported/own-disk-shared": () => ({
      expected: "a disk on its own server: what is passed through is a part of that server's disk",
      found: 'storage: "shared" stands beside diskBus: "passthrough"',
      hint: 'leave out storage, or write diskBus: "virtio"',
    }),
    "config-unsupported/own-disk-thin": () => ({
      expected: "a disk that has all its blocks: the hypervisor sees no write that would take one",
      found: 'thin: true stands beside diskBus: "passthrough"',
      hint: 'leave out thin, or write diskBus: "virtio"',
    }),
    "config-unsupported/own-disk-layers": ({
      operation,
    }: {
      readonly operation: LayerOperation;
    }) => ({
      expected: "a disk whose writes pass the hypervisor, which then has them go elsewhere",
      found: "its disk is passed through",
      hint: without[operation],
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
    "operation-invalid": ({
      device,
      operation,
    }: {
      readonly device: IoDevice;
      readonly operation: string;
    }) => ({
      expected: "devices whose state the hypervisor knows",
      found: `its ${devices[device]} is passed through, and what is in it cannot be read out`,
      // Off, there is nothing to suspend or to move.
      hint:
        operation === "snapshot"
          ? "shutdown() it first, or define() it with virtio"
          : "define() it with virtio",
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
