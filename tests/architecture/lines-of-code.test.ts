import { expect, test } from "vitest";
import { astroParts } from "./astro-parts.ts";
import { linesOfCode } from "./lines-of-code.ts";

test.each([
  ["", 0],
  [" \n\t\n\r\n", 0],
  ["a();", 1],
  ["a();\r\n\r\nb();\r\n", 2],
  ["if (a) {\n  b();\n}\n", 3],
  ["#!/usr/bin/env node\n// a\n\nb(); // c\n", 1],
  ["a(); // b\n// c", 1],
  ["// %% cell\n1", 1],
  ["/* a\n\n b */\nc();", 1],
  ["/* a */ b();\n/* c\n */ d();", 2],
  ["a(\n  // b\n  c, /* d\n     d */\n);", 3],
  ["a(/* b\n  b */);", 2],
  ["/** a\n * a\n */\nexport const b = 1;\n/** c */", 1],
  ["/**\n * a {@link b}\n * @param c d\n */\nexport function e(c) {}", 1],
  ["class A {\n  /** b */\n  c = 1;\n}", 3],
  // what only looks like a comment
  ['a("// b");\na("/*");\nc();\nd("*/");', 4],
  ["a = `\n// b\n/* c\n`;\nd();\n/* e */", 5],
  ["a = `b\n\nc`;", 2],
  ["a = `${\n  // b\n  c}\n// d`;", 3],
  ["a = `${`/*`}`;\nb();\n// `*/", 2],
  ["a = /\\/*/;\nb();\n// */", 2],
  ["a = /`/;\n// b\nc();", 2],
  ["a = b / c; // d\n/* / */ e();", 2],
  ["a = <T,>(b: T) => b;\n// c", 1],
])("of %j as TypeScript, %i lines are code", (text, count) => {
  expect(linesOfCode("a.ts", text)).toBe(count);
  expect(linesOfCode("a.mjs", text)).toBe(count);
});

test.each([
  ["", 0],
  ["a {\n  color: red;\n}\n", 3],
  ["/* a\n\n a */\n\nb {}", 1],
  ["a,\n/* b */\nc {}", 2],
  ["a {\n  color: /* b\n    b */\n    red;\n}", 4],
  ["@media (width > 1px) {\n  /* a */\n}", 2],
  // what only looks like a comment
  ['a::before {\n  content: "/*";\n}\n/* b */', 3],
  ["a { background: url(/*.png); }\nb {}\n/* c */", 2],
  ["a {}\n// b {}", 2],
])("of %j as CSS, %i lines are code", (text, count) => {
  expect(linesOfCode("a.css", text)).toBe(count);
});

test.each([
  ["", 0],
  ["<p>\n  a\n</p>\n", 3],
  ["<!-- a\n\n a -->\n<p />", 1],
  ["{/* a\n a */}\n<p />", 1],
  ["<p>{a /* b */}</p>\n{ /* c */ }\n{/* d */} {/* e */}", 1],
  ["---\n// a\nconst b = 1;\n\n/** c */\nconst d = 2;\n---\n\n<p>{b}</p>", 5],
  ["<script>\n  // a\n  b();\n</script>", 3],
  ["<style>\n  /* a */\n  b {}\n</style>", 3],
  ["<script>\n  a();\n  /** b */\n</script>\n<p />", 4],
  ["<script>\n  /* a */\n  b();\n</script>\n<!-- c -->\n<style is:global>\n  /* d */\n</style>", 5],
  // what only looks like a comment, or a part
  ["<p>\n  // a\n  /* b\n  c */\n</p>", 5],
  ["<a href='https://a.example/'>\n  b\n</a>", 3],
  ["---\nconst a = `<style>`;\n// b\nconst c = '</style>';\n---\n<p />", 5],
  ['<script set:html={a.replace("<", ">")} is:inline />\n<p>\n// b\n</p>\n<script></script>', 5],
  ['<script define:vars={{ a: "b > c" }}>\n// d\n</script>', 2],
  ["<script\n  src='a/b.js'\n></script>\n<p>/* c */</p>", 4],
])("of %j as Astro, %i lines are code", (text, count) => {
  expect(linesOfCode("a.astro", text)).toBe(count);
});

test("the parts of a component are found between their fences and tags", () => {
  const text = `---\na\n---\n<script set:html={b > c} /><script src="d>">e</script>\n<style>f</style>`;
  expect(
    astroParts(text).map(({ language, start, end }) => [language, text.slice(start, end)]),
  ).toEqual([
    ["ts", "a\n"],
    ["ts", "e"],
    ["css", "f"],
  ]);
});
