// Diagrams are drawn by the real Mermaid, here for both uses: in a frame of the reader's page when a run makes a new
// diagram (mermaid.frame.ts), and in a browser started by `npm run record` for the diagrams that come with a lesson.
//
// Labels stay inside their boxes whatever fonts the reader has: text is SVG text (no foreignObject), and every
// line is pinned by `textLength` to the width it was laid out with.
import mermaid, { type MermaidConfig } from "mermaid";
import type { Drawing } from "./drawing.ts";
import { classDefinitions, participantStyles, type Theme } from "./palette.ts";

/** Fonts that set Korean and English well on every system; the same stack as the page's. */
const fontFamily =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic", sans-serif';

/**
 * What a diagram's own text may not set, at any depth: what Mermaid itself keeps from it, and what decides where text
 * becomes markup, how it is made harmless, and how large a diagram may be. A list replaces Mermaid's.
 */
export const secureKeys: readonly string[] = [
  // The one way to Mermaid's own list.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  ...(mermaid.mermaidAPI.defaultConfig.secure ?? []),
  "dompurifyConfig",
  "htmlLabels",
  "legacyMathML",
  "forceLegacyMathML",
  "arrowMarkerAbsolute",
  "deterministicIds",
  "deterministicIDSeed",
  "logLevel",
  "themeCSS",
  "themeVariables",
  "fontFamily",
  "altFontFamily",
];

/** The settings of a theme. */
export function config(theme: Theme): MermaidConfig {
  const dark = theme === "dark";
  const text = dark ? "#e4e4e7" : "#27272a";
  const line = dark ? "#a1a1aa" : "#52525b";
  return {
    startOnLoad: false,
    securityLevel: "strict",
    secure: [...secureKeys],
    // ELK is Mermaid 12's default and costs every reader 331 KB more.
    layout: "dagre",
    theme: "base",
    look: "classic",
    darkMode: dark,
    fontFamily,
    htmlLabels: false,
    flowchart: { padding: 14 },
    // Close enough that four participants fit beside the sidebars.
    sequence: {
      mirrorActors: false,
      actorFontSize: "15px",
      messageFontSize: "14px",
      actorMargin: 20,
      diagramMarginX: 8,
    },
    // Mermaid lets the arrow shine through its label.
    themeCSS: `.edgeLabel rect { opacity: 1; fill: ${dark ? "#18181b" : "#ffffff"} } ${participantStyles(theme)}`,
    themeVariables: {
      darkMode: dark,
      fontFamily,
      fontSize: "15px",
      background: "transparent",
      primaryColor: dark ? "#27272a" : "#f4f4f5",
      primaryTextColor: text,
      primaryBorderColor: line,
      lineColor: line,
      textColor: text,
      edgeLabelBackground: dark ? "#18181b" : "#ffffff",
    },
  };
}

function pinText(svg: SVGSVGElement): void {
  const rows = svg.querySelectorAll<SVGTSpanElement | SVGTextElement>(
    "text > tspan.row, text > tspan.text-outer-tspan, text.actor > tspan, text:not(:has(tspan))",
  );
  for (const row of rows) {
    if (row.textContent.trim() === "") continue;
    row.setAttribute("textLength", row.getComputedTextLength().toFixed(2));
    row.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

/** Mermaid 12 sets the names of states at the left of their boxes, unless they are HTML. */
function centreStates(svg: SVGSVGElement): void {
  for (const label of svg.querySelectorAll(".statediagram-state .label")) {
    const [, down = "0"] = /,\s*([-\d.]+)/.exec(label.getAttribute("transform") ?? "") ?? [];
    label.setAttribute("transform", `translate(0, ${down})`);
    for (const text of label.querySelectorAll("text, text > tspan"))
      text.setAttribute("text-anchor", "middle");
  }
}

let drawn = 0;

/**
 * Draws a Mermaid source for one theme.
 * @param source Mermaid text; classes named after layers get the layers' colours.
 * @throws Error from Mermaid's parser when the source is not valid.
 */
export async function draw(source: string, theme: Theme): Promise<Drawing> {
  mermaid.initialize(config(theme));
  drawn += 1;
  const usesLayers = !source.startsWith("sequenceDiagram") && source.includes("class ");
  const text = usesLayers ? `${source.trimEnd()}\n${classDefinitions(theme)}\n` : source;
  const { svg } = await mermaid.render(`diagram-${String(drawn)}`, text);
  const holder = document.createElement("div");
  // Laid out but unseen: text can only be measured in the document.
  holder.style.cssText = "position:absolute;left:-10000px;top:0;visibility:hidden";
  holder.innerHTML = svg;
  document.body.append(holder);
  try {
    const element = holder.querySelector("svg");
    if (element === null) throw new Error("mermaid: expected an <svg> element, found none.");
    const { width, height } = element.viewBox.baseVal;
    centreStates(element);
    pinText(element);
    element.setAttribute("width", width.toFixed(0));
    element.setAttribute("height", height.toFixed(0));
    element.style.removeProperty("max-width");
    return {
      svg: new XMLSerializer().serializeToString(element),
      width: Math.ceil(width),
      height: Math.ceil(height),
    };
  } finally {
    holder.remove();
  }
}
