// Source maps of the lessons' cells, for the lines of errors.
import type { APIRoute, GetStaticPaths } from "astro";
import { mapsAsset } from "../../curriculum/assets.ts";
import { languages, readLessons } from "../../curriculum/lessons.ts";
import { pageNotebook } from "../../curriculum/notebook.ts";

export const getStaticPaths = (async () => {
  const assets = await Promise.all(
    languages.flatMap((language) =>
      readLessons().map(async ({ slug }) => mapsAsset(await pageNotebook(`${language}/${slug}`))),
    ),
  );
  return [...new Map(assets.map((asset) => [asset.hash, asset])).values()].map(
    ({ text, hash }) => ({ params: { hash }, props: { text } }),
  );
}) satisfies GetStaticPaths;

export const GET: APIRoute<{ text: string }> = ({ props }) =>
  new Response(props.text, { headers: { "content-type": "application/json" } });
