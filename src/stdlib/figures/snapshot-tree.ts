// A machine's snapshots as a tree, and where the machine stands in it now.
import type { Snapshot } from "../../hypervisor/machine/domain-snapshots.ts";
import type { VirtualMachine } from "../../hypervisor/virtual-machine.ts";
import { displayName } from "../display-names.ts";
import { formatDuration } from "../../simulation/units.ts";
import { Figure } from "./figure.ts";
import { expectArgument, has } from "./figure-argument.ts";
import { labels, type Language } from "./labels.ts";

const stateOf = ({ state, time }: Snapshot, language: Language): string =>
  `${displayName("machine", state, language)}, ${formatDuration(time)}`;

function mermaid(vm: VirtualMachine, language: Language): string {
  const all = vm.snapshots();
  const ids = new Map(all.map(({ name }, index) => [name, `snapshot${String(index)}`]));
  const state = displayName("machine", vm.state, language);
  const now = `now["${labels[language].now}<br/>${vm.name}: ${state}"]`;
  const nodes = all.map(
    (one) => `${ids.get(one.name) ?? ""}["${one.name}<br/>${stateOf(one, language)}"]`,
  );
  const edges = all.flatMap(({ name, parent }) =>
    parent === null ? [] : [`${ids.get(parent) ?? ""} --> ${ids.get(name) ?? ""}`],
  );
  const current = all.find((one) => one.current);
  if (current) edges.push(`${ids.get(current.name) ?? ""} -.-> now`);
  const lines = ["flowchart TB", ...nodes, now, ...edges, "class now guest_os"];
  return `${lines.join("\n  ")}\n`;
}

function text(vm: VirtualMachine, language: Language): string {
  const all = vm.snapshots();
  const state = displayName("machine", vm.state, language);
  const branch = (parent: string | null, depth: number): string[] =>
    all
      .filter((one) => one.parent === parent)
      .flatMap((one) => [
        `${"  ".repeat(depth)}- ${one.name} (${stateOf(one, language)})`,
        ...(one.current
          ? [`${"  ".repeat(depth + 1)}- ${labels[language].now}: ${vm.name}, ${state}`]
          : []),
        ...branch(one.name, depth + 1),
      ]);
  return [labels[language].snapshots(vm.name), ...branch(null, 0)].join("\n");
}

/**
 * Draws the snapshots of a machine as a tree: which was taken from which, the state and the simulated time of each, and
 * from which one the machine goes on now.
 *
 * @throws HypervisorError `invalid-argument`
 * @example snapshotTree(vm)
 */
export function snapshotTree(vm: VirtualMachine): Figure {
  expectArgument(has(vm, "snapshots"), "snapshotTree(vm)", "VirtualMachine", vm);
  // Drawn now: a figure shows what was, also when the machine changes before it is displayed.
  const bundles = (["en", "ko"] as const).map((language) => [
    language,
    { "text/vnd.mermaid": mermaid(vm, language), "text/plain": text(vm, language) },
  ]);
  const drawn = Object.fromEntries(bundles) as Record<Language, Record<string, string>>;
  return new Figure((language) => drawn[language]);
}
