import { describe, expect, test } from "vitest";
import { parseStack, sourceName } from "../../src/kernel/stack.ts";

const v8 = `Error: at ten@example.org
    at Server.install (blob:null/1234:1:200)
    at refuse (blob:null/1234:1:100)
    at f (cell:one:7:3:25)
    at Array.map (<anonymous>)
    at eval (cell:one:7:9:3)
    at evaluate (blob:null/1234:1:300)`;

const spiderMonkey = v8
  .split("\n")
  .slice(1)
  .filter((line) => !line.includes("anonymous"))
  .map((line) => line.replace(/ *at (\S+) \((.*)\)/, "$1@$2"))
  .join("\n");

test.each([
  ["V8", v8],
  ["SpiderMonkey", spiderMonkey],
])("the library's frames are counted between the reader's (%s)", (_, stack) => {
  expect(parseStack(stack).map(({ line, library }) => [line, library])).toEqual([
    [2, 2],
    [8, undefined],
  ]);
});

/** Frames as `name@cell:run:line:column`, lines as in the program's own code. */
function frames(stack: string): string[] {
  return parseStack(stack).map(
    ({ name, cell, run, line, column }) => `${name ?? "-"}@${cell}:${run}:${line}:${column}`,
  );
}

describe("stack traces of three engines", () => {
  const cases: [string, string, string[]][] = [
    [
      "V8",
      `Error: x
    at f (cell:one:7:3:25)
    at Server.boot [as start] (cell:one:7:4:17)
    at new Machine (cell:two:3:2:9)
    at async h (cell:one:7:9:1)
    at Array.map (<anonymous>)
    at Object.<anonymous> (cell:one:7:5:2)
    at eval (cell:one:7:7:1)
    at cell:one:7:8:2
    at async eval (cell:one:7:9:3)
    at createKernel (https://example.org/kernel.js:1:200)`,
      [
        "f@one:7:2:25",
        "Server.boot@one:7:3:17",
        "Machine@two:3:1:9",
        "h@one:7:8:1",
        "-@one:7:4:2",
        "-@one:7:6:1",
        "-@one:7:7:2",
        "-@one:7:8:3",
      ],
    ],
    [
      "SpiderMonkey",
      `f@cell:one:7:3:25
boot/<@cell:one:7:4:17
@cell:one:7:5:1
async*h@cell:one:7:9:1
setTimeout handler*g@cell:one:7:10:2
anonymous@cell:one:7:11:2
execute@blob:null/1234:1:200`,
      [
        "f@one:7:2:25",
        "boot@one:7:3:17",
        "-@one:7:4:1",
        "h@one:7:8:1",
        "g@one:7:9:2",
        "-@one:7:10:2",
      ],
    ],
    [
      "JavaScriptCore",
      `f@cell:one:7:3:25
async h@cell:one:7:9:1
eval code@cell:one:7:2:1
map@[native code]
@cell:one:7:5:1`,
      ["f@one:7:2:25", "h@one:7:8:1", "-@one:7:1:1", "-@one:7:4:1"],
    ],
    ["none", "Error: in cell:one:7:3:25, perhaps", []],
    ["a message that looks like a frame of a broken name", "    at f (cell:%E0%A4%A:7:3:25)", []],
  ];
  test.each(cases)("%s", (_, stack, expected) => expect(frames(stack)).toEqual(expected));

  test("a cell's id may hold anything", () => {
    for (const cell of ["one two", "a:b", "(x)", "한글", "a'b", "@"])
      expect(frames(`    at f (${sourceName(cell, 3)}:2:1)`)).toEqual([`f@${cell}:3:1:1`]);
  });

  test("only so many frames are kept", () => {
    expect(parseStack("    at f (cell:a:1:2:3)\n".repeat(1000))).toHaveLength(50);
  });
});
