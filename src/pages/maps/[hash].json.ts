// Source maps of the lessons' cells, for the lines of errors.
import type { APIRoute, GetStaticPaths } from "astro";
import { mapsAsset } from "../../curriculum/assets.ts";
import { languages, readLessons } from "../../curriculum/lessons.ts";
import { pageNotebook } from "../../curriculum/notebook.ts";

export const getStaticPaths = (async () => {
  // A lesson's cells are the same in all languages.
  const assets = await Promise.all(
    readLessons().map(async ({ slug }) => mapsAsset(await pageNotebook(`${languages[0]}/${slug}`))),
  );
  return [...new Map(assets.map((asset) => [asset.hash, asset])).values()].map(
    ({ text, hash }) => ({ params: { hash }, props: { text } }),
  );
}) satisfies GetStaticPaths;

export const GET: APIRoute<{ text: string }> = ({ props }) =>
  new Response(props.text, { headers: { "content-type": "application/json" } });
