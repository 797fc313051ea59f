// A lesson as a Jupyter notebook, nbformat 4.5 (https://nbformat.readthedocs.io/en/latest/format_description.html).
// Outputs are in nbformat's words already; what this site adds of its own stands in metadata, where nbformat has a place
// for it, so that a file which comes back (opened-ipynb.ts) is known: of which lesson it is, which cells are the
// lesson's, which the reader's.
import type { Beside } from "./document.ts";
import { lessonHash, type LessonSource } from "./lesson-source.ts";
import type { MimeBundle, Output } from "./output.ts";
import type { SharedOwnCell } from "./share-link.ts";
import { hashSource } from "./source-hash.ts";

/** The version of this site's metadata that this code writes. */
export const IPYNB_VERSION = 1;

/** Where this site's metadata stand, in the notebook and in its cells. */
export const NAMESPACE = "hypervisor_notebook";

/** What a cell is to this site. */
export type IpynbRole =
  /** A cell of the lesson, with its hash (an exercise's is its starter's). */
  | {
      readonly role: "cell" | "exercise";
      readonly id: string;
      readonly lessonHash: string;
      /** The hash of the lesson's source as the file has it; absent where that is `lessonHash`. */
      readonly textHash?: string;
    }
  | { readonly role: "own"; readonly id: string; readonly beside: Beside }
  /**
   * The lesson's text, and what other kernels need before the first cell, with the hash of what the file has: a note
   * that was written into it elsewhere is noticed. (Files of earlier versions have none.)
   */
  | { readonly role: "prose" | "setup"; readonly textHash?: string };

interface CellBase {
  readonly id: string;
  readonly metadata: { readonly [NAMESPACE]: IpynbRole };
  readonly source: string;
}

export interface IpynbMarkdownCell extends CellBase {
  readonly cell_type: "markdown";
}

export interface IpynbCodeCell extends CellBase {
  readonly cell_type: "code";
  readonly execution_count: number | null;
  readonly outputs: readonly unknown[];
}

export type IpynbCell = IpynbMarkdownCell | IpynbCodeCell;

/** A notebook file. */
export interface Ipynb {
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
  readonly metadata: {
    readonly kernelspec: {
      readonly name: string;
      readonly display_name: string;
      readonly language: string;
    };
    readonly language_info: {
      readonly name: string;
      readonly file_extension: string;
      readonly mimetype: string;
    };
    readonly title: string;
    readonly [NAMESPACE]: {
      readonly version: number;
      readonly lesson: string;
      readonly language: string;
    };
  };
  readonly cells: readonly IpynbCell[];
}

/** What a notebook file is made of, in order. */
export type IpynbBlock =
  | { readonly kind: "prose"; readonly source: string }
  | { readonly kind: "setup"; readonly source: string }
  | (LessonSource & {
      readonly kind: "cell" | "exercise";
      readonly id: string;
      readonly outputs: readonly Output[];
    });

/** The SVG of a diagram's Mermaid source, if it has been drawn: Jupyter shows that where it knows no Mermaid. */
export type DrawingOf = (mermaid: string) => string | undefined;

const noDrawing: DrawingOf = () => undefined;

/** Makes the notebook of a lesson as its author wrote it. */
export function lessonIpynb(
  { lesson, language, title }: { lesson: string; language: string; title: string },
  blocks: readonly IpynbBlock[],
  drawingOf: DrawingOf = noDrawing,
): Ipynb {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" },
      language_info: {
        name: "typescript",
        file_extension: ".ts",
        mimetype: "text/x-typescript",
      },
      title,
      [NAMESPACE]: { version: IPYNB_VERSION, lesson, language },
    },
    cells: blocks.map((block, index): IpynbCell => {
      switch (block.kind) {
        case "prose": {
          return proseCell(`prose-${index}`, block.source);
        }
        case "setup":
          return codeCell(
            "setup-notebook",
            { role: "setup", textHash: hashSource(block.source) },
            block.source,
            [],
            null,
          );
        case "cell":
        case "exercise": {
          const { kind, id, lessonSource, outputs } = block;
          const role = { role: kind, id, ...hashesOf(block) };
          return codeCell(id, role, lessonSource, nbformatOutputs(outputs, null, drawingOf), null);
        }
      }
    }),
  };
}

/** A cell of the lesson's text. */
export function proseCell(id: string, source: string): IpynbMarkdownCell {
  const metadata = { [NAMESPACE]: { role: "prose", textHash: hashSource(source) } } as const;
  return { cell_type: "markdown", id, metadata, source };
}

