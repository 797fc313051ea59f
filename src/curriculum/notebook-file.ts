// A lesson as a notebook file: its text, its cells with their recorded outputs, its exercises with what the reader
// starts from. Solutions stay on the site. The page puts the reader's own into it before it is saved.
import { lessonIpynb, type Ipynb, type IpynbBlock } from "../notebook/ipynb.ts";
import { hashSource } from "../notebook/source-hash.ts";
import { pageNotebook } from "./notebook.ts";
import { readProse } from "./prose.ts";
import { diagramFiles } from "./recording.ts";

const setup = {
  en: "What a kernel outside of the site needs before the first cell: the package, and `display`.",
  ko: "사이트 밖의 커널에서 첫 셀보다 먼저 필요한 것: 패키지와 `display`.",
};

/**
 * The notebook file of a page.
 * @param entry Id of the page's entry, such as `ko/virtual-machines/one-server-many-machines`.
 */
export async function notebookFile(entry: string): Promise<Ipynb> {
  const page = await pageNotebook(entry);
  const { lesson, language } = page;
  const { title, description, blocks } = readProse(lesson, language);
  const drawings = new Map(diagramFiles(lesson).map(({ name, svg }) => [name, svg]));
  const cells = blocks.map((block): IpynbBlock => {
    if (block.kind === "markdown") return { kind: "prose", source: block.source };
    const cell = block.kind === "cell" ? page.cell(block.id) : page.exercise(block.id).cell;
    const { id, source: lessonSource, languageHashes, outputs } = cell;
    return { kind: block.kind, id, lessonSource, languageHashes, outputs };
  });
  return lessonIpynb(
    { lesson: lesson.slug === "" ? "home" : lesson.slug, language, title },
    [
      { kind: "prose", source: `# ${title}\n\n${description}` },
      {
        kind: "setup",
        source: `// ${setup[language]}\nimport { notebookDisplay } from "hypervisor-notebook";\n\nconst display = notebookDisplay("${language}");`,
      },
      ...cells,
    ],
    (mermaid) => drawings.get(`${hashSource(mermaid)}.light.svg`),
  );
}
