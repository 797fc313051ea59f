// What readers of earlier builds have, read from the folders beside this file (README.md says how they were written).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { languages, type Language } from "../../src/curriculum/lessons.ts";

/** A text that the reader has typed. */
export interface TypedText {
  /** As its keys have it; "home" is the first page. */
  readonly lesson: string;
  readonly cell: string;
  /** "put-aside": the reader has reset the cell since. */
  readonly as: "edit" | "put-aside" | "own";
  readonly source: string;
}

/** A notebook that the reader has saved. */
export interface SavedFile {
  readonly name: string;
  readonly text: string;
}

/** What one reader of one build has. */
export interface Fixture {
  /** The folder's name: the month of the build. */
  readonly build: string;
  /** The language of the pages on which it was written. */
  readonly language: Language;
  /** All that the device holds. */
  readonly device: Readonly<Record<string, string>>;
  /** The fragment of the link with the reader's edits, by lesson. */
  readonly links: Readonly<Record<string, string>>;
  readonly files: readonly SavedFile[];
  readonly typed: readonly TypedText[];
  /** By lesson and cell, what the lesson's own source was. */
  readonly lessons: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const folder = import.meta.dirname;

const json = (...path: string[]): unknown =>
  JSON.parse(readFileSync(join(folder, ...path), "utf8"));

/** Every reader of every build, the oldest build first. */
export function readFixtures(): readonly Fixture[] {
  const builds = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return builds.flatMap((build) =>
    languages.map((language): Fixture => {
      const names = readdirSync(join(folder, build, "files")).sort();
      return {
        build,
        language,
        device: json(build, `device.${language}.json`) as Fixture["device"],
        links: json(build, `links.${language}.json`) as Fixture["links"],
        files: names
          .filter((name) => name.endsWith(`.${language}.ipynb`))
          .map((name) => ({
            name,
            text: readFileSync(join(folder, build, "files", name), "utf8"),
          })),
        typed: json(build, `typed.${language}.json`) as Fixture["typed"],
        lessons: json(build, "lessons.json") as Fixture["lessons"],
      };
    }),
  );
}
