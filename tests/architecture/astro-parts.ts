// Where an Astro component holds another language than its markup: in the frontmatter, `<script>` and `<style>`.

/** The text from `start` to `end`, without the fences or tags around it. */
export interface AstroPart {
  readonly language: "ts" | "css";
  readonly start: number;
  readonly end: number;
}

// Attributes are quoted, or expressions in braces, and may then hold a ">". A tag that ends with "/>" has no text.
const attributes = String.raw`(?:"[^"]*"|'[^']*'|\{[^}]*\}|\/(?!>)|[^"'{/>])*`;
const element = new RegExp(String.raw`(<(script|style)\b${attributes}>)([\s\S]*?)<\/\2>`, "g");

/** In the order in which they stand. */
export function astroParts(text: string): AstroPart[] {
  const parts: AstroPart[] = [];
  const frontmatter = /^(\s*---\n)([\s\S]*?\n)---/.exec(text);
  if (frontmatter) {
    const [, fence = "", body = ""] = frontmatter;
    parts.push({ language: "ts", start: fence.length, end: fence.length + body.length });
  }
  element.lastIndex = frontmatter?.[0].length ?? 0;
  for (let found = element.exec(text); found; found = element.exec(text)) {
    const [, tag = "", name, body = ""] = found;
    const start = found.index + tag.length;
    parts.push({ language: name === "style" ? "css" : "ts", start, end: start + body.length });
  }
  return parts;
}