function hashesOf(lesson: LessonSource): { lessonHash: string; textHash?: string } {
  const hash = lessonHash(lesson);
  const textHash = hashSource(lesson.lessonSource);
  return { lessonHash: hash, ...(textHash === hash ? {} : { textHash }) };
}

function codeCell(
  id: string,
  role: IpynbRole,
  source: string,
  outputs: readonly unknown[],
  executionCount: number | null,
): IpynbCodeCell {
  const metadata = { [NAMESPACE]: role };
  return {
    cell_type: "code",
    id: nbformatId(id),
    metadata,
    execution_count: executionCount,
    outputs,
    source,
  };
}

// Ids have at most 64 characters; what this site calls a cell stands in the metadata.
const nbformatId = (id: string): string => id.slice(0, 64);

/** A cell as the reader has it: the lesson's, or, by its id, one of their own. */
export interface ReaderCell extends LessonSource {
  readonly id: string;
  readonly source: string;
  /** Null: as the file has them. */
  readonly outputs: readonly Output[] | null;
  readonly executionCount: number | null;
}

/** The notebook with the reader's sources, outputs and own cells in it; cells that it does not have are left out. */
export function withReader(
  ipynb: Ipynb,
  cells: readonly ReaderCell[],
  own: readonly SharedOwnCell[] = [],
  drawingOf: DrawingOf = noDrawing,
): Ipynb {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const lessonCells = ipynb.cells.map((cell): IpynbCell => {
    const role = cell.metadata[NAMESPACE];
    const reader = "lessonHash" in role ? byId.get(role.id) : undefined;
    if (!("lessonHash" in role) || cell.cell_type !== "code" || reader === undefined) return cell;
    const { source, executionCount, outputs } = reader;
    return {
      ...cell,
      source,
      execution_count: executionCount,
      metadata: { [NAMESPACE]: { role: role.role, id: role.id, ...hashesOf(reader) } },
      outputs:
        outputs === null ? cell.outputs : nbformatOutputs(outputs, executionCount, drawingOf),
    };
  });
  const result: IpynbCell[] = [...lessonCells];
  for (const { id, kind, source, after, beside } of own) {
    const at = result.findIndex(({ metadata: { [NAMESPACE]: role } }) =>
      // At the top is below what other kernels need first.
      "id" in role ? role.id === after : after === null && role.role === "setup",
    );
    const role = { role: "own", id, beside } as const;
    const { outputs, executionCount } = byId.get(id) ?? { outputs: null, executionCount: null };
    const cell: IpynbCell =
      kind === "code"
        ? codeCell(
            id,
            role,
            source,
            nbformatOutputs(outputs ?? [], executionCount, drawingOf),
            executionCount,
          )
        : { cell_type: "markdown", id: nbformatId(id), metadata: { [NAMESPACE]: role }, source };
    result.splice(at + 1, 0, cell);
  }
  return { ...ipynb, cells: result };
}

/** Outputs as nbformat's schema has them, which allows no field of our own outside of metadata. */
function nbformatOutputs(
  outputs: readonly Output[],
  executionCount: number | null,
  drawingOf: DrawingOf,
): readonly unknown[] {
  return outputs.map((output) => {
    switch (output.output_type) {
      case "stream":
        return { output_type: "stream", name: output.name, text: output.text };
      case "display_data":
        return {
          output_type: "display_data",
          data: nbformatBundle(output.data, drawingOf),
          metadata: {},
        };
      case "execute_result":
        return {
          output_type: "execute_result",
          execution_count: executionCount,
          data: nbformatBundle(output.data, drawingOf),
          metadata: {},
        };
      case "error": {
        const { ename, evalue, traceback, hint } = output;
        const hinted = hint === undefined ? traceback : [...traceback, `Hint: ${hint}`];
        // Jupyter shows the traceback alone.
        return {
          output_type: "error",
          ename,
          evalue,
          traceback: [`${ename}: ${evalue}`, ...hinted],
        };
      }
    }
  });
}

/** JSON stands only under types that say so; anything else is text. */
function nbformatBundle(data: MimeBundle, drawingOf: DrawingOf): Record<string, unknown> {
  const bundle: Record<string, unknown> = {};
  for (const [type, value] of Object.entries(data)) {
    const isJson = type === "application/json" || type.endsWith("+json");
    bundle[type] = isJson || typeof value === "string" ? value : JSON.stringify(value);
  }
  const mermaid = data["text/vnd.mermaid"];
  const drawing = typeof mermaid === "string" ? drawingOf(mermaid) : undefined;
  if (drawing !== undefined) bundle["image/svg+xml"] = drawing;
  return bundle;
}
