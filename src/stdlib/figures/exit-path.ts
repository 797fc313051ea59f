// The way of an exit through the parts of a hypervisor, hop by hop, as its profile has it; of a request to a device, on
// to the device. Drawn as a sequence: time goes down, and each hop is an arrow from part to part.
import type { ComponentRole } from "../../host/component.ts";
import type { ExitReason } from "../../hypervisor/exits/exit.ts";
import { hopsOf, requestHopsOf } from "../../hypervisor/profiles/profile.ts";
import type { CountedHop, Profile } from "../../hypervisor/profiles/profile.ts";
import { displayName } from "../display-names.ts";
import { oneOf } from "../../simulation/argument.ts";
import { messages } from "../messages.ts";
import { Figure } from "./figure.ts";
import { expectArgument, isObject } from "./figure-argument.ts";
import { labels, type Language } from "./labels.ts";

type Stop = ComponentRole | "hardware";

/** The layer whose colour a part has: a process is drawn as an application. */
const layerOf: Readonly<Record<Stop, string>> = {
  "guest-os": "guest_os",
  hypervisor: "hypervisor",
  "control-domain": "control_domain",
  "host-os": "host_os",
  "vmm-process": "application",
  management: "application",
  process: "application",
  "container-engine": "application",
  container: "application",
  hardware: "hardware",
};

function nameOf({ components }: Profile, stop: Stop, language: Language): string {
  const part = components.find(({ role }) => role === stop);
  return part === undefined
    ? labels[language].layer.hardware
    : displayName("part", part.name, language);
}

const wayOf = (profile: Profile, reason: ExitReason): CountedHop[] =>
  reason === "mmio" ? requestHopsOf(profile) : hopsOf(profile, reason);

/** What a hop takes: to a part that has to be scheduled first, that is not known beforehand. */
const costOf = ({ cycles }: CountedHop, language: Language): string =>
  cycles === 0 ? labels[language].scheduled : labels[language].cycles(cycles);

/** The parts on the way, in the order in which they are reached; none is drawn twice. */
function stops(profile: Profile, reason: ExitReason): Stop[] {
  const all = wayOf(profile, reason).flatMap(({ from, to }) => [from, to]);
  return [...new Set(all)] as Stop[];
}

function mermaid(profile: Profile, reason: ExitReason, language: Language): string {
  const on = stops(profile, reason);
  // A participant's colour is that of the layer that its id begins with (components/figures/mermaid.ts).
  const id = (stop: string) => `${layerOf[stop as Stop]}_${stop.replaceAll("-", "_")}_part`;
  const lines = [
    "sequenceDiagram",
    ...on.map((stop) => `participant ${id(stop)} as ${nameOf(profile, stop, language)}`),
    ...wayOf(profile, reason).map((hop) => {
      const isBack = on.indexOf(hop.to as Stop) < on.indexOf(hop.from as Stop);
      return `${id(hop.from)} ${isBack ? "-->>" : "->>"} ${id(hop.to)}: ${costOf(hop, language)}`;
    }),
  ];
  return `${lines.join("\n  ")}\n`;
}

function text(profile: Profile, reason: ExitReason, language: Language): string {
  const { exitPath, cycles } = labels[language];
  const way = wayOf(profile, reason);
  const lines = way.map((hop) => {
    const [from, to] = [hop.from, hop.to].map((stop) => nameOf(profile, stop as Stop, language));
    return `- ${from ?? ""} → ${to ?? ""}: ${costOf(hop, language)}`;
  });
  const total = cycles(way.reduce((sum, hop) => sum + hop.cycles, 0));
  const product = displayName("part", profile.product, language);
  return [exitPath(product, displayName("exit", reason, language), total), ...lines].join("\n");
}

/**
 * Draws the way that an exit takes as a sequence, from the guest to the part that deals with it, each hop with its cost
 * in cycles, there and back.
 *
 * @param profile one of `profiles`; bare metal has no exits
 * @param reason why the guest is left: "mmio" is a request to a virtual device, drawn with its way on to the device
 * @throws HypervisorError `invalid-argument`
 * @example exitPath(profiles.xen, "mmio")
 */
export function exitPath(profile: Profile, reason: ExitReason): Figure {
  expectArgument(isObject(profile), 'exitPath(profiles.xen, "mmio")', "Profile", profile);
  const request = messages.request(profile.product, "draw-exit");
  oneOf(request, "reason", reason, Object.keys(profile.paths ?? {}));
  return new Figure((language) => ({
    "text/vnd.mermaid": mermaid(profile, reason, language),
    "text/plain": text(profile, reason, language),
  }));
}
