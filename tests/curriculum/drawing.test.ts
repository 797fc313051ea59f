// What is served of a recorded drawing: all that can be seen of it, and little else.
import { describe, expect, test } from "vitest";
import { served } from "../../src/curriculum/drawing.ts";
import { readLessons } from "../../src/curriculum/lessons.ts";
import { diagramFiles } from "../../src/curriculum/recording.ts";

const svg = (style: string, body: string): string =>
  `<svg id="d" class="flowchart"><style>${style}</style>${body}</svg>`;

describe("rules of the style sheet", () => {
  const body = '<g class="node os" data-look="neo"><rect/><text>a</text></g>';
  test.each([
    ["#d{fill:red;}", true],
    ["#d .node rect{fill:red;}", true],
    ["#d .node circle{fill:red;}", false],
    ["#d .cluster rect{fill:red;}", false],
    ['#d [data-look="neo"].node rect{fill:red;}', true],
    ['#d [data-look="handDrawn"].node rect{fill:red;}', false],
    ["#d :root{--font:sans-serif;}", true],
    ["@keyframes dash{to{stroke-dashoffset:0;}}", false],
    ["@keyframes dash{to{stroke-dashoffset:0;}}#d .node{animation:dash 1s;}", true],
  ])("%s is served: %s", (rule, isServed) => {
    expect(served(svg(rule, body))).toBe(svg(isServed ? rule : "", body));
  });

  test("of a rule for several shapes, what is for those in the drawing", () => {
    expect(served(svg("#d rect,#d circle{fill:red;}", body))).toBe(svg("#d rect{fill:red;}", body));
  });
});

test("a marker, a filter or a gradient is served if something refers to it", () => {
  const used = '<marker id="end"><path d="M 0 0"/></marker><path marker-end="url(#end)"/>';
  expect(served(svg("", used))).toBe(svg("", used));
  const unused =
    '<marker class="m" id="start"><path/></marker><filter id="f"><feDropShadow/></filter>';
  expect(served(svg("", unused))).toBe(svg("", ""));
});

test("lines are written to a thousandth, without curves from a point to itself", () => {
  const line = "M-5.123456 1.00000000001 C0 1, 2 1, 9 1 M9 1 C9 1, 9 1, 9 1 M9 1 C9 1, 9 1, 9 2";
  expect(served(svg("", `<path d="${line}"/>`))).toBe(
    svg("", '<path d="M-5.123 1 C0 1, 2 1, 9 1 M9 1 C9 1, 9 1, 9 2"/>'),
  );
});

test("the words of every recorded drawing are served", () => {
  const words = (text: string) =>
    text.replace(/<style>[^]*?<\/style>/g, "").match(/>[^<]+</g) ?? [];
  const drawings = readLessons().flatMap((lesson) => diagramFiles(lesson));
  expect(drawings.length).toBeGreaterThan(20);
  for (const { name, svg: recorded } of drawings)
    expect(words(served(recorded)), name).toEqual(words(recorded));
});
