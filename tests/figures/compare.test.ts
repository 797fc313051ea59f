// Cells compare products, and count what happened meanwhile, without arithmetic of their own.
import { describe, expect, test } from "vitest";
import {
  batch,
  compare,
  computer,
  during,
  KiB,
  ms,
  profiles,
  seconds,
  testbed,
} from "../../src/stdlib/index.ts";
import { text } from "./bundle.ts";

const products = [profiles.esxi, profiles.kvm, profiles.virtualBox];

describe("compare", () => {
  const figure = compare(
    products,
    ({ vm, product }) => ({
      computing: vm.time({ compute: seconds(1) }),
      exits: vm.measure({ compute: 1, read: KiB(4) }).exits.mmio,
      "a word": product.id,
    }),
    { title: "Three products", units: { exits: "count" } },
  );

  test("has a row a product, with numbers as durations unless told otherwise", () => {
    const shown = text(figure);
    expect(shown).toMatch(/^Three products\nproduct +type +computing +exits +a word\n/);
    for (const { product, kind, id } of products)
      expect(shown).toMatch(new RegExp(`${product} +${kind} +1(?:\\.00\\d)? s +\\d+ +${id}`));
  });

  test("gives each product a computer of its own, and Ubuntu where it needs a host OS", () => {
    const seen = new Set<unknown>();
    compare(products, ({ computer: one, vm, hypervisor, product }) => {
      expect(one.os?.image.id).toBe(
        product.installsOn === "a host OS" ? "ubuntu-24.04" : undefined,
      );
      expect(vm.booted).toBe(true);
      expect(hypervisor.domains()).toEqual([vm]);
      seen.add(one);
      return {};
    });
    expect(seen.size).toBe(products.length);
  });
});

describe("during", () => {
  const pair = () => {
    const server = computer({ cpus: 1 });
    const hypervisor = server.install(profiles.generic);
    const machines = ["a", "b"].map((name) => hypervisor.create("debian-12", { name }));
    server.run(seconds(30));
    return { server, machines };
  };

  test("tells what two machines did on one CPU meanwhile, and nothing of before", () => {
    const { server, machines } = pair();
    for (const vm of machines) vm.launch(batch({ name: "job", compute: seconds(9) }));
    const [a, b] = during(machines, () => server.run(ms(100)));
    for (const usage of [a, b])
      expect((usage?.run ?? 0) + (usage?.ready ?? 0) + (usage?.blocked ?? 0)).toBe(ms(100));
    expect((a?.run ?? 0) + (b?.run ?? 0)).toBeGreaterThan(ms(99));
    expect(a?.machine).toBe("a");
    expect(during(machines, () => undefined).map(({ run, ready }) => [run, ready])).toEqual([
      ...[
        [0, 0],
        [0, 0],
      ],
    ]);
  });

  test("counts exits by reason, of one machine alone where one is given", () => {
    const { server, machines } = pair();
    const [vm] = machines;
    if (!vm) throw new Error("no machine");
    const { exits } = during(vm, () => {
      vm.launch(batch({ name: "job", compute: 1, hypercalls: 3 }));
      server.run(seconds(1));
    });
    expect([exits.hypercall, exits.pause]).toEqual([3, 0]);
  });
});

test("a testbed is a computer with the product on it, and a machine that is up", () => {
  const { computer: one, hypervisor, vm, product } = testbed(profiles.xen, "alpine-3.21");
  expect(one.software).toBe(hypervisor);
  expect([product, vm.os?.id, vm.booted]).toEqual([profiles.xen, "alpine-3.21", true]);
});
