// A cell's SVG as one that is drawn in bounded time. As an image it can do no harm but one: a `use` of a group of ten that
// use a group of ten is a million shapes at the sixth level, and a blur takes as long as its radius is wide. So what is
// drawn is known elements and properties, whose cost is added up first; what costs without bound is left out.

export interface DrawableSvg {
  readonly svg: string;
  /** Whether all is there that can be seen. */
  readonly isWhole: boolean;
}

const words = (text: string) => new Set(text.trim().split(/\s+/));

const drawn = words(`
  svg g defs symbol use switch a style title desc path rect circle ellipse line polyline polygon text tspan textPath
  linearGradient radialGradient stop pattern clipPath mask marker image view`);
/** Elements that are not seen: nothing is missed without them. */
const unseen = words("script metadata");

const properties = words(`
  fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit
  stroke-dasharray stroke-dashoffset opacity color stop-color stop-opacity font font-family font-size font-style
  font-weight font-variant font-stretch text-anchor dominant-baseline alignment-baseline baseline-shift letter-spacing
  word-spacing text-decoration visibility display paint-order vector-effect shape-rendering text-rendering
  image-rendering clip-path clip-rule mask marker marker-start marker-mid marker-end overflow transform
  transform-origin transform-box writing-mode direction unicode-bidi white-space d x y width height rx ry r cx cy`);
/** Without these, something is missing that its author meant to be seen. */
const missed =
  /href|filter|animation|transition|blend|shadow|background|mask|clip|marker|fill|stroke/;

/** Properties that elements within inherit: what they refer to is drawn for each of these. */
const inherited = words("fill stroke marker marker-start marker-mid marker-end");
/** Those that refer to something by `url(#…)`. */
const referring = new Set([...inherited, "clip-path", "mask"]);

const maximumTags = 40_000;
const maximumDepth = 60;
const maximumText = 20_000;
const maximumRules = 200;
/** What drawing may cost, in shapes. */
const maximumCost = 50_000;

