// What files of the built site weigh, in bytes as a server sends them (Brotli).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { root } from "../../src/curriculum/root.ts";
import type { Traffic } from "./lesson.ts";

export const dist = join(root, "dist");

/** The built file that an address leads to. */
export const fileOf = (path: string): string =>
  join(dist, path.endsWith("/") ? `${path}index.html` : path);

export const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;

/** All that the page has fetched so far, each file once. */
export const fetched = ({ urls }: Traffic): number => {
  const paths = urls.filter((url) => url.startsWith("http")).map((url) => new URL(url).pathname);
  return [...new Set(paths)].reduce(
    (sum, path) => sum + brotliCompressSync(readFileSync(fileOf(path))).length,
    0,
  );
};
