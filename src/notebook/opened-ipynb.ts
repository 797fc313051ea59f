// An .ipynb that is opened here: one that was downloaded here, perhaps by way of another program, or one of a kernel
// whose cells are TypeScript or JavaScript as well. Other programs split cells, copy and paste them with their metadata,
// move and delete them, turn one kind into another: the first cell with a lesson's id stays the lesson's, whatever else
// holds text becomes a cell of the reader's own, and what cannot be taken is told, with its text.
import { isCellId } from "./document.ts";
import { IPYNB_VERSION, NAMESPACE, type IpynbRole } from "./ipynb.ts";
import { withLineFeeds } from "./line-ends.ts";
import {
  malformed,
  parseShared,
  parseSharedCell,
  ShareError,
  type SharedCell,
  type SharedNotebook,
  type SharedOwnCell,
} from "./share-link.ts";
import { hashSource } from "./source-hash.ts";

/** Something of a file that is not taken over. */
export type LeftOut =
  /** Text of the lesson, or what other kernels need first, which was changed; a raw cell; attachments by their names. */
  | { readonly what: "prose" | "setup" | "raw" | "attachments"; readonly text: string }
  /** An earlier version of this site wrote the file: whether the lesson's text was changed is not known. */
  | { readonly what: "unknown_prose" };

/** A file that was opened. */
export interface OpenedIpynb {
  readonly shared: SharedNotebook;
  /** In the order of the file, without those of the lesson's own text. */
  readonly leftOut: readonly LeftOut[];
  /** The lesson's cells that the file has, in its order; null for a notebook that was made elsewhere. */
  readonly lessonCells: readonly string[] | null;
}

/** The page on which notebooks from elsewhere are opened. */
export const PLAYGROUND = "playground";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a notebook file. Outputs are left where they are: the page cannot know what made them.
 * @param value The file's JSON, which is not trusted.
 * @throws ShareError when it is no notebook, is of another language, or is of a newer version.
 */
export function openIpynb(value: unknown): OpenedIpynb {
  const { nbformat, metadata, cells } = fields(value);
  const ours = fields(fields(metadata)[NAMESPACE]);
  if (nbformat !== 4 || !Array.isArray(cells)) throw notFromHere("another file");
  const isOurs = typeof ours["version"] === "number";
  if (isOurs && (ours["version"] as number) > IPYNB_VERSION)
    throw new ShareError(
      "newer_version",
      `a notebook of version ${IPYNB_VERSION}`,
      `version ${String(ours["version"])}`,
      "reload the page to get the newest version of this site.",
    );
  if (!isOurs) expectScript(fields(metadata));
  const read = readCells(cells.map(fields), isOurs);
  return {
    shared: parseShared({
      lesson: isOurs ? ours["lesson"] : PLAYGROUND,
      cells: read.edited,
      own: read.own,
    }),
    leftOut: read.leftOut,
    lessonCells: isOurs ? read.lessonCells : null,
  };
}

const notFromHere = (found: string): ShareError =>
  new ShareError(
    "not_from_here",
    "a notebook that was downloaded here, or one of a TypeScript or JavaScript kernel",
    found,
    "download one from the notebook's menu to see what it looks like.",
  );

/** Of kernels that are known by nothing but their name: tslab's two, Deno's, IJavascript and its kin. */
const scriptKernels = /^(?:tslab|jslab|deno|i?javascript|jp-javascript|typescript|xjavascript)$/i;

/** @throws ShareError unless a notebook from elsewhere says that its cells are TypeScript or JavaScript. */
function expectScript(metadata: Fields): void {
  const kernel = fields(metadata["kernelspec"]);
  const languages = [fields(metadata["language_info"])["name"], kernel["language"]];
  const language = languages.find((name) => typeof name === "string" && name !== "");
  const isScript =
    typeof language === "string"
      ? /^(?:type|java)script$/i.test(language)
      : typeof kernel["name"] === "string" && scriptKernels.test(kernel["name"]);
  if (isScript) return;
  const named = language ?? kernel["name"];
  if (typeof named !== "string" || named === "") throw notFromHere("one that names no language");
  throw new ShareError(
    "other_language",
    "a notebook of a TypeScript or JavaScript kernel",
    named.slice(0, 40),
    "cells here are TypeScript: rewrite its code, cell by cell.",
  );
}

