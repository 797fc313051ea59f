// The library's source with the docstrings of the reference in Korean: what the editor's declarations for Korean pages
// are made from. Types of options are not in the reference, and keep their English.
import ts from "typescript";
import { siteReference, type ReferenceEntry } from "./reference.ts";

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A docstring as the source would have it, up to where its declaration begins. */
function docstring({ about, params, returns, throws, examples }: ReferenceEntry, indent: string) {
  const lines = [
    about.text.ko,
    ...params.map(({ name, text }) => `@param ${name} ${text.ko}`),
    ...(returns ? [`@returns ${returns.text.ko}`] : []),
    ...(throws ? [`@throws HypervisorError ${throws.text.ko}`] : []),
    ...examples.map((example) => `@example\n${example}`),
  ].filter((text) => text !== "");
  const inside = lines.flatMap((text) => text.split("\n")).map((line) => `${indent} * ${line}\n`);
  return `/**\n${inside.join("")}${indent} */\n${indent}`;
}

/** What to change where `declaration` is: its docstring, or the place before it when it inherits one. */
function editOf(entry: ReferenceEntry, declaration: ts.Declaration): Edit {
  // The docstring of a constant stands before `export const`.
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const file = node.getSourceFile();
  const end = node.getStart(file);
  const start = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)?.pos ?? end;
  const indent = " ".repeat(file.getLineAndCharacterOfPosition(end).character);
  return { start, end, text: docstring(entry, indent) };
}

/** The text of each file of the library that has docstrings of the reference, by absolute path. */
export function koreanSources(): ReadonlyMap<string, string> {
  const { classes, functions } = siteReference();
  const edits = new Map<ts.SourceFile, Edit[]>();
  for (const entry of [...classes, ...classes.flatMap(({ members }) => members), ...functions])
    for (const declaration of entry.declarations) {
      const file = declaration.getSourceFile();
      edits.set(file, [...(edits.get(file) ?? []), editOf(entry, declaration)]);
    }
  return new Map(
    [...edits].map(([file, all]) => {
      const ordered = all.toSorted((a, b) => b.start - a.start);
      const text = ordered.reduce(
        (before, { start, end, text }) => before.slice(0, start) + text + before.slice(end),
        file.text,
      );
      return [file.fileName, text];
    }),
  );
}
