import { describe, expect, test } from "vitest";
import { openDeviceTexts } from "../../src/notebook/device-texts.ts";
import {
  historyLimits,
  listHistory,
  readVersions,
  trimHistory,
} from "../../src/notebook/version-history.ts";
import { writeVersion } from "../../src/notebook/version-store.ts";
import { Device } from "./device.ts";
import { lesson, Tab } from "./tab.ts";

const root = "hypervisor-notebook";

describe("the history of a cell", () => {
  const version = (id: string, source: string, typed = true) => ({
    id,
    source,
    savedAt: `2026-01-${id.padStart(2, "0")}`,
    typed,
  });
  const trimmed = (
    versions: readonly ReturnType<typeof version>[],
    limits: Partial<typeof historyLimits>,
  ) => {
    const texts = openDeviceTexts(
      () => undefined,
      () => new Device(),
    );
    for (const each of versions) writeVersion(texts, lesson, "a", each);
    trimHistory(texts, { ...historyLimits, ...limits });
    return readVersions(texts, lesson, "a")
      .map(({ id }) => id)
      .sort();
  };

  test.each([
    [
      "the oldest goes first",
      [version("1", "x"), version("2", "y"), version("3", "z")],
      { versions: 2 },
      ["2", "3"],
    ],
    [
      "what was not typed goes before what was",
      [version("1", "x"), version("2", "y", false)],
      { versions: 1 },
      ["1"],
    ],
    [
      "a text that was typed is not kept again for having been taken",
      [version("1", "x"), version("2", "x", false)],
      {},
      ["1"],
    ],
    [
      "two that were typed alike may be two pages'",
      [version("1", "x"), version("2", "x")],
      {},
      ["1", "2"],
    ],
    [
      "characters are bounded",
      [version("1", "xx"), version("2", "yy"), version("3", "zz")],
      { characters: 4 },
      ["2", "3"],
    ],
    [
      "the last that was typed stays, however long",
      [version("1", "x"), version("2", "y".repeat(9)), version("3", "z", false)],
      { characters: 4, inAll: 4 },
      ["2"],
    ],
    [
      "all cells together are bounded",
      [version("1", "xx"), version("2", "yy"), version("3", "zz")],
      { inAll: 4 },
      ["2", "3"],
    ],
  ] as const)("%s", (_, versions, limits, expected) => {
    expect(trimmed(versions, limits)).toEqual(expected);
  });

  test("is listed with the newest first, each text once", () => {
    const versions = [version("1", "x"), version("3", "y"), version("2", "y"), version("10", "z")];
    expect(listHistory(versions).map(({ id }) => id)).toEqual(["10", "3", "1"]);
  });

  test("what cannot be read is set aside, and the rest is there", () => {
    const key = `${root}/history/v1/${lesson}/a/`;
    const device = new Device({
      [`${key}1`]: "{",
      [`${key}2`]: JSON.stringify({ source: "x", savedAt: null, typed: true }),
    });
    expect(new Tab(device).history()).toEqual(["x"]);
    expect([...device.items.values()]).toContain("{");
  });
});
