// `npm run dev` gives each page the policy that it will have when it is built. A page is held back until all of it is
// there, since the policy names its inline scripts, Vite's and the dev toolbar's among them. One thing more is allowed:
// the socket by which Vite tells the page of changes.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AstroIntegration } from "astro";
import { withPolicy } from "./content-security-policy.ts";

/** Gives every page of the dev server its policy. */
export function policyWhileAuthoring(): AstroIntegration {
  return {
    name: "policy-while-authoring",
    hooks: {
      "astro:server:setup": ({ server }) => {
        server.middlewares.use(guard);
      },
    },
  };
}

/** Stands before what makes the pages. */
function guard(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const path = (request.url ?? "").replace(/^\/|[?#].*$/g, "");
  const isPage = request.headers.accept?.includes("text/html") === true;
  // The sandbox's document comes with its own.
  if (!isPage || path.startsWith("kernel/")) {
    next();
    return;
  }
  const chunks: Uint8Array[] = [];
  let type = "";
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  const end = response.end.bind(response);
  const keep = (chunk: unknown, encoding?: unknown) => {
    if (typeof chunk === "string")
      chunks.push(Buffer.from(chunk, encoding as BufferEncoding | undefined));
    else if (chunk instanceof Uint8Array) chunks.push(chunk);
  };
  // Headers that are handed over here are not found by `getHeader`.
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const headers = new Headers(rest.at(-1) as HeadersInit | undefined);
    type = headers.get("content-type") ?? "";
    headers.delete("content-length");
    return writeHead(status, Object.fromEntries(headers));
  };
  response.write = ((chunk: unknown, encoding?: unknown) => {
    keep(chunk, encoding);
    return true;
  }) as ServerResponse["write"];
  response.end = ((...last: unknown[]) => {
    if (typeof last[0] !== "function") keep(last[0], last[1]);
    const body = Buffer.concat(chunks);
    if (!response.headersSent) type = String(response.getHeader("content-type") ?? "");
    const isHtml = type.includes("text/html");
    const html = body.toString();
    const guarded =
      isHtml && /<head\b/i.test(html)
        ? withPolicy(html, path, { sockets: `ws://${request.headers.host ?? ""}` })
        : body;
    if (!response.headersSent) response.removeHeader("content-length");
    return end(guarded, "utf8");
  }) as ServerResponse["end"];
  next();
}
