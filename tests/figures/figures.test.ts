// Figures from the model to data and text, and from data to HTML.
import { describe, expect, test } from "vitest";
import { outputsHtml } from "../../components/notebook/recorded-outputs.ts";
import { tableHtml } from "../../components/figures/table.ts";
import { timelineHtml } from "../../components/figures/timeline.ts";
import { formatQuantity, type Unit } from "../../components/figures/units.ts";
import type { MimeBundle, Output } from "../../src/notebook/output.ts";
import { displayOf } from "../../src/stdlib/display.ts";
import {
  attempts,
  batch,
  devices,
  GiB,
  history,
  Hypervisor,
  layers,
  ms,
  seconds,
  Server,
  service,
  table,
  timeline,
} from "../../src/stdlib/index.ts";
import { bundleOf, mermaid, text } from "./bundle.ts";

function rack() {
  const server = new Server({ name: "rack", cpus: 2, memory: GiB(16), disk: GiB(100) });
  const hypervisor = server.install(new Hypervisor({ name: "hv" }));
  const create = (name: string) =>
    hypervisor.create({ name, vcpus: 1, memory: GiB(1), disk: GiB(5), image: "alpine-3.21" });
  return { server, hypervisor, create };
}

describe("layers", () => {
  test("a bare server is one layer", () => {
    const server = new Server({ name: "rack", cpus: 1, memory: GiB(1), disk: GiB(10) });
    expect(mermaid(layers(server))).toBe(
      'block\n  columns 1\n  layer0["Hardware · host server<br/>rack"]:1\n  class layer0 hardware\n',
    );
  });

  test("each layer is as wide as what stands on it, with gaps where nothing does", () => {
    const { server, create } = rack();
    const shop = create("shop");
    create("blog");
    shop.launch(service({ name: "nginx", compute: ms(1), every: ms(10) }));
    shop.launch(service({ name: "redis", compute: ms(1), every: ms(10) }));
    server.run(seconds(3));
    expect(mermaid(layers(server)).split("\n").slice(1, 6)).toEqual([
      "  columns 3",
      '  layer3["Application<br/>nginx"]:1 layer4["Application<br/>redis"]:1 space:1',
      '  layer2["Guest OS · guest server<br/>shop: Alpine Linux 3.21"]:2 layer5["Guest OS · guest server<br/>blog: Alpine Linux 3.21"]:1',
      '  layer1["Hypervisor<br/>hv"]:3',
      '  layer0["Hardware · host server<br/>rack"]:3',
    ]);
  });

  test("a machine that is switched off is not there", () => {
    const { server, create } = rack();
    create("shop").destroy();
    expect(mermaid(layers(server))).not.toContain("shop");
  });

  test("the words are the reader's, the names the model's", () => {
    const { server, create } = rack();
    create("쇼핑몰");
    expect(mermaid(layers(server), "ko")).toContain("게스트 OS · 게스트 서버<br/>쇼핑몰: Alpine");
    expect(text(layers(server), "ko")).toContain("- 하이퍼바이저: hv (rack 위)");
    expect(text(layers(server), "en")).toContain("- Hypervisor: hv, on rack");
  });
});

