// Where the repository is. Astro bundles what its pages import, so `import.meta.url` would point into the build;
// npm runs every script in the folder of package.json.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ContentError } from "./content-error.ts";

/** The repository's folder. */
export const root = process.cwd();

if (!existsSync(join(root, "content")))
  throw new ContentError(
    root,
    "the folder content/ in the working directory",
    "none",
    "run the scripts of package.json with npm run",
  );
