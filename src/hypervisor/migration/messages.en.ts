// What is said of moving machines between servers, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { howToRun, nameOf, toBe } from "../lifecycle/state-names.en.ts";
import type { DomainState } from "../lifecycle/lifecycle.ts";
import type { MigrationState } from "../machine/migration.ts";
import type { Profile } from "../profiles/profile.ts";

type Product = Pick<Profile, "id" | "product">;

const notUp = (state: DomainState) => ({
  expected: toBe(["running", "blocked", "paused"]),
  found: `it is ${nameOf(state)}`,
  hint: howToRun(state),
});

export const en = {
  requests: {},
  refusals: {
    "operation-invalid/same-server": ({ server }: { readonly server: string }) => ({
      expected: "another server than the one it is on",
      found: `it is on "${server}" already`,
      hint: "name the hypervisor of another server",
    }),
    "no-connect": ({ here, there }: Record<"here" | "there", string>) => ({
      expected: "two servers of one cluster",
      found: `"${there}" is not in a cluster with "${here}"`,
      hint: "build both by cluster.add(…)",
    }),
    "config-unsupported/nested": ({ machine }: { readonly machine: string }) => ({
      expected: "two hypervisors on servers",
      found: `one is inside "${machine}"`,
      hint: "move the machine that is on the server",
    }),
    "config-unsupported/product": ({
      here,
      hypervisor,
      there,
    }: {
      /** The product that the machine is on. */
      readonly here: Product;
      /** The name of the other hypervisor, and its product. */
      readonly hypervisor: string;
      readonly there: Product;
    }) => ({
      expected: `a hypervisor of the same product, ${here.product}`,
      found: `"${hypervisor}" is ${there.product}`,
      hint: "their devices and formats differ: give both hypervisors the same profile",
    }),
    "config-unsupported/local-disk": () => ({
      expected: "a disk that the other server reaches as well",
      found: "its disk is on its server",
      hint: 'define it with storage: "shared", or say copyStorage: true',
    }),
    "operation-invalid/shared-blocks": () => ({
      expected: "a disk by itself, to be copied",
      found: "snapshots or clones share blocks with it",
      hint: 'deleteSnapshot() them, or define it with storage: "shared"',
    }),
    "operation-invalid/state": ({ state }: { readonly state: DomainState }) => notUp(state),
    "no-domain": () => notUp("undefined"),
    "invalid-argument/since": () => ({
      expected: "the machine's last backup, completed, and on the same server",
      found: "what was written since this one is not known",
      hint: "leave since out, for a full backup",
    }),
    "resource-busy/backup": ({ server }: { readonly server: string }) => ({
      expected: "a machine of which no backup is being made",
      found: `its disk is being copied to "${server}"`,
      hint: "cluster.run(…) until the backup is completed",
    }),
    "resource-busy": ({
      destination,
      state,
    }: {
      readonly destination: string;
      readonly state: MigrationState;
    }) => ({
      expected: "a machine that is not being moved",
      found: `it is on its way to "${destination}" (${state})`,
      hint: "cluster.run(…) until its migration is completed",
    }),
  },
} satisfies Messages;
