// The lessons as notebook files, as their authors wrote them: what "Download as .ipynb" starts from.
import type { APIRoute, GetStaticPaths } from "astro";
import { languages, readLessons } from "../../curriculum/lessons.ts";
import { notebookFile } from "../../curriculum/notebook-file.ts";

export const getStaticPaths = (async () =>
  Promise.all(
    languages.flatMap((language) =>
      readLessons().map(async ({ slug }) => ({
        params: { slug: `${language}/${slug === "" ? "home" : slug}` },
        props: { text: `${JSON.stringify(await notebookFile(`${language}/${slug}`), null, 1)}\n` },
      })),
    ),
  )) satisfies GetStaticPaths;

export const GET: APIRoute<{ text: string }> = ({ props }) =>
  new Response(props.text, { headers: { "content-type": "application/x-ipynb+json" } });
