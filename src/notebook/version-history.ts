// How much of a cell's history stays on the device, and what of it is shown. Fetched when a page has added to it or the
// reader asks for it.
//
// What goes first: what the reader did not type and another version has as well, then the oldest of what they did not
// type, then the oldest of what they did. The last text that was typed in a cell never goes.

import type { DeviceTexts } from "./device-texts.ts";
import { describeValue } from "./refusal.ts";
import { historyRoot, versionKeyOf, type Version } from "./version-store.ts";

/** How much is kept. */
export interface HistoryLimits {
  /** Versions of one cell. */
  readonly versions: number;
  /** Characters of all versions of one cell. */
  readonly characters: number;
  /** Characters of all versions on the device: browsers give a site some five million. */
  readonly inAll: number;
}

export const historyLimits: HistoryLimits = {
  versions: 20,
  characters: 100_000,
  inAll: 1_000_000,
};

/** All versions of a cell that can be read, in no order; what cannot is set aside and reported. */
export function readVersions(texts: DeviceTexts, lesson: string, cell: string): readonly Version[] {
  const start = versionKeyOf(lesson, cell);
  return [...texts.keys()].flatMap((key) => {
    if (!key.startsWith(start)) return [];
    return texts.read(key, (value) => toVersion(key.slice(start.length), value)) ?? [];
  });
}

/** @throws TypeError when the value is not a version. */
function toVersion(id: string, value: unknown): Version {
  const { source, savedAt, typed } = Object(value) as Record<string, unknown>;
  if (
    typeof source === "string" &&
    typeof typed === "boolean" &&
    (savedAt === null || typeof savedAt === "string")
  )
    return { id, source, savedAt, typed };
  throw new TypeError(
    `storage: expected a version { source, savedAt, typed }, found ${describeValue(value)}. Hint: a newer version of the site may have written it.`,
  );
}

/** The versions of one cell, the newest first; each text once. */
export function listHistory(versions: readonly Version[]): readonly Version[] {
  const sources = new Set<string>();
  return versions.toSorted(newestFirst).filter(({ source }) => {
    const isNew = !sources.has(source);
    sources.add(source);
    return isNew;
  });
}

/** Removes from the device what is beyond the limits, in any cell. */
export function trimHistory(texts: DeviceTexts, limits: HistoryLimits = historyLimits): void {
  const kept = placesOf(texts).flatMap(([lesson, cell]) => {
    const all = readVersions(texts, lesson, cell);
    const stay = withinLimits(all, limits);
    const remove = ({ id }: Version) => {
      texts.remove(versionKeyOf(lesson, cell, id));
    };
    for (const version of all) if (!stay.includes(version)) remove(version);
    return stay.map((version, index) => ({ version, isLast: index === 0, remove }));
  });
  let room = limits.inAll;
  // The last one of each cell first, whatever its age: it stays.
  const order = kept.toSorted(
    (a, b) => Number(b.isLast) - Number(a.isLast) || worthMostFirst(a.version, b.version),
  );
  for (const { version, isLast, remove } of order) {
    room -= version.source.length;
    if (room < 0 && !isLast) remove(version);
  }
}

/** Lesson and cell of all that have versions. */
function placesOf(texts: DeviceTexts): readonly (readonly [lesson: string, cell: string])[] {
  const keys = [...texts.keys()].filter((key) => key.startsWith(historyRoot));
  const places = new Set(keys.map((key) => key.slice(historyRoot.length, key.lastIndexOf("/"))));
  return [...places].map((place) => {
    const at = place.lastIndexOf("/");
    return [place.slice(0, at), place.slice(at + 1)];
  });
}

/** The versions of one cell that may stay, what is worth most first. */
function withinLimits(versions: readonly Version[], limits: HistoryLimits): readonly Version[] {
  const sources = new Set(versions.filter(({ typed }) => typed).map(({ source }) => source));
  const candidates = versions.toSorted(worthMostFirst).filter(({ typed, source }) => {
    if (typed) return true;
    const isNew = !sources.has(source);
    sources.add(source);
    return isNew;
  });
  let characters = 0;
  return candidates.slice(0, limits.versions).filter(({ source }, index) => {
    characters += source.length;
    return index === 0 || characters <= limits.characters;
  });
}

const timeOf = ({ savedAt }: Version): string => savedAt ?? "";

/** Of two of the same moment, the one that a page wrote later. */
const newestFirst = (a: Version, b: Version): number =>
  timeOf(b).localeCompare(timeOf(a), "en") || b.id.localeCompare(a.id, "en", { numeric: true });

const worthMostFirst = (a: Version, b: Version): number =>
  Number(b.typed) - Number(a.typed) || newestFirst(a, b);
