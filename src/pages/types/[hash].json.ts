// The core's declaration files, for the editor: a set for each language that docstrings are in.
import type { APIRoute, InferGetStaticPropsType } from "astro";
import { declarationsAsset } from "../../curriculum/assets.ts";
import { languages } from "../../curriculum/lessons.ts";

export function getStaticPaths() {
  return languages.map((language) => {
    const { hash, text } = declarationsAsset(language);
    return { params: { hash }, props: { text } };
  });
}

type Props = InferGetStaticPropsType<typeof getStaticPaths>;

export const GET: APIRoute<Props> = ({ props }) =>
  new Response(props.text, { headers: { "content-type": "application/json" } });
