// What of Markdown is set: within bounds, in a time limit, the latest first. What a browser does with a text that never
// ends is in tests/browser/hostile-markdown.spec.ts.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { markdownHtml } from "../../components/notebook/own-cells/markdown-html.ts";
import {
  createMarkdownSetter,
  type MarkdownWorker,
} from "../../components/notebook/own-cells/markdown-setter.ts";
import type { MarkdownReply } from "../../components/notebook/own-cells/markdown.worker.ts";

const nestedList = (depth: number) =>
  Array.from({ length: depth }, (_, level) => `${"  ".repeat(level)}- a`).join("\n");

test.each([
  ["a heading", "# a"],
  ["a table", "| a | b |\n|---|---|\n| 1 | 2 |"],
  ["many paragraphs", "a\n\n".repeat(2_000)],
  ["a list in lists", nestedList(10)],
  ["many uses of an address", `${"[a] ".repeat(100)}\n\n[a]: https://example.com/`],
  ["a comparison, as text", "a < b\n\n".repeat(100)],
])("%s is set", (_, source) => {
  expect(markdownHtml(source)).toMatch(/^<\w/);
});

test.each([
  ["more characters than a link brings", "a".repeat(100_001)],
  ["more paragraphs than a page shows", "a\n\n".repeat(10_001)],
  ["rules, which have no end", "---\n".repeat(10_001)],
  ["a list in too many lists", nestedList(40)],
  ["quotations in each other", `${"> ".repeat(70)}a`],
  [
    "a long address that is used a thousand times",
    `${"[a] ".repeat(1_000)}\n\n[a]: https://example.com/${"x".repeat(2_000)}`,
  ],
])("%s: what is written is shown", (_, source) => {
  expect(markdownHtml(source)).toBeNull();
});

/** Workers that answer when they are told to. */
function workers() {
  const started: (MarkdownWorker & { readonly asked: string[]; isEnded: boolean })[] = [];
  const say = (at: number, reply: MarkdownReply) => {
    started[at]?.onmessage?.call({} as Worker, { data: reply } as MessageEvent);
  };
  const set = createMarkdownSetter(() => {
    const asked: string[] = [];
    const worker = {
      asked,
      isEnded: false,
      onmessage: null,
      onerror: null,
      postMessage: (source: string) => asked.push(source),
      terminate: () => {
        worker.isEnded = true;
      },
    };
    started.push(worker);
    return worker;
  });
  return {
    started,
    ready: (at: number) => {
      say(at, { type: "ready" });
    },
    answer: (at: number, html: string) => {
      say(at, { type: "set", html });
    },
    set: (source: string, isWanted = () => true) => set(source, isWanted),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("one worker sets one text after the other", async () => {
  const { set, ready, answer, started } = workers();
  const [first, second] = [set("a"), set("b")];
  ready(0);
  answer(0, "A");
  expect(await first).toBe("A");
  answer(0, "B");
  expect(await second).toBe("B");
  expect(started.map(({ asked }) => asked)).toEqual([["a", "b"]]);
});

test("a worker that does not come to an end is ended, and the next text has another", async () => {
  const { set, ready, answer, started } = workers();
  const [first, second] = [set("never"), set("b")];
  ready(0);
  await vi.runAllTimersAsync();
  expect(await first).toBeNull();
  ready(1);
  answer(1, "B");
  expect(await second).toBe("B");
  expect(started.map(({ isEnded }) => isEnded)).toEqual([true, false]);
  // A text that was set in time leaves no limit behind.
  await vi.runAllTimersAsync();
  expect(started[1]?.isEnded).toBe(false);
});

test("however long a worker takes to start, the text has its time", async () => {
  const { set, ready, answer, started } = workers();
  const first = set("a");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(started[0]?.isEnded).toBe(false);
  ready(0);
  answer(0, "A");
  expect(await first).toBe("A");
});

test("what was asked for last is set first, and what is not wanted any more is not set", async () => {
  const { set, ready, answer, started } = workers();
  const all = [set("link 1"), set("link 2", () => false), set("link 3"), set("the reader's")];
  ready(0);
  for (const html of ["1", "R", "3"]) answer(0, html);
  expect(await Promise.all(all)).toEqual(["1", null, "3", "R"]);
  expect(started[0]?.asked).toEqual(["link 1", "the reader's", "link 3"]);
});

test("a worker that fails is told of, and the next text tries again", async () => {
  const { set, ready, answer, started } = workers();
  const first = set("a");
  first.catch(() => {});
  started[0]?.onerror?.call(
    {} as Worker,
    {
      message: "not found",
      preventDefault() {},
    } as ErrorEvent,
  );
  await expect(first).rejects.toThrow("not found");
  const second = set("b");
  ready(1);
  answer(1, "B");
  expect(await second).toBe("B");
});
