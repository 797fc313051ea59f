// The layers of a running server as a Mermaid block diagram: every layer as wide as what stands on it.
import type { Layer } from "../../host/layers.ts";
import type { Server } from "../../host/server.ts";
import { displayName } from "../display-names.ts";
import { Figure } from "./figure.ts";
import { expectArgument, has } from "./figure-argument.ts";
import { labels, type Language } from "./labels.ts";

/** A layer with its place: `row` counts from the hardware up, `column` and `width` in stacks from the left. */
interface Place {
  readonly layer: Layer;
  readonly row: number;
  readonly column: number;
  readonly width: number;
}

/** Places every layer above the one it stands on; layers are given from below, so parents come first. */
function place(all: readonly Layer[]): Place[] {
  const above = (id: string | undefined) =>
    all.filter(({ on }) => (id === undefined ? on.length === 0 : on[0] === id));
  const width = (layer: Layer): number =>
    Math.max(
      1,
      above(layer.id).reduce((sum, child) => sum + width(child), 0),
    );
  const places: Place[] = [];
  const put = (siblings: readonly Layer[], row: number, left: number) => {
    let column = left;
    for (const layer of siblings) {
      places.push({ layer, row, column, width: width(layer) });
      put(above(layer.id), row + 1, column);
      column += width(layer);
    }
  };
  put(above(undefined), 0, 0);
  return places;
}

const kindOf = (layer: Layer, language: Language): string => {
  const { layer: kinds, role } = labels[language];
  return layer.role === undefined
    ? kinds[layer.kind]
    : `${kinds[layer.kind]} · ${role[layer.role]}`;
};

function nameOf({ kind, name, system }: Layer, language: Language): string {
  // What a product calls its control domain may be no proper name.
  if (kind === "control-domain") return displayName("part", name, language);
  return system === undefined ? name : `${name}: ${system ?? labels[language].noSystem}`;
}

const quoted = (text: string): string =>
  `"${text.replace(/[#"<>`]/g, (character) => `#${String(character.codePointAt(0))};`)}"`;

function mermaid(places: readonly Place[], language: Language): string {
  const rows = Math.max(...places.map(({ row }) => row)) + 1;
  const columns = Math.max(...places.map(({ column, width }) => column + width));
  const lines = ["block", `  columns ${String(columns)}`];
  const ids = new Map(places.map(({ layer }, index) => [layer, `layer${String(index)}`]));
  for (let row = rows - 1; row >= 0; row--) {
    let column = 0;
    const line: string[] = [];
    const gap = (to: number) => {
      if (to > column) line.push(`space:${String(to - column)}`);
      column = to;
    };
    for (const { layer, column: left, width } of places.filter(
      (candidate) => candidate.row === row,
    )) {
      gap(left);
      const [kind, name] = [kindOf(layer, language), nameOf(layer, language)].map((text) =>
        quoted(text).slice(1, -1),
      );
      line.push(`${ids.get(layer) ?? ""}["${kind ?? ""}<br/>${name ?? ""}"]:${String(width)}`);
      column += width;
    }
    gap(columns);
    lines.push(`  ${line.join(" ")}`);
  }
  // Mermaid's block grammar takes only letters, digits and underscores in a class name.
  for (const [layer, id] of ids) lines.push(`  class ${id} ${layer.kind.replaceAll("-", "_")}`);
  return `${lines.join("\n")}\n`;
}

function text(all: readonly Layer[], language: Language): string {
  const names = new Map(all.map((layer) => [layer.id, nameOf(layer, language)]));
  const lines = all.map((layer) => {
    const below = layer.on.map((id) => names.get(id) ?? id).join(", ");
    const name = `${kindOf(layer, language)}: ${nameOf(layer, language)}`;
    return `- ${below === "" ? name : labels[language].on(name, below)}`;
  });
  return [labels[language].layersFromBelow, ...lines].join("\n");
}

/**
 * Draws the layers of a server as they are now, hardware at the bottom: which is the host server, which are the
 * guest servers, and what stands between them.
 *
 * @throws HypervisorError `invalid-argument`
 * @example layers(server)
 */
export function layers(server: Server): Figure {
  expectArgument(has(server, "layers"), "layers(server)", "Server", server);
  const all = server.layers();
  const places = place(all);
  return new Figure((language) => ({
    "text/vnd.mermaid": mermaid(places, language),
    "text/plain": text(all, language),
  }));
}
