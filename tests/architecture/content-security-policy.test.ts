import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { inlineScripts, withPolicy } from "../../components/site/content-security-policy.ts";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe("a page's policy", () => {
  test("names its inline scripts, and stands before them", () => {
    const page = `<!DOCTYPE html><html><head><meta charset="utf-8"><script>one()</script></head><body><script type="module">two()</script></body></html>`;
    const guarded = withPolicy(page);
    expect(guarded).toContain(
      `script-src 'self' 'wasm-unsafe-eval' ${hash("one()")} ${hash("two()")};`,
    );
    expect(guarded.indexOf("Content-Security-Policy")).toBeLessThan(guarded.indexOf("<script"));
    expect(guarded.replace(/<meta http-equiv[^>]*>/, "")).toBe(page);
  });

  test("is refused a page where it would hold for nothing", () => {
    expect(() => withPolicy("<p>", "a.html")).toThrow("expected a.html to have a <head>");
  });
});

test.each([
  ["<script>a</script>", ["a"]],
  ["<SCRIPT >a</SCRIPT >", ["a"]],
  ["<script type='module' data-x='>'>a</script><script>\nb\n</script>", ["a", "\nb\n"]],
  ["<script></script>", [""]],
  [`<script src="/a.js"></script>`, []],
  [`<script type="application/json">{"a":1}</script>`, []],
  [`<script type="text/plain">a</script>`, []],
])("inline scripts of %s", (html, expected) => {
  expect(inlineScripts(html)).toEqual(expected);
});
