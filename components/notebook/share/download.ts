// The notebook as a file: the lesson's own notebook, which the site has ready, with the reader's code and outputs in it.
import { percentScript } from "../../../src/notebook/percent-script.ts";
import {
  proseCell,
  withReader,
  type Ipynb,
  type IpynbCell,
  type ReaderCell,
} from "../../../src/notebook/ipynb.ts";
import { sharedNotebook } from "../../../src/notebook/share-link.ts";
import { hashSource } from "../../../src/notebook/source-hash.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { shareStrings } from "./strings.ts";

/** Where the site has the lesson's notebook. */
const address = ({ language, lesson }: NotebookPage): string =>
  `/notebooks/${language}/${lesson}.ipynb`;

/** Saves the notebook as .ipynb, outputs included, or its code and text as .ts. */
export async function download(page: NotebookPage, format: "ipynb" | "ts"): Promise<void> {
  let ipynb: Ipynb;
  try {
    ipynb = withLinks(await readerNotebook(page));
  } catch (error) {
    console.error("notebook: the file could not be made.", error);
    page.say(shareStrings[page.language].downloadFailed);
    return;
  }
  const text = format === "ipynb" ? `${JSON.stringify(ipynb, null, 1)}\n` : percentScript(ipynb);
  const type = format === "ipynb" ? "application/x-ipynb+json" : "text/x-typescript";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = `${page.lesson.split("/").at(-1) ?? ""}.${page.language}.${format}`;
  link.click();
  // The browser has begun to save it when the click is over; a moment more does no harm.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 60_000);
}

async function readerNotebook(page: NotebookPage): Promise<Ipynb> {
  const { notebook, cells } = page.shell.session;
  const response = await fetch(address(page));
  if (!response.ok) throw new Error(`${address(page)}: ${String(response.status)}`);
  const ipynb = (await response.json()) as Ipynb;
  const readerCells = notebook.cells.map((cell): ReaderCell => {
    const { id, source, lessonSource, languageHashes } = cell;
    const state = cells.get(id);
    // Outputs of other code are not this code's. Recorded ones are in the file; the session only knows of them.
    const basis = state?.basis?.source === source ? state.basis : null;
    return {
      id,
      source,
      lessonSource,
      languageHashes,
      outputs: basis?.origin === "recorded" ? null : basis ? (state?.outputs ?? []) : [],
      executionCount: basis ? (state?.executionCount ?? null) : null,
    };
  });
  const drawings = await drawingsOf(page, readerCells);
  const { own } = sharedNotebook(page.lesson, notebook);
  return withReader(ipynb, readerCells, own, (mermaid) => drawings.get(hashSource(mermaid)));
}

/** The recorded drawings, light, of the diagrams among the reader's outputs, by the hash of their source. */
async function drawingsOf(
  page: NotebookPage,
  cells: readonly ReaderCell[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, string>();
  for (const cell of page.cells()) {
    const outputs = cells.find(({ id }) => id === cell.cellId)?.outputs ?? [];
    for (const output of outputs) {
      const data = "data" in output ? output.data["text/vnd.mermaid"] : undefined;
      const key = typeof data === "string" ? hashSource(data) : "";
      const drawn = cell.data.diagrams[key];
      if (drawn !== undefined) wanted.set(key, drawn.light);
    }
  }
  const texts = await Promise.all(
    [...wanted].map(async ([key, url]) => {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`${url}: ${String(response.status)}`);
      return [key, await response.text()] as const;
    }),
  );
  return new Map(texts);
}

/** A link within the site leads to the site, wherever the file is opened. */
function withLinks(ipynb: Ipynb): Ipynb {
  return {
    ...ipynb,
    cells: ipynb.cells.map((cell): IpynbCell =>
      cell.metadata.hypervisor_notebook.role === "prose"
        ? proseCell(cell.id, cell.source.replaceAll("](/", `](${location.origin}/`))
        : cell,
    ),
  };
}
