// The library's parts, which the page hands to the sandbox, and the small compiler of embedded pages. Their addresses change with their content.
import type { APIRoute } from "astro";
import { partScripts, quickCompiler } from "../../curriculum/assets.ts";

export async function getStaticPaths() {
  const { hash, text } = await quickCompiler();
  return [...(await partScripts()), { hash, code: text }].map((script) => ({
    params: { hash: script.hash },
    props: { code: script.code },
  }));
}

export const GET: APIRoute<{ code: string }> = ({ props }) =>
  new Response(props.code, { headers: { "content-type": "text/javascript; charset=utf-8" } });
