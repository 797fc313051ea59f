// Memory maps: from a live server to data and text, and from data to HTML.
import { describe, expect, test } from "vitest";
import {
  isMemoryMapData,
  memoryMapHtml,
  type MemoryMapData,
} from "../../components/figures/memory-map.ts";
import { GiB, Hypervisor, memoryMap, overcommit, seconds, Server } from "../../src/stdlib/index.ts";
import { bundleOf, text } from "./bundle.ts";

function rack(memory?: ReturnType<typeof overcommit>) {
  const server = new Server({ name: "rack", cpus: 2, memory: GiB(8), disk: GiB(200) });
  const hypervisor = server.install(
    new Hypervisor(memory ? { name: "hv", memory } : { name: "hv" }),
  );
  const create = (name: string) =>
    hypervisor.create({ name, vcpus: 1, memory: GiB(2), disk: GiB(20), image: "debian-12" });
  return { server, hypervisor, create };
}

const dataOf = (server: Server, hypervisor: Hypervisor) =>
  bundleOf(memoryMap(server, hypervisor))[
    "application/vnd.hypervisor-notebook.memory-map+json"
  ] as MemoryMapData;

/** Whose each stretch is, with its size in GiB. */
const stretches = ({ map, owners }: MemoryMapData) =>
  map.map(({ start, end, owner }) => `${owners[owner]?.name} ${(end - start) / GiB(1)}`);

describe("memoryMap", () => {
  test("has every byte once, in order, in the name of its owner", () => {
    const { server, hypervisor, create } = rack();
    create("a");
    create("b");
    create("c");
    hypervisor.lookup("b").destroy();
    const data = dataOf(server, hypervisor);
    expect(stretches(data)).toEqual([
      "hypervisor and host software 1",
      "a 2",
      "free 2",
      "c 2",
      "free 1",
    ]);
    expect(data.owners.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(data.size);
    expect(data.owners.find(({ kind }) => kind === "free")?.bytes).toBe(server.free.memory);
  });

  test("keeps the memory of a machine that is suspended", () => {
    const { server, hypervisor, create } = rack();
    create("a").suspend();
    expect(stretches(dataOf(server, hypervisor))).toContain("a 2");
  });

  test("under overcommit, has stretches without gap or overlap, and what is shared apart", () => {
    const { server, hypervisor, create } = rack(overcommit());
    for (const name of ["a", "b", "c"]) create(name);
    server.run(seconds(60));
    const data = dataOf(server, hypervisor);
    expect(isMemoryMapData(data)).toBe(true);
    expect(data.map[0]?.start).toBe(0);
    expect(data.map.at(-1)?.end).toBe(data.size);
    for (const [at, { end }] of data.map.slice(0, -1).entries())
      expect(data.map[at + 1]?.start).toBe(end);
    expect(data.owners.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(data.size);
    const own = data.owners.find(({ name }) => name === "a")?.bytes ?? 0;
    const { resident, shared } = hypervisor.lookup("a").memoryUsage;
    expect(own).toBe(resident - shared);
    expect(text(memoryMap(server, hypervisor))).toContain(
      "hypervisor, and pages that machines share",
    );
  });

  test("says the same as text, in the reader's language", () => {
    const { server, hypervisor, create } = rack();
    create("a");
    expect(text(memoryMap(server, hypervisor), "ko").split("\n").slice(0, 4)).toEqual([
      "rack 메모리 8 GiB의 주소별 소유자",
      "- 하이퍼바이저와 호스트 소프트웨어: 1 GiB",
      "- a: 2 GiB",
      "- 비어 있음: 5 GiB",
    ]);
  });

  test("refuses a hypervisor of another server, or in a machine", () => {
    const one = rack();
    expect(() =>
      memoryMap(new Server({ cpus: 1, memory: GiB(1), disk: GiB(1) }), one.hypervisor),
    ).toThrow(/"hv" is not among its layers/);
    const spec = { name: "outer", vcpus: 1, memory: GiB(4), disk: GiB(50) };
    const outer = one.hypervisor.define(spec).start();
    const inner = outer.nest(new Hypervisor({ name: "inner" }));
    expect(() => memoryMap(one.server, inner)).toThrow(/or in a machine/);
  });
});

describe("the HTML of a memory map", () => {
  const { server, hypervisor, create } = rack();
  create("b");
  const data = dataOf(server, hypervisor);
  const html = memoryMapHtml(data, "x", { language: "en" });

  test("draws the stretches to scale and names the owners with their sizes", () => {
    expect(html).toContain('x="80.0" y="0" width="160.0"');
    expect(html).toContain("b: 2 GiB</li>");
    expect(html).toContain("free: 5 GiB</li>");
  });

  test.each<[string, unknown]>([
    ["no size", { ...data, size: 0 }],
    ["an owner without a name", { ...data, owners: [{}] }],
    ["a stretch that is not one", { ...data, map: [{ start: -1, end: 2, owner: 0 }] }],
    ["too many stretches", { ...data, map: Array.from({ length: 1001 }, () => data.map[0]) }],
    ["no table", { ...data, machines: null }],
  ])("is not made of data with %s", (_, wrong) => {
    expect(isMemoryMapData(wrong)).toBe(false);
  });
});
