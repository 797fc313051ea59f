// A recorded drawing as the site serves it; what is recorded stays as drawn. Mermaid puts the rules for every shape that
// it knows into every drawing, and every arrowhead, and writes lines to the fourteenth decimal, some of them as hundreds
// of curves from a point to itself. Served is what can be seen: half the bytes, and a third of a diagram of states.
import postcss, { type Rule } from "postcss";

/** The drawing as it looks, and no more. */
export const served = (svg: string): string =>
  withoutUnusedRules(withoutUnusedDefinitions(withShortNumbers(svg)));

/** Numbers to a thousandth of a pixel, and lines without the curves that lead nowhere. */
function withShortNumbers(svg: string): string {
  const point = String.raw`(-?[\d.]+ -?[\d.]+)`;
  const nowhere = new RegExp(` ?M${point} C\\1, \\1, \\1(?= |$)`, "g");
  return svg.replace(/ (d|points)="([^"]*)"/g, (_, name: string, value: string) => {
    const short = value.replace(/-?\d+\.\d{4,}/g, (long) =>
      String(Math.round(Number(long) * 1e3) / 1e3),
    );
    return ` ${name}="${short.replace(nowhere, "").trim()}"`;
  });
}

/** Without markers, filters and gradients that nothing refers to. */
function withoutUnusedDefinitions(svg: string): string {
  return svg.replace(
    /<(marker|filter|linearGradient)\b[^>]*? id="([^"]+)"[^]*?<\/\1>|<(?:marker|filter|linearGradient) id="([^"]+)"[^>]*\/>/g,
    (definition, _, id?: string, own?: string) =>
      svg.includes(`#${id ?? own ?? ""})`) ? definition : "",
  );
}

/** Without the rules of its style sheet whose classes, ids or elements it does not have. */
function withoutUnusedRules(svg: string): string {
  return svg.replace(/<style>([^]*?)<\/style>/g, (_, css: string) => {
    // Written as XML; a bare > is as good there, and CSS knows no other.
    const root = postcss.parse(css.replaceAll("&gt;", ">"));
    const drawing = svg.replace(/<style>[^]*?<\/style>/g, "");
    const has = namesIn(drawing);
    root.walkRules((rule) => {
      if (isInKeyframes(rule)) return;
      const used = rule.selectors.filter((selector) => canMatch(selector, has));
      if (used.length > 0) rule.selectors = used;
      else rule.remove();
    });
    const left = root.toString();
    root.walkAtRules("keyframes", (frames) => {
      if (!new RegExp(`animation[^;}]*\\b${frames.params}\\b`).test(left)) frames.remove();
    });
    return `<style>${root.toString()}</style>`;
  });
}

interface Names {
  readonly elements: ReadonlySet<string>;
  /** Classes, ids and other values of attributes, word by word. */
  readonly values: ReadonlySet<string>;
}

function namesIn(markup: string): Names {
  const elements = [...markup.matchAll(/<([a-z][\w-]*)/gi)].map(([, name = ""]) => name);
  const values = [...markup.matchAll(/="([^"]*)"/g)].flatMap(([, value = ""]) =>
    value.split(/\s+/),
  );
  return { elements: new Set(elements), values: new Set(values) };
}

/** Whether everything that a selector names is somewhere in the drawing. */
function canMatch(selector: string, { elements, values }: Names): boolean {
  const named = [...selector.matchAll(/[.#]([\w-]+)|\[[\w-]+="([^"]*)"\]/g)];
  // What is left are elements, and :root or *, which are always there.
  const rest = selector.replace(/[.#][\w-]+|\[[^\]]*\]|::?[\w-]+(?:\([^)]*\))?/g, " ");
  return (
    named.every(([, name, value]) => values.has(name ?? value ?? "")) &&
    (rest.match(/[\w-]+/g) ?? []).every((name) => elements.has(name))
  );
}

const isInKeyframes = ({ parent }: Rule): boolean =>
  parent?.type === "atrule" && "name" in parent && parent.name === "keyframes";
