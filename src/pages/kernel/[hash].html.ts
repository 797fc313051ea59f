// The sandbox's documents. Each has a policy of its own, so it is a file of its own, in which neither Astro nor the
// site's policy writes anything.
import type { APIRoute } from "astro";
import { kernelDocuments } from "../../curriculum/assets.ts";

export async function getStaticPaths() {
  return (await kernelDocuments()).map(({ hash, code }) => ({ params: { hash }, props: { code } }));
}

export const GET: APIRoute<{ code: string }> = ({ props }) =>
  new Response(props.code, { headers: { "content-type": "text/html; charset=utf-8" } });
