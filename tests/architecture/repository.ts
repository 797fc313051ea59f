// The files of the repository as git sees them: tracked, and new ones that are not ignored.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Paths relative to the root, with forward slashes. */
export function files(): string[] {
  const listing = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { cwd: root, encoding: "utf8" },
  );
  // A file deleted but not yet committed is still listed.
  return listing.split("\0").filter((path) => path !== "" && existsSync(root + path));
}

export const read = (path: string) => readFileSync(root + path, "utf8");
