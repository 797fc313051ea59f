// The library's parts, which the page hands to the sandbox. Their addresses change with their content.
import type { APIRoute } from "astro";
import { partScripts } from "../../curriculum/assets.ts";

export async function getStaticPaths() {
  return (await partScripts()).map(({ hash, code }) => ({ params: { hash }, props: { code } }));
}

export const GET: APIRoute<{ code: string }> = ({ props }) =>
  new Response(props.code, { headers: { "content-type": "text/javascript; charset=utf-8" } });