const selector = /^(?::where\([\w.#-]+\)|[\w.#*:-]+)(?:[ >]+[\w.#*-]+){0,3}$/;
const reference = /url\(\s*(["']?)#([^"')]+)\1\s*\)/g;
const picture = /^data:image\/(?:png|jpeg|gif|webp);base64,/;

/** The SVG without what costs too much; null where that would be too much as well, or it is none. */
export function drawableSvg(text: string): DrawableSvg | null {
  const source = text.toWellFormed();
  if ((source.match(/</g)?.length ?? 0) > maximumTags || /<!ENTITY/i.test(source)) return null;
  const root = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  if (root.localName !== "svg" || root.querySelector("parsererror") !== null) return null;
  if (root.textContent.length > maximumText + textOf(root, "style")) return null;
  const isWhole = withoutTheCostly(root);
  if (costOf(root) > maximumCost) return null;
  return { svg: new XMLSerializer().serializeToString(root), isWhole };
}

const textOf = (root: Element, tag: string): number =>
  [...root.getElementsByTagName(tag)].reduce((sum, { textContent }) => sum + textContent.length, 0);

/** Takes out what is not known to be cheap. Whether nothing is missed. */
function withoutTheCostly(root: Element): boolean {
  let isWhole = true;
  const lacks = (name: string) => {
    if (missed.test(name)) isWhole = false;
  };
  for (const element of [root, ...root.querySelectorAll("*")]) {
    const isSvg = element instanceof SVGElement;
    if (!isSvg || !drawn.has(element.localName)) {
      // What is of another namespace is a drawing program's own.
      if (isSvg && !unseen.has(element.localName)) isWhole = false;
      if (!isSvg && element.closest("foreignObject") !== null) isWhole = false;
      element.remove();
      continue;
    }
    if (element.localName === "style") element.textContent = cheapRules(element.textContent, lacks);
    for (const { name, value } of [...element.attributes])
      if (name !== "style" && !isCheapAttribute(element, name, value)) {
        element.removeAttribute(name);
        lacks(name);
      }
    cheapen(element.style, lacks);
  }
  return isWhole;
}

function isCheapAttribute({ localName }: Element, name: string, value: string): boolean {
  if (/(?:^|:)href$/.test(name))
    return localName === "image" ? picture.test(value) : value.startsWith("#");
  if (name.startsWith("on")) return false;
  if (/\\|url/i.test(value)) return isCheapProperty(name, value);
  return !/^(?:filter|mask-|backdrop)/.test(name) && isCheapDash(name, value);
}

function isCheapProperty(name: string, value: string): boolean {
  if (!properties.has(name) || value.includes("\\") || !isCheapDash(name, value)) return false;
  const others = value.replace(reference, "");
  return !/url|image|element/i.test(others) && (others === value || referring.has(name));
}

/** A line of a million dashes is a million lines. */
const isCheapDash = (name: string, value: string): boolean =>
  name !== "stroke-dasharray" ||
  (value.match(/[\d.]+(?:e[-+]?\d+)?/gi) ?? []).every(
    (length) => Number(length) === 0 || Number(length) >= 0.5,
  );

function cheapen(style: CSSStyleDeclaration, lacks: (name: string) => void): void {
  for (const name of [...style])
    if (!isCheapProperty(name, style.getPropertyValue(name))) {
      style.removeProperty(name);
      lacks(name);
    }
}

/** Few rules with simple selectors; none refers to anything, since each may hold for every element. */
function cheapRules(css: string, lacks: (name: string) => void): string {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules]
    .slice(0, maximumRules)
    .map((rule) => {
      if (!(rule instanceof CSSStyleRule)) return "";
      const isSimple = rule.selectorText.split(",").every((one) => selector.test(one.trim()));
      if (!isSimple) return "";
      for (const name of [...rule.style])
        if (/url/i.test(rule.style.getPropertyValue(name))) {
          rule.style.removeProperty(name);
          lacks(name);
        }
      cheapen(rule.style, lacks);
      return `${rule.selectorText}{${rule.style.cssText}}`;
    })
    .join("\n");
}

/** What it costs to draw an element with all that it refers to, in shapes; without end where it refers to itself. */
function costOf(root: Element): number {
  const known = new Map<Element, number>();
  const open = new Set<Element>();
  const byId = new Map<string, Element>();
  for (const element of root.querySelectorAll("[id]"))
    if (!byId.has(element.id)) byId.set(element.id, element);

  const targetCost = (id: string): number => {
    const target = byId.get(id);
    if (target === undefined) return 0;
    if (/Gradient$/.test(target.localName)) return target.childElementCount / 50;
    const layer = { mask: 50, pattern: 10 }[target.localName] ?? 0;
    return layer + cost(target);
  };

  function cost(element: Element): number {
    const before = known.get(element);
    if (before !== undefined) return before;
    if (open.has(element) || open.size > maximumDepth) return Infinity;
    open.add(element);
    let total = ownCost(element);
    for (const child of element.children) total += cost(child);
    let [times, more] = [1, 0];
    for (const [name, value] of referencesOf(element)) {
      const one = targetCost(value) * (/^marker(?:-mid)?$/.test(name) ? 50 : 1);
      if (inherited.has(name)) times += one;
      else more += one;
    }
    open.delete(element);
    const all = total * times + more;
    known.set(element, all);
    return all;
  }
  return cost(root);
}

function ownCost(element: Element): number {
  const shape = (element.getAttribute("d") ?? "") + (element.getAttribute("points") ?? "");
  const isDashed = element.hasAttribute("stroke-dasharray");
  const isLayer = element.childElementCount > 0 && element.hasAttribute("opacity");
  return (
    1 +
    shape.length / 200 +
    (isDashed ? 20 : 0) +
    (isLayer || element.localName === "image" ? 10 : 0)
  );
}

/** What an element refers to, and by which property. */
function* referencesOf(element: Element): Generator<readonly [name: string, id: string]> {
  for (const { name, value } of element.attributes)
    if (/(?:^|:)href$/.test(name)) {
      if (value.startsWith("#") && !/Gradient$/.test(element.localName))
        yield ["href", value.slice(1)];
    } else if (name !== "style")
      for (const [, , id = ""] of value.matchAll(reference)) yield [name, id];
  const { style } = element as SVGElement;
  for (const name of style)
    for (const [, , id = ""] of style.getPropertyValue(name).matchAll(reference)) yield [name, id];
}
