// A notebook as one TypeScript file in the percent format that Jupytext and editors know: each cell starts at a line
// `// %%`, prose is comments. A file is one module, where a notebook's cells each import what they use, so a name that
// a cell above has imported is not imported again. An exercise stands in a block: its names may be those of cells
// above, and one that still fails does not end the script. Other names that two cells declare would need a rewrite of
// the reader's code; they stay, and the compiler says so.
import type { Ipynb } from "./ipynb.ts";

// As cells are written: names in braces, from a package. Whatever looks otherwise is left as it is.
const namedImport = /^import (type )?\{([^}]*)\} from ("[^"]+");?[^\S\n]*$/gm;

/** Makes the file. */
export function percentScript({ metadata, cells }: Ipynb): string {
  const imported = new Set<string>();
  const parts = cells.map(({ cell_type, metadata: { hypervisor_notebook: role }, source }) => {
    if (cell_type === "markdown") return `// %% [markdown]\n${asComment(source)}\n`;
    const name = "id" in role ? role.id : role.role;
    const { imports, code } = importOnce(source, imported);
    const body =
      role.role === "exercise"
        ? `try {\n${code}\n} catch (error) {\n  console.error(error);\n}`
        : code;
    return `// %% ${name}\n${[imports, body].filter((text) => text !== "").join("\n\n")}\n`;
  });
  return `// ${metadata.title}\n\n${parts.join("\n")}`;
}

function asComment(text: string): string {
  return text
    .split("\n")
    .map((line) => `// ${line}`.trimEnd())
    .join("\n");
}

/** The imports of a source, without the names that were imported above, and the rest of it. */
function importOnce(source: string, imported: Set<string>): { imports: string; code: string } {
  const imports: string[] = [];
  const code = source.replace(
    namedImport,
    (statement, type: string | undefined, list: string, from: string) => {
      const names = list
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "");
      const fresh = names.filter((name) => !imported.has(`${name} ${from}`));
      for (const name of fresh) imported.add(`${name} ${from}`);
      if (fresh.length === names.length) imports.push(statement);
      else if (fresh.length > 0)
        imports.push(`import ${type ?? ""}{ ${fresh.join(", ")} } from ${from};`);
      return "";
    },
  );
  return { imports: imports.join("\n"), code: code.trim() };
}
