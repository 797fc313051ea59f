import { describe, expect, test } from "vitest";
import { createMessageBudget, maximumMessage, weigh } from "../../src/kernel/message-budget.ts";

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let at = 0; at < depth; at++) value = [value];
  return value;
};
const doubled = (times: number): unknown => {
  let value: unknown = "x";
  for (let at = 0; at < times; at++) value = [value, value];
  return value;
};
const round: unknown[] = [];
round.push(round);

describe("a message weighs", () => {
  test.each([
    ["a text, its length", "abc", 3],
    ["a number, eight", 1, 8],
    ["a list, its parts and what parts them", ["abc", "de"], 9],
    ["a record, its names too", { ab: "c" }, 7],
  ])("%s", (_, message, characters) => {
    expect(weigh(message)).toEqual({ characters, isData: true });
  });

  test.each([
    ["too deep", nested(1_000)],
    ["in itself", round],
    ["the same part over and over", doubled(60)],
    ["too long", "x".repeat(maximumMessage + 1)],
    ["a map", new Map()],
    ["bytes", new Uint8Array(8)],
    ["a port", [new MessageChannel().port1]],
  ])("nothing that the page should get: %s", { timeout: 60_000 }, (_, message) => {
    expect(weigh(message).isData).toBe(false);
  });
});

describe("a budget", () => {
  const verdicts = (count: number, message: unknown, budget = createMessageBudget(() => 0)) =>
    Array.from({ length: count }, () => budget.spend(message));

  test("lets an honest kernel speak", () => {
    expect(
      new Set(verdicts(9_000, { type: "stream", run: 1, name: "stdout", text: "line" })),
    ).toEqual(new Set(["pass"]));
  });

  test("drops what is no message, and is not exhausted by a little of it", () => {
    expect(verdicts(3, nested(1_000))).toEqual(["drop", "drop", "drop"]);
  });

  test("is exhausted by many messages, and by large ones", () => {
    expect(verdicts(10_001, 0).at(-1)).toBe("exhausted");
    expect(verdicts(7, "x".repeat(15_000_000)).at(-1)).toBe("exhausted");
    expect(verdicts(2, "x".repeat(60_000_000))).toEqual(["drop", "exhausted"]);
  });

  test("fills again with time", () => {
    let time = 0;
    const budget = createMessageBudget(() => time);
    verdicts(10_000, 0, budget);
    expect(budget.spend(0)).toBe("exhausted");
    time = 1_000;
    expect(verdicts(400, 0, budget).at(-1)).toBe("pass");
  });
});