describe("timeline", () => {
  test("has a lane for every CPU, and its spans add up to the time that guests were given", () => {
    const { server, create } = rack();
    const vm = create("shop");
    server.run(seconds(3));
    const from = server.now;
    vm.launch(batch({ name: "job", compute: ms(25) }));
    server.run(ms(40));
    const data = bundleOf(timeline(server, { from }))[
      "application/vnd.hypervisor-notebook.timeline+json"
    ] as { subjects: string[]; lanes: { spans: { start: number; end: number }[] }[] };
    expect(data.subjects).toEqual(["shop"]);
    expect(data.lanes).toHaveLength(2);
    const spent = data.lanes
      .flatMap(({ spans }) => spans)
      .reduce((sum, { start, end }) => sum + end - start, 0);
    const [usage] = vm.cpuUsage;
    expect(spent).toBeGreaterThanOrEqual(ms(25));
    expect(spent).toBeLessThan(usage?.run ?? 0);
  });

  test("a slice that still goes on is shown up to now", () => {
    const { server, create } = rack();
    create("shop").launch(batch({ name: "job", compute: seconds(9) }));
    server.run(seconds(5));
    expect(text(timeline(server, { from: server.now - ms(5) }))).toContain("busy 100 %");
  });

  test("of more spans than can be told apart, each stretch is what it was mostly", () => {
    const half = (start: number, subject: number) => ({ start, end: start + 1, subject });
    // Two thirds of the time a, one third b, in turns too short to be seen; then nothing.
    const spans = Array.from({ length: 90_000 }, (_, at) => half(at, at % 3 === 2 ? 1 : 0));
    const lanes = [{ name: "cpu0", spans }];
    const html = timelineHtml(
      { title: "t", from: 0, to: 180_000, subjects: ["a", "b"], lanes },
      "x",
    );
    expect(html.match(/timeline-span hue-0" x=/g)).toHaveLength(500);
    expect(html).not.toMatch(/timeline-span hue-1" x=/);
  });

  test("spans outside the window are left out and those across its border cut", () => {
    const data = {
      title: "t",
      from: 10,
      to: 20,
      subjects: ["a"],
      lanes: [{ name: "cpu0", spans: [{ start: 5, end: 15, subject: 0 }] }],
    };
    expect(timelineHtml(data, "x")).toMatch(
      /class="timeline-span hue-0" x="56.0" y="0" width="292.0"/,
    );
  });
});

describe("tables from the model", () => {
  test("devices sets computers side by side", () => {
    const { server, create } = rack();
    expect(
      text(devices(server, create("shop")), "ko")
        .split("\n")
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ["장치", "rack", "shop"],
      ["CPU", "CPU 2개, 2.1 GHz", "가상 CPU 1개"],
      ["메모리", "16 GiB", "1 GiB"],
      ["스토리지", "100 GiB", "5 GiB"],
      [
        "네트워크 인터페이스",
        "10 Gbit/s, 02:00:00:00:00:01",
        expect.stringMatching(/^10 Gbit\/s, 52:54:00/),
      ],
    ]);
  });

  test("history tells the steps of one machine, refusals included", () => {
    const { server, create } = rack();
    const vm = create("shop");
    create("blog");
    expect(() => vm.start()).toThrow();
    const lines = text(history(server, "shop")).split("\n");
    expect(lines[1]).toMatch(/^0 ns {2}define {12}undefined → shutoff: 1 vCPU, 1 GiB$/);
    expect(lines.at(-1)).toMatch(/^0 ns {2}start ✗ .*it is running/);
    expect(lines.join()).not.toContain("blog");
  });

  test("attempts shows refusals and what was done, and lets other errors through", () => {
    const { hypervisor, create } = rack();
    create("shop");
    const answers = text(
      attempts({
        again: () => hypervisor.define({ name: "shop", vcpus: 1, memory: GiB(1), disk: GiB(1) }),
        other: () => hypervisor.define({ name: "blog", vcpus: 1, memory: GiB(1), disk: GiB(1) }),
      }),
    );
    expect(answers).toMatch(/^again: domain-exists\n {2}Found: a machine of that name exists/);
    expect(answers).toMatch(/\nother: done$/);
    const mistake = () => {
      throw new TypeError("a mistake in the cell");
    };
    expect(() => attempts({ mistake })).toThrow(TypeError);
  });

  test("a virtual machine shows itself; a list of them is a table", () => {
    const { hypervisor, create } = rack();
    create("shop");
    create("blog");
    expect(displayOf(hypervisor.lookup("shop"), "en")?.["text/plain"]).toMatch(/shop {2}running/);
    expect(displayOf(hypervisor, "en")).toEqual(displayOf(hypervisor.domains(), "en"));
    expect(displayOf({ name: "shop" }, "en")).toBeNull();
  });

  test("table reads the columns asked for, also of objects with getters", () => {
    const { create } = rack();
    const figure = table([create("shop")], {
      columns: ["name", "memory"],
      units: { memory: "bytes" },
    });
    expect(bundleOf(figure)["application/vnd.dataresource+json"]).toEqual({
      schema: {
        fields: [
          { name: "name", type: "string" },
          { name: "memory", type: "number", unit: "bytes" },
        ],
      },
      data: [{ name: "shop", memory: GiB(1) }],
    });
    expect(text(figure)).toBe("name  memory\nshop  1 GiB");
  });
});

test.each<[number, Unit | undefined, string]>([
  [GiB(8), "bytes", "8 GiB"],
  [1536, "bytes", "1.5 KiB"],
  [0, "bytes", "0 B"],
  [1_500_000, "ns", "1.5 ms"],
  [90e9, "ns", "1.5 min"],
  [0.1234, "ratio", "12.3 %"],
  [1300, "cycles", "1,300 cycles"],
  [1234567.8912, undefined, "1,234,567.891"],
  [Infinity, undefined, "Infinity"],
  [-Infinity, "bytes", "-Infinity"],
  [NaN, "ratio", "NaN"],
])("%d %s reads %s", (value, unit, expected) => {
  expect(formatQuantity(value, unit)).toBe(expected);
});

describe("HTML of outputs", () => {
  const html = (output: Output) =>
    outputsHtml([output], { language: "en", prefix: "cell", diagrams: {} });
  const nasty = `<img src=x onerror="alert(1)">'&`;
  const safe = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;";
  const display = (data: MimeBundle): Output => ({ output_type: "display_data", data });

  test.each<[string, Output]>([
    ["a stream", { output_type: "stream", name: "stdout", text: nasty }],
    ["a value", display({ "text/plain": nasty })],
    ["HTML, which is not rendered", display({ "text/html": "<b>", "text/plain": nasty })],
    ["an error", { output_type: "error", ename: nasty, evalue: nasty, traceback: [], hint: nasty }],
    ["a diagram", display({ "text/vnd.mermaid": nasty, "text/plain": nasty })],
    [
      "a table",
      display({
        "application/vnd.dataresource+json": {
          title: nasty,
          schema: { fields: [{ name: nasty }] },
          data: [{ [nasty]: nasty }],
        },
      }),
    ],
    [
      "a timeline",
      display({
        "application/vnd.hypervisor-notebook.timeline+json": {
          title: nasty,
          from: 0,
          to: 1,
          subjects: [nasty],
          lanes: [{ name: nasty, spans: [] }],
        },
      }),
    ],
    [
      "a progress bar",
      display({
        "application/vnd.hypervisor-notebook.progress+json": { label: nasty, percent: 3 },
      }),
    ],
    [
      "a memory map",
      display({
        "application/vnd.hypervisor-notebook.memory-map+json": {
          title: nasty,
          size: 1,
          owners: [{ name: nasty, kind: "machine", bytes: 1 }],
          map: [{ start: 0, end: 1, owner: 0 }],
          machines: { schema: { fields: [] }, data: [] },
        },
      }),
    ],
    [
      "a plot",
      display({
        "application/vnd.vegalite.v5+json": {
          title: nasty,
          description: nasty,
          data: { values: [{ a: nasty, b: 1 }] },
          mark: { type: "bar" },
          encoding: {
            x: { field: "a", title: nasty },
            y: { field: "b" },
            color: { field: "a", title: nasty },
          },
        },
      }),
    ],
    [
      "checks",
      display({
        "application/vnd.hypervisor-notebook.checks+json": [{ passed: true, message: nasty }],
      }),
    ],
  ])("%s from a stranger's code shows text and runs nothing", (_, output) => {
    expect(html(output)).not.toContain("<img src=x");
    expect(html(output)).toContain(safe);
  });

  test.each<[string, unknown]>([
    ["application/vnd.dataresource+json", 1],
    ["application/vnd.dataresource+json", { schema: { fields: [null] }, data: [] }],
    ["application/vnd.dataresource+json", { schema: { fields: [] }, data: [1] }],
    ["application/vnd.hypervisor-notebook.timeline+json", { from: 0 }],
    [
      "application/vnd.hypervisor-notebook.timeline+json",
      { title: "t", from: 1e20, to: 1e20 + 1e5, subjects: [], lanes: [] },
    ],
    [
      "application/vnd.hypervisor-notebook.timeline+json",
      {
        title: "t",
        from: 0,
        to: 1,
        subjects: [],
        lanes: [{ name: "a", spans: [{ start: NaN, end: 1, subject: 0 }] }],
      },
    ],
    ["application/vnd.hypervisor-notebook.checks+json", [{ passed: "yes" }]],
    ["application/vnd.hypervisor-notebook.attempts+json", [{}]],
    ["application/vnd.hypervisor-notebook.progress+json", { label: "x", percent: "3" }],
    ["application/vnd.hypervisor-notebook.progress+json", { label: "x", percent: 101 }],
    ["application/vnd.hypervisor-notebook.progress+json", { percent: 3 }],
    ["application/vnd.hypervisor-notebook.left-out+json", { lines: "many" }],
    ["text/vnd.mermaid", { no: "text" }],
  ])("data that is not %s after all (%j) is shown as its text", (type, data) => {
    expect(html(display({ [type]: data, "text/plain": "text" }))).toBe(
      '<div class="display"><pre class="plain">text</pre></div>',
    );
  });

  test("what was left out of a flood is said in the reader's language", () => {
    const data = { "application/vnd.hypervisor-notebook.left-out+json": { lines: 12 } };
    const output: Output = { output_type: "display_data", data };
    expect(outputsHtml([output], { language: "ko", prefix: "cell", diagrams: {} })).toContain(
      "… 12줄 생략 …",
    );
  });

  test("an unknown kind of output names its types", () => {
    expect(html({ output_type: "display_data", data: { "x/y": 1 } })).toContain("x/y");
  });

  test("numbers are aligned, and the first column heads its row", () => {
    const fields = [
      { name: "n" },
      { name: "size", type: "number" as const, unit: "bytes" as const },
    ];
    expect(
      tableHtml({ schema: { fields }, data: [{ n: "a", size: 2048 }] }, { language: "en" }),
    ).toContain('<tr><th scope="row">a</th><td class="number" data-value="2048">2 KiB</td></tr>');
  });
});
