// The same experiment on several products, as one table.
import { computer, type Computer } from "../hypervisor/computer.ts";
import type { Hypervisor } from "../hypervisor/hypervisor.ts";
import type { Profile } from "../hypervisor/profiles/profile.ts";
import type { VirtualMachine } from "../hypervisor/virtual-machine.ts";
import { options as checkOptions } from "../simulation/argument.ts";
import { seconds } from "../simulation/units.ts";
import { inReadersWords, taken } from "./figures/cell-words.ts";
import { Figure } from "./figures/figure.ts";
import { expectArgument, isObject } from "./figures/figure-argument.ts";
import { labels } from "./figures/labels.ts";
import { tableBundle, type ColumnUnit } from "./figures/table.ts";
import { messages } from "./figures/messages.ts";

/** What an experiment finds: a computer with the product on it, and a machine on that which is up. */
export interface Testbed {
  readonly computer: Computer;
  readonly hypervisor: Hypervisor;
  readonly vm: VirtualMachine;
  readonly product: Profile;
}

/**
 * A computer with a product on it, and a machine "shop" on that whose system is up. What needs a host OS stands on Ubuntu.
 * @param image the machine's operating system
 * @example const { computer, hypervisor, vm } = testbed(profiles.xen);
 */
export function testbed(product: Profile, image = "debian-12"): Testbed {
  const hosted = product.installsOn === "a host OS";
  const server = computer({ name: product.id, cpus: 2, ...(hosted && { os: "ubuntu-24.04" }) });
  const hypervisor = server.install(product);
  const vm = hypervisor.create(image, { name: "shop" });
  while (!vm.booted && vm.state !== "crashed") server.run(seconds(1));
  return { computer: server, hypervisor, vm, product };
}

/** How a comparison is shown. */
export interface CompareOptions {
  /** A line above the table. */
  readonly title?: string;
  /** What the numbers of a column count, where they are not durations in nanoseconds: `{ exits: "count" }`. */
  readonly units?: Readonly<Record<string, ColumnUnit>>;
  /** The operating system of the machine that each experiment finds. "debian-12" unless given. */
  readonly image?: string;
}

/**
 * Does the same experiment on each product, each time on a fresh computer with a machine that is up, and shows the
 * results as a table: one row a product, one column for each value that the experiment gives back.
 * @throws HypervisorError `invalid-argument`
 * @example
 * compare([profiles.xen, profiles.virtualBox], ({ vm }) => ({
 *   "1 s of computing": vm.time({ compute: seconds(1) }),
 *   "CPU time to read 4 KiB": vm.cpuTime({ read: KiB(4) }),
 * }));
 */
export function compare(
  products: readonly Profile[],
  experiment: (bench: Testbed) => Readonly<Record<string, unknown>>,
  options: CompareOptions = {},
): Figure {
  const write = 'compare([profiles.xen], ({ vm }) => ({ "boots": vm.booted }))';
  const request = messages.request("compare", "show");
  const known = { title: true, units: true, image: true } as const;
  const { title, units = {}, image } = checkOptions(request, options, write, known);
  const wrong = Array.isArray(products) ? products.filter((one) => !isObject(one)) : [products];
  expectArgument(wrong.length === 0, write, "Profile[]", wrong[0]);
  expectArgument(typeof experiment === "function", write, "function", experiment);
  const rows = products.map((product) => {
    const findings = experiment(testbed(product, image));
    expectArgument(isObject(findings), write, "object", findings);
    return { product: product.product, type: product.kind, ...findings };
  });
  const read = rows.map((row) => taken(row));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (name) => name !== "product" && name !== "type",
  );
  const durations = Object.fromEntries(names.map((name) => [name, "ns" as const]));
  const shown = { ...(title !== undefined && { title }), units: { ...durations, ...units } };
  return new Figure((language) => {
    const { product, type } = labels[language].column;
    return tableBundle(inReadersWords(read, language), shown, { product, type }, language);
  });
}
