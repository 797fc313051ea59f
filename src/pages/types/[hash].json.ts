// The core's declaration files, for the editor.
import type { APIRoute } from "astro";
import { declarationsAsset } from "../../curriculum/assets.ts";

export function getStaticPaths() {
  return [{ params: { hash: declarationsAsset().hash } }];
}

export const GET: APIRoute = () =>
  new Response(declarationsAsset().text, { headers: { "content-type": "application/json" } });
