// The kernel as one script: what the sandbox runs. Its address changes with its content.
import type { APIRoute } from "astro";
import { kernelBundle } from "../../curriculum/assets.ts";

export async function getStaticPaths() {
  const { hash } = await kernelBundle();
  return [{ params: { hash } }];
}

export const GET: APIRoute = async () => {
  const { code } = await kernelBundle();
  return new Response(code, { headers: { "content-type": "text/javascript; charset=utf-8" } });
};
