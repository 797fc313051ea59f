// The sandbox's document. It has a policy of its own, so it is a file of its own, which nobody adds anything to.
import type { APIRoute } from "astro";
import { kernelDocument } from "../../curriculum/assets.ts";

export async function getStaticPaths() {
  const { hash, code } = await kernelDocument();
  return [{ params: { hash }, props: { code } }];
}

export const GET: APIRoute<{ code: string }> = ({ props }) =>
  new Response(props.code, { headers: { "content-type": "text/html; charset=utf-8" } });
