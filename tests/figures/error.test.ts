// An error as HTML: the reader's frames, and of the library's only their number.
import { describe, expect, test } from "vitest";
import { errorHtml } from "../../components/figures/error.ts";
import { errorOutput } from "../../src/kernel/frames.ts";
import type { SourcePosition } from "../../src/notebook/output.ts";

const error = (frames: readonly SourcePosition[], hint = "") =>
  ({ output_type: "error", ename: "Error", evalue: "no", traceback: [], frames, hint }) as const;
const items = (html: string) =>
  [...html.matchAll(/<li>(.*?)<\/li>/g)].map(([, item = ""]) => item.replace(/<[^>]*>/g, ""));
const at = (line: number, more: Partial<SourcePosition> = {}) => ({
  cell: "a",
  line,
  column: 3,
  ...more,
});

describe("the stack of an error", () => {
  test("is folded, and has the reader's frames with the number of those between", () => {
    const html = errorHtml(
      error([at(3, { library: 2, name: "boot" }), at(9, { library: 1 })]),
      "en",
    );
    expect(html).toMatch(
      /<details class="error-trace"><summary>Stack: 2 of your code, 3 of the library</,
    );
    expect(items(html)).toEqual([
      "… 2 frames of the library",
      "cell a, line 3 boot",
      "… 1 frame of the library",
      "cell a, line 9",
    ]);
    expect(items(errorHtml(error([at(3, { library: 2 })]), "ko"))[0]).toBe(
      "… 라이브러리 프레임 2개",
    );
  });

  test("is not there where the place says it all", () => {
    expect(errorHtml(error([at(3)]), "en")).not.toContain("<details");
    expect(errorHtml(error([]), "en")).not.toContain("<button");
  });

  test("leads to each place", () => {
    const html = errorHtml(error([at(3), { ...at(9), cell: '"><img>' }]), "en");
    expect(html).toContain('data-feature="go-to-line" data-cell="a" data-line="3" data-column="3"');
    expect(html).not.toContain("<img>");
  });
});

test("frames that no reader wrote are left out, and what was between them is still counted", () => {
  // One segment: line 2, column 0 of the program is line 1, column 0 of the cell.
  const mappings = ";AAAA";
  const frame = (line: number, library?: number) => ({
    ...{ cell: "a", run: 1, line, column: 1, name: line === 2 ? "f" : null },
    ...(library !== undefined && { library }),
  });
  const message = { type: "error", run: 1, ename: "E", evalue: "", hint: null } as const;
  const { frames } = errorOutput(
    { ...message, frames: [frame(1, 2), frame(2, 1)] },
    () => mappings,
  );
  expect(frames).toEqual([{ cell: "a", line: 1, column: 1, name: "f", library: 3 }]);
});
