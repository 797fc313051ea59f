// Layers have one fixed colour each, in every diagram, timeline and table, in both themes. Colour never carries
// the meaning alone: every box names its layer, and each has its own border (dash pattern and weight).
// Contrast of text on fill is at least 7:1 in both themes (checked by tests/browser/figures.spec.ts).
import type { LayerKind } from "../../src/trace/layers.ts";

export type Theme = "light" | "dark";

interface Paint {
  readonly fill: string;
  readonly stroke: string;
  readonly text: string;
}

interface LayerStyle {
  readonly light: Paint;
  readonly dark: Paint;
  /** Border as `stroke-dasharray`, so that layers differ without colour. */
  readonly dash: string;
  readonly width: number;
}

const paint = (fill: string, stroke: string, text: string): Paint => ({ fill, stroke, text });

export const layers: Readonly<Record<LayerKind, LayerStyle>> = {
  hardware: {
    light: paint("#e4e4e7", "#52525b", "#18181b"),
    dark: paint("#3f3f46", "#a1a1aa", "#fafafa"),
    dash: "0",
    width: 2.5,
  },
  "host-os": {
    light: paint("#fef3c7", "#b45309", "#451a03"),
    dark: paint("#54390d", "#f5b544", "#fff7e0"),
    dash: "10 4",
    width: 1.5,
  },
  hypervisor: {
    light: paint("#ddd6fe", "#6d28d9", "#2e1065"),
    dark: paint("#43318c", "#b9a3ff", "#f5f2ff"),
    dash: "0",
    width: 1.5,
  },
  "control-domain": {
    light: paint("#fce7f3", "#be185d", "#500724"),
    dark: paint("#6b1a45", "#f9a8d4", "#fff0f7"),
    dash: "6 3",
    width: 1.5,
  },
  "guest-os": {
    light: paint("#dbeafe", "#1d4ed8", "#172554"),
    dark: paint("#1e3a72", "#8bb8ff", "#eff6ff"),
    dash: "0",
    width: 1.5,
  },
  container: {
    light: paint("#cffafe", "#0e7490", "#083344"),
    dark: paint("#0f4756", "#67e8f9", "#ecfeff"),
    dash: "3 3",
    width: 1.5,
  },
  application: {
    light: paint("#d1fae5", "#047857", "#022c22"),
    dark: paint("#0d4a3a", "#5be0b0", "#ecfdf5"),
    dash: "0",
    width: 1,
  },
};

const properties = (kind: string, { fill, stroke, text }: Paint): string =>
  `--${kind}-fill:${fill};--${kind}-stroke:${stroke};--${kind}-text:${text};`;

/** The colours of all layers as a style sheet's custom properties, for each theme: `--hypervisor-fill`, … */
export function layerProperties(): string {
  return (["light", "dark"] as const)
    .map((theme) => {
      const all = Object.entries(layers).map(([kind, style]) => properties(kind, style[theme]));
      return `:root[data-theme="${theme}"]{${all.join("")}}`;
    })
    .join("\n");
}

/** Mermaid's block grammar takes only letters, digits and underscores in a class name. */
const className = (kind: string): string => kind.replaceAll("-", "_");

/** Mermaid's `classDef` lines of all layers for one theme; a diagram refers to the classes by layer kind. */
export function classDefinitions(theme: Theme): string {
  return Object.entries(layers)
    .map(([kind, style]) => {
      const { fill, stroke, text } = style[theme];
      const dash = style.dash === "0" ? "" : `,stroke-dasharray:${style.dash}`;
      return `  classDef ${className(kind)} fill:${fill},stroke:${stroke},color:${text},stroke-width:${String(style.width)}px${dash}`;
    })
    .join("\n");
}

/** The same for a sequence diagram, whose grammar has no classes: by what a participant's id begins with. */
export function participantStyles(theme: Theme): string {
  return Object.entries(layers)
    .map(([kind, style]) => {
      const { fill, stroke, text } = style[theme];
      const box = `rect.actor[name^="${className(kind)}_"]`;
      return `${box} { fill: ${fill}; stroke: ${stroke}; stroke-width: ${String(style.width)}px; stroke-dasharray: ${style.dash}; } ${box} + text.actor tspan { fill: ${text}; }`;
    })
    .join(" ");
}

/** How the series of a plot differ: by colour, and by dash, symbol and pattern as well. */
export interface SeriesStyle {
  readonly light: string;
  readonly dark: string;
  /** `stroke-dasharray` of a line. */
  readonly dash: string;
  /** A name of one of d3's symbols. */
  readonly symbol: "circle" | "square" | "triangle" | "diamond" | "cross" | "star";
  /** Lines over the fill of a bar, as the path of an 8 by 8 tile. */
  readonly pattern: string;
}

const style = (
  light: string,
  dark: string,
  dash: string,
  symbol: SeriesStyle["symbol"],
  pattern: string,
): SeriesStyle => ({ light, dark, dash, symbol, pattern });

/** In the order in which series come; a plot has no more. Contrast with the page is at least 3:1 in both themes. */
export const series: readonly SeriesStyle[] = [
  style("#1d4ed8", "#8bb8ff", "", "circle", ""),
  style("#b45309", "#f5b544", "7 3", "square", "M0 8L8 0M-2 2L2 -2M6 10L10 6"),
  style("#047857", "#5be0b0", "2 3", "triangle", "M0 4H8"),
  style("#be185d", "#f9a8d4", "9 3 2 3", "diamond", "M4 0V8"),
  style("#6d28d9", "#b9a3ff", "14 4", "cross", "M0 0L8 8M-2 6L2 10M6 -2L10 2"),
  style("#52525b", "#d4d4d8", "3 6", "star", "M0 4H8M4 0V8"),
];
