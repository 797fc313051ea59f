// Edits as the fragment of a link: `#share=v1.` and the JSON, compressed by the platform, in base64url. A fragment is
// never sent to a server. One that comes in is a stranger's: it is bounded before and while it is unpacked, since a few
// kilobytes can unpack to gigabytes.
import {
  malformed,
  parseShared,
  ShareError,
  tooLarge,
  type SharedNotebook,
} from "../../../src/notebook/share-link.ts";

const prefix = "#share=";
const version = "v1";

/** Characters of a fragment that is opened. */
export const maximumFragment = 200_000;
/** Bytes that a fragment may unpack to. */
export const maximumUnpacked = 2_000_000;

/** The fragment, with its #, that brings these edits. */
export async function toFragment(shared: SharedNotebook): Promise<string> {
  const packed = new Blob([JSON.stringify(shared)])
    .stream()
    .pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const base64url = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return `${prefix}${version}.${base64url}`;
}

/** Whether a fragment is of this kind, perhaps with its `=` encoded on its way, once or more. */
export const isShared = (fragment: string): boolean => /^#share(?:=|%(?:25)*3D)/i.test(fragment);

/**
 * The edits that a fragment brings; null when it is not of this kind.
 * @throws (rejects with) ShareError when it is malformed, too large, or of a newer version.
 */
export async function fromFragment(fragment: string): Promise<SharedNotebook | null> {
  if (!isShared(fragment)) return null;
  if (fragment.length > maximumFragment)
    throw tooLarge(`a link of at most ${maximumFragment} characters`, String(fragment.length));
  const sent = asSent(fragment);
  const [, written, data = ""] = /^(v\d+)\.(.*)$/s.exec(sent.slice(prefix.length)) ?? [];
  if (written === undefined) throw malformed(`${prefix}${version}.…`, sent.slice(0, 20));
  if (written !== version)
    throw new ShareError(
      "newer_version",
      `a link of version ${version}`,
      version < written ? written : `version ${written}`,
      "reload the page to get the newest version of this site.",
    );
  if (!/^[A-Za-z0-9_-]+$/.test(data)) throw malformed("base64url", "other characters");
  const text = await unpack(data);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed("JSON in the link", "something else");
  }
  return parseShared(value);
}

/**
 * The fragment as it was copied. Mail and chat programs encode it, break it over lines, and take what ends the sentence
 * or the bracket around a link for a part of it; none of these characters is one of base64url.
 */
function asSent(fragment: string): string {
  let text = fragment;
  for (let times = 0; times < 3 && text.includes("%"); times += 1)
    try {
      text = decodeURIComponent(text);
    } catch {
      break; // A sign of percent that encodes nothing is not of this site, and refused with the rest.
    }
  text = text.replace(/\s/g, "");
  let end = text.length;
  while (end > prefix.length && !/[\w-]/.test(text[end - 1] ?? "")) end -= 1;
  return text.slice(0, end);
}

async function unpack(base64url: string): Promise<string> {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  const parts: string[] = [];
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  const reader = stream.readable.getReader();
  try {
    const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const written = writer.write(bytes).then(() => writer.close());
    // What is wrong with the bytes is told by the reader's side as well.
    written.catch(() => undefined);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > maximumUnpacked) break;
      parts.push(decoder.decode(value, { stream: true }));
    }
    if (size <= maximumUnpacked) return parts.join("") + decoder.decode();
  } catch (error) {
    throw malformed("compressed text in the link", String(error));
  }
  await reader.cancel();
  throw tooLarge(`a link that unpacks to at most ${maximumUnpacked} bytes`, "more");
}
