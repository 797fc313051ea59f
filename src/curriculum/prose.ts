// A lesson's text as Markdown, for where there is no MDX: notebook files. Lessons use little of MDX (cells, exercises,
// hints, asides), so the file is read by lines; anything else is refused, or it would be missing there unnoticed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ContentError } from "./content-error.ts";
import type { Language, Lesson } from "./lessons.ts";

/** A piece of a lesson, in the order of the page. */
export type ProseBlock =
  | { readonly kind: "markdown"; readonly source: string }
  | { readonly kind: "cell" | "exercise"; readonly id: string };

export interface LessonProse {
  readonly title: string;
  readonly description: string;
  readonly blocks: readonly ProseBlock[];
}

const words = {
  en: { hint: "Hint", note: "Note", tip: "Tip", caution: "Caution", danger: "Danger" },
  ko: { hint: "힌트", note: "노트", tip: "팁", caution: "주의", danger: "위험" },
} as const satisfies Record<Language, object>;

const component = /^<(?<end>\/)?(?<name>[A-Z]\w*)(?: id="(?<id>[a-z0-9-]+)")?\s*\/?>$/;
/** The playground's examples are the reader's to add, so a file has what they show and not their code. */
const example = /^<Example id="[a-z0-9-]+" title="(?<title>[^"]+)">(?<text>.*)<\/Example>$/;
const aside = /^:::(?<kind>note|tip|caution|danger)(?:\[(?<title>.*)\])?$/;

/**
 * Reads a lesson's text in one language.
 * @throws ContentError at a line that is more of MDX than this reads.
 */
export function readProse(lesson: Lesson, language: Language): LessonProse {
  const file = join(lesson.folder, `${language}.mdx`);
  return parseProse(file, readFileSync(file, "utf8"), language);
}

/** Reads the text of an MDX file; `file` is its name, for errors. */
export function parseProse(file: string, text: string, language: Language): LessonProse {
  const [, frontmatter = "", body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
  const { title = "", description = "" } = (parse(frontmatter) ?? {}) as Partial<
    Record<"title" | "description", string>
  >;
  const offset = text.split("\n").length - body.split("\n").length;
  const refuse = (found: string, line?: number): never => {
    throw new ContentError(
      line === undefined ? file : `${file}:${String(offset + line + 1)}`,
      "Markdown, <Cell>, <Exercise>, <Hint> or an aside",
      `"${found}"`,
      "notebook files are made of this text: teach src/curriculum/prose.ts what it means there",
    );
  };
  const blocks: ProseBlock[] = [];
  let lines: string[] = [];
  const flush = () => {
    const source = lines.join("\n").trim();
    // Code may hold braces, and a code span may run over the end of a line; what is left is an expression of MDX.
    const [expression] = /\{.*/.exec(source.replace(/^(`{3,}).*?^\1|`[^`]*`/gms, "")) ?? [];
    if (expression !== undefined) refuse(expression);
    if (source !== "") blocks.push({ kind: "markdown", source });
    lines = [];
  };
  let fence: string | null = null;
  let quoted = false;
  let hints = 0;
  for (const [index, line] of body.split("\n").entries()) {
    const add = (added: string) => lines.push(quoted ? `> ${added}`.trimEnd() : added);
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null || mark !== undefined) {
      if (fence === null) fence = mark ?? null;
      else if (mark?.startsWith(fence) === true) fence = null;
      add(line);
      continue;
    }
    if (/^import .* from ".*";$/.test(line) || /^\{\/\*.*\*\/\}$/.test(line)) continue;
    // What the playground offers to press has no place in a file; what the reader has made of it has.
    if (/^<Example .*<\/Example>$|^<BlankNotebook \/>$/.test(line)) continue;
    // The cell itself is in the file, with what it showed.
    if (/^<Recorded id="[a-z0-9-]+" \/>$/.test(line)) continue;
    // The page has the docstrings, and so has the editor; a file has the examples.
    if (/^<Reference (?:class="\w+"|functions) \/>$|^<ReferenceList \/>$/.test(line)) continue;
    const begun = aside.exec(line)?.groups;
    if (begun !== undefined) {
      quoted = true;
      add(`**${begun["title"] ?? words[language][begun["kind"] as "note"]}**`);
      add("");
      continue;
    }
    if (line === ":::") {
      quoted = false;
      continue;
    }
    const shown = example.exec(line)?.groups;
    if (shown !== undefined) {
      add(`- **${shown["title"] ?? ""}**: ${shown["text"] ?? ""}`);
      continue;
    }
    const element = component.exec(line)?.groups;
    switch (`${element?.["end"] ?? ""}${element?.["name"] ?? ""}`) {
      case "Cell":
      case "Exercise":
        flush();
        blocks.push({
          kind: element?.["name"] === "Cell" ? "cell" : "exercise",
          id: element?.["id"] ?? "",
        });
        hints = 0;
        continue;
      case "Hint":
        hints += 1;
        lines.push("<details>", `<summary>${words[language].hint} ${String(hints)}</summary>`, "");
        continue;
      case "/Hint":
        lines.push("", "</details>");
        continue;
      case "/Exercise":
      case "BlankNotebook":
        continue;
    }
    if (/^\s*<\/?[A-Z]|^\s*(?:export|import) /.test(line)) refuse(line.trim(), index);
    // What is left out leaves no gap.
    if (line !== "" || lines.at(-1) !== "") add(line);
  }
  flush();
  return { title, description, blocks };
}
