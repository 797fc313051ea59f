// The drawings that come with the lessons, by the hash of what they draw.
import type { APIRoute, GetStaticPaths } from "astro";
import { readLessons } from "../../curriculum/lessons.ts";
import { served } from "../../curriculum/drawing.ts";
import { diagramFiles } from "../../curriculum/recording.ts";

export const getStaticPaths = (() => {
  // Two lessons may draw the same.
  const drawings = new Map(
    readLessons().flatMap((lesson) => diagramFiles(lesson).map(({ name, svg }) => [name, svg])),
  );
  return [...drawings].map(([name, svg]) => ({
    params: { name: name.replace(/\.svg$/, "") },
    props: { svg: served(svg) },
  }));
}) satisfies GetStaticPaths;

export const GET: APIRoute<{ svg: string }> = ({ props }) =>
  new Response(props.svg, { headers: { "content-type": "image/svg+xml" } });