function readCells(cells: readonly Fields[], isOurs: boolean) {
  const edited: SharedCell[] = [];
  const own: SharedOwnCell[] = [];
  const leftOut: LeftOut[] = [];
  const lessonCells: string[] = [];
  const roles = cells.map((cell): Fields =>
    isOurs ? fields(fields(cell["metadata"])[NAMESPACE]) : {},
  );
  const isLessons = ({ role }: Fields) => role === "cell" || role === "exercise";
  // No cell gets an id that is another's further down, of the lesson or of the reader's.
  const named = new Set(roles.flatMap(({ id }) => (typeof id === "string" ? [id] : [])));
  const lessons = new Set(roles.filter(isLessons).map(({ id }) => id));
  const taken = new Set<string>();
  let number = 0;
  const freshId = (): string => {
    do number += 1;
    while (named.has(`from-file-${String(number)}`));
    return `from-file-${String(number)}`;
  };
  let after: string | null = null;
  let isUnknownProse = false;
  for (const [index, cell] of cells.entries()) {
    const role = roles[index] ?? {};
    const source = sourceOf(cell["source"]);
    const attachments = Object.keys(fields(cell["attachments"]));
    if (attachments.length > 0) leftOut.push({ what: "attachments", text: attachments.join(", ") });
    const kind = cell["cell_type"];
    if (kind !== "code" && kind !== "markdown") {
      if (source.trim() !== "") leftOut.push({ what: "raw", text: source });
      continue;
    }
    const isProse = role["role"] === "prose" && kind === "markdown";
    const isSetup = role["role"] === "setup" && kind === "code";
    if (isProse || isSetup) {
      const { textHash } = role;
      if (typeof textHash !== "string") isUnknownProse = true;
      else if (source.trim() !== "" && !isText(source, textHash))
        leftOut.push({ what: isProse ? "prose" : "setup", text: source });
      continue;
    }
    if (isLessons(role) && kind === "code" && !taken.has(role["id"] as string)) {
      // Its fields are not trusted yet: parseShared checks them.
      const { id, lessonHash, textHash } = role as Extract<IpynbRole, { lessonHash: string }>;
      taken.add(id);
      lessonCells.push(id);
      // One that is the lesson's text is checked as well, and left where it is.
      const checked = parseSharedCell({ id, source, lessonHash });
      if (!isText(source, textHash ?? lessonHash)) edited.push(checked);
      after = id;
      continue;
    }
    // Added here, or in the other program; or a part or a copy of a cell that stands above.
    const isFree = isOwnId(role["id"]) && !lessons.has(role["id"]) && !taken.has(role["id"]);
    // Jupyter leaves an empty cell at the end.
    if (!isFree && source.trim() === "") continue;
    const id: string = isFree ? (role["id"] as string) : freshId();
    taken.add(id);
    own.push({
      id,
      kind,
      source,
      after,
      beside: role["beside"] === "next" ? "next" : "previous",
    });
    after = id;
  }
  if (isUnknownProse) leftOut.push({ what: "unknown_prose" });
  return { edited, own, leftOut, lessonCells };
}

/** Whether a source is the text of this hash. Some programs end every cell with a line feed, others none. */
function isText(source: string, hash: string): boolean {
  return [source, source.replace(/\n$/, ""), `${source}\n`].some(
    (text) => hashSource(text) === hash,
  );
}

/** nbformat allows text and a list of lines. */
function sourceOf(value: unknown): string {
  if (typeof value === "string") return withLineFeeds(value);
  if (Array.isArray(value) && value.every((line) => typeof line === "string"))
    return withLineFeeds(value.join(""));
  throw malformed("text as a cell's source", typeof value);
}

const isOwnId = (id: unknown): id is string => isCellId(id) && id.length <= 64;

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
