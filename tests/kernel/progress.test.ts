import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel-session.ts";
import { createNodeKernel } from "../../src/kernel/node.ts";
import { progressType } from "../../src/kernel/progress.ts";
import type { KernelMessage, Language } from "../../src/kernel/protocol.ts";
import { compile, library } from "./notebook.ts";

function start(language: Language = "en") {
  const messages: KernelMessage[] = [];
  const kernel = createKernel({
    send: (message) => messages.push(structuredClone(message)),
    modules: { "hypervisor-notebook": library },
    language,
  });
  let runs = 0;
  /** What a cell shows: an id and a text a message, `+` for what is new; an error by its text. */
  return async (source: string, silent = false): Promise<string[]> => {
    const { code } = await compile(source);
    const run = ++runs;
    await kernel.execute({
      type: "execute_request",
      run,
      cell: "c",
      code,
      execution_count: run,
      silent,
    });
    return messages.flatMap((message) => {
      if (!("run" in message) || message.run !== run) return [];
      if (message.type === "error") return [message.evalue, String(message.hint)];
      if (message.type !== "display_data" && message.type !== "update_display_data") return [];
      const isNew = message.type === "display_data" ? "+" : "";
      return `${isNew}${String(message.transient?.display_id)} ${String(message.data["text/plain"])}`;
    });
  };
}

const bar = "const bar = display.progress('an hour');\n";

describe("a progress bar", () => {
  const cases: [string, string, string[]][] = [
    ["is not shown before it is used", bar, []],
    [
      "is shown once and then updated",
      `${bar}bar(0); bar(0.5); bar(1);`,
      ["+progress-1 an hour: 0 %", "progress-1 an hour: 50 %", "progress-1 an hour: 100 %"],
    ],
    [
      "is not updated for less than a percent",
      `${bar}bar(0.1); bar(0.105); bar(0.1099);`,
      ["+progress-1 an hour: 10 %"],
    ],
    ["never goes back", `${bar}bar(0.4); bar(0.2);`, ["+progress-1 an hour: 40 %"]],
    ["is not done before it is", `${bar}bar(0.9999);`, ["+progress-1 an hour: 99 %"]],
    [
      "is one of several",
      "for (const name of ['a', 'b']) display.progress(name)(0.5);",
      ["+progress-1 a: 50 %", "+progress-2 b: 50 %"],
    ],
    [
      "can be given to what tells more",
      `${bar}const run = { progress: bar }; run.progress({ fraction: 0.25, now: 7 } as never);`,
      ["+progress-1 an hour: 25 %"],
    ],
    ["needs no name", "display.progress()(0.5);", ["+progress-1 Progress: 50 %"]],
  ];
  test.each(cases)("%s", async (_, source, shown) => {
    expect(await start()(source)).toEqual(shown);
  });

  test("has a name in the reader's language", async () => {
    expect(await start("ko")("display.progress()(0.5);")).toEqual(["+progress-1 진행률: 50 %"]);
  });

  test("is shown anew in each run that uses it", async () => {
    const run = start();
    await run(`${bar}bar(0.5);`);
    expect(await run("bar(0.3); bar(0.4);")).toEqual([
      "+progress-1 an hour: 30 %",
      "progress-1 an hour: 40 %",
    ]);
  });

  test("sends nothing in a replay", async () => {
    expect(await start()(`${bar}bar(0.5);`, true)).toEqual([]);
  });

  test.each([
    ["bar(NaN)"],
    ["bar(-0.01)"],
    ["bar(1.01)"],
    ["bar('half' as never)"],
    ["bar()"],
    ["bar(null)"],
    ["bar({ fraction: '1' })"],
  ])("refuses %s", async (call) => {
    expect(await start()(`${bar}${call};`)).toEqual([
      expect.stringMatching(/^Expected a fraction from 0 to 1, found /) as string,
      "Call it with what is done, divided by what there is to do.",
    ]);
  });

  test("refuses a label that is no text", async () => {
    const [message] = await start()("display.progress(7);");
    expect(message).toBe("Expected a text as label, found 7.");
  });

  test("sends at most a message a percent, whatever it is told, and ends with the most", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 500 }),
        async (fractions) => {
          const shown = await start()(
            `${bar}for (const f of ${JSON.stringify(fractions)}) bar(f);`,
          );
          expect(shown.length).toBeLessThanOrEqual(101);
          expect(shown.filter((line) => line.startsWith("+"))).toHaveLength(1);
          const most = Math.floor(Math.max(...fractions) * 100);
          expect(shown.at(-1)).toMatch(new RegExp(` ${most} %$`));
        },
      ),
      { numRuns: 30 },
    );
  });
});

test("what is recorded of a bar is how it was in the end, in its place", async () => {
  const source = `${bar}console.log("before"); bar(0); console.log("after"); bar(0.42); bar(1);`;
  for (const language of ["en", "ko"] as const)
    expect(await createNodeKernel(language).run("c", await compile(source, "c"))).toEqual([
      { output_type: "stream", name: "stdout", text: "before\n" },
      {
        output_type: "display_data",
        data: {
          [progressType]: { label: "an hour", percent: 100 },
          "text/plain": "an hour: 100 %",
        },
      },
      { output_type: "stream", name: "stdout", text: "after\n" },
    ]);
});

test("a server's run shows how far it is", async () => {
  const source = `import { hours, ms, Server, GiB, Hypervisor, service } from "hypervisor-notebook";
  const server = new Server({ name: "rack", cpus: 1, memory: GiB(8), disk: GiB(50) });
  const vm = server.install(new Hypervisor()).create({ name: "a", vcpus: 1, memory: GiB(1), disk: GiB(10), image: "alpine-3.21" });
  vm.launch(service({ name: "web", compute: ms(1), every: ms(100) }));
  server.run(hours(1), { progress: display.progress("an hour"), every: 1_000 });`;
  const [output] = await createNodeKernel("en").run("c", await compile(source, "c"));
  expect(output).toMatchObject({ data: { "text/plain": "an hour: 100 %" } });
});
