// What the page on trust comes to, in one line: the last that `npm run validate` prints.
import type { Output } from "../notebook/output.ts";
import { ContentError } from "./content-error.ts";

interface Result {
  readonly "geometric mean": number;
  readonly "rows that count": number;
}

const isResult = (row: unknown): row is Result =>
  typeof row === "object" &&
  row !== null &&
  ["geometric mean", "rows that count"].every(
    (key) => typeof (row as Readonly<Record<string, unknown>>)[key] === "number",
  );

/**
 * The line, from what the page's cell "result" shows in English.
 * @throws ContentError when it shows no such table
 */
export function errorLine(outputs: readonly Output[]): string {
  const last = outputs.at(-1);
  const table = last?.output_type === "execute_result" ? last.data : {};
  const resource = table["application/vnd.dataresource+json"] as { data?: unknown[] } | undefined;
  const row = resource?.data?.[0];
  if (!isResult(row))
    throw new ContentError(
      'content/trust/cells.ts "result"',
      'a table with the columns "geometric mean" and "rows that count"',
      JSON.stringify(row ?? null),
      "npm run validate reads its last line there",
    );
  return `geometric mean of the error factor: ${row["geometric mean"]} over ${row["rows that count"]} rows`;
}
