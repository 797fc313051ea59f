// The pages of the built site, for what changes them once all are there.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Changes the pages in a folder of the built site, one after the other.
 * @param folder Absolute path.
 * @param change Gives the new text; `name` is the page's path within the folder.
 */
export async function changePages(
  folder: string,
  change: (html: string, name: string) => string | Promise<string>,
): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((each) => each.endsWith(".html"))) {
    const path = join(folder, name);
    const html = await readFile(path, "utf8");
    const changed = await change(html, name);
    if (changed !== html) await writeFile(path, changed);
  }
}
