// Circles among the modules: files of which each imports the next, and the last the first. A file of a circle cannot be
// read, moved or tested without the others, whether it takes their values or only their types: so all imports count.
// `import()` counts, too: it decides when a module is fetched, not which module knows of which.
import { importTarget, type ImportSite } from "./import-directions.ts";

/** Files, each with the files that it imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Files that reach one another by imports: a strongly connected component of the graph. */
export interface Circle {
  /** All of them, sorted. */
  readonly files: readonly string[];
  /** A shortest way round: each imports the one after it, the last the first. */
  readonly way: readonly string[];
}

export function importGraph(sites: readonly ImportSite[]): ImportGraph {
  const graph = new Map<string, string[]>();
  for (const site of sites) {
    const path = importTarget(site);
    const targets = graph.get(site.file) ?? [];
    graph.set(site.file, targets);
    if (path !== null) targets.push(path);
  }
  return graph;
}

export function circlesOf(graph: ImportGraph): Circle[] {
  const below = new Map([...graph.keys()].map((file) => [file, reachedFrom(file, graph)]));
  const known = new Set<string>();
  const circles: Circle[] = [];
  for (const [file, reached] of below) {
    if (known.has(file) || !reached.has(file)) continue;
    const files = [...reached].filter((other) => below.get(other)?.has(file)).toSorted();
    for (const member of files) known.add(member);
    const ways = files.map((member) => wayRound(member, graph));
    const [way = []] = ways.toSorted((one, other) => one.length - other.length);
    circles.push({ files, way });
  }
  return circles;
}

/** Says what is wrong (expected, found, hint). */
export function circleMessage({ files, way }: Circle): string {
  const [start = ""] = way;
  const round = [...way, start].join(" → ");
  const size = files.length > way.length ? `, in a knot of ${String(files.length)} files` : "";
  return `expected no import circle, types included. Found ${round}${size}. Hint: move what two of them need into a module that imports neither, or pass it as an argument.`;
}

function reachedFrom(file: string, graph: ImportGraph): Set<string> {
  const reached = new Set<string>();
  const open = [file];
  for (const here of open)
    for (const next of graph.get(here) ?? [])
      if (!reached.has(next)) {
        reached.add(next);
        open.push(next);
      }
  return reached;
}

/** A shortest way from a file of a circle back to itself, breadth first. */
function wayRound(file: string, graph: ImportGraph): string[] {
  const open = [[file]];
  const seen = new Set<string>();
  for (const way of open)
    for (const next of graph.get(way.at(-1) ?? file) ?? []) {
      if (next === file) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push([...way, next]);
    }
  throw new Error(`import circles: expected a way from ${file} back to itself, found none.`);
}
