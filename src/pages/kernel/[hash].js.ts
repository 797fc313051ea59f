// The kernel's scripts, which the page hands to the sandbox. Their addresses change with their content.
import type { APIRoute } from "astro";
import { kernelBundle } from "../../curriculum/assets.ts";

export async function getStaticPaths() {
  const { code, hash, scripts } = await kernelBundle();
  return [{ code, hash }, ...scripts].map((script) => ({
    params: { hash: script.hash },
    props: { code: script.code },
  }));
}

export const GET: APIRoute<{ code: string }> = ({ props }) =>
  new Response(props.code, { headers: { "content-type": "text/javascript; charset=utf-8" } });
