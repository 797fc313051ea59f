// What the page believes of an answer about the scope: what fits, and no more.
import { describe, expect, test } from "vitest";
import { readInspection } from "../../components/notebook/bench/inspection.ts";
import { className, inspect } from "../../src/kernel/inspect.ts";
import { readInspectReply } from "../../src/kernel/message-shape.ts";
import { inspectScope } from "../../src/stdlib/bench/inspect-scope.ts";
import * as library from "../../src/stdlib/index.ts";
import { attempt, worlds } from "./bench-worlds.ts";

const told = (world: string) => {
  const { names, steps } = worlds[world]?.() ?? { names: {}, steps: [] };
  for (const step of steps.slice(0, 7)) attempt(step);
  return structuredClone(
    inspectScope(names, {
      className,
      isConstant: () => false,
      inspect,
      library,
      displayName: (_, word) => word,
    }),
  ) as unknown;
};
const answer = told("a hypervisor on a bare server");

/** Every value inside, with what replaces it in a copy of the whole. */
function* places(value: unknown, at: readonly string[] = []): Generator<readonly string[]> {
  if (at.length > 0) yield at;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* places(inner, [...at, key]);
}

function changed(value: unknown, at: readonly string[], to: unknown): unknown {
  const copy = structuredClone(value);
  const holder = at.slice(0, -1).reduce((o, key) => (o as Record<string, unknown>)[key], copy);
  (holder as Record<string, unknown>)[at.at(-1) ?? ""] = to;
  return copy;
}

test("an answer is told by its type and number; its content is for its reader", () => {
  const reply = { type: "inspect_reply", inspection: 2, content: { names: 1 } };
  expect(readInspectReply({ ...reply, more: 1 })).toEqual(reply);
  for (const other of [null, 1, {}, { ...reply, inspection: -1 }, { ...reply, type: "stream" }])
    expect(readInspectReply(other)).toBeNull();
});

describe("a forged answer is none", () => {
  test.each([null, undefined, 1, "x", [], {}, { names: [], total: 0, servers: [] }])(
    "%j",
    (value) => expect(readInspection(value)).toBeNull(),
  );

  test("with anything anywhere of another type", () => {
    const all = [...places(answer)];
    expect(all.length).toBeGreaterThan(100);
    for (const at of all)
      for (const wrong of [undefined, -1, NaN, () => "x"])
        if (!(wrong instanceof Function))
          expect(readInspection(changed(answer, at, wrong)), at.join(".")).toBeNull();
  });

  test("with machines in machines without end", () => {
    const { servers } = told("a hypervisor in a machine") as {
      servers: { hypervisor: { machines: { nested: unknown }[] } }[];
    };
    const hypervisor = servers[0]?.hypervisor;
    for (const machine of hypervisor?.machines ?? []) machine.nested = hypervisor;
    expect(readInspection({ names: [], total: 0, untold: 0, servers })).toBeNull();
  });
});

test("what is not expected does not travel along, and what is too long is cut", () => {
  const long = changed(changed(answer, ["names", "0", "value"], "x".repeat(1e6)), ["html"], "<b>");
  const names = Array.from({ length: 1e5 }, () => (answer as { names: unknown[] }).names[0]);
  const read = readInspection(changed(long, ["total"], 5));
  expect(read?.names[0]?.value.length).toBe(300);
  expect(Object.keys(read ?? {})).toEqual(["names", "total", "servers", "untold"]);
  expect(readInspection(changed(answer, ["names"], names))?.names).toHaveLength(600);
});
