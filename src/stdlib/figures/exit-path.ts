// The way of an exit through the parts of a hypervisor, hop by hop, as its profile has it.
import type { ComponentRole } from "../../host/component.ts";
import type { ExitReason } from "../../hypervisor/exit.ts";
import { exitCycles, hopsOf } from "../../hypervisor/profiles/profile.ts";
import type { Profile } from "../../hypervisor/profiles/profile.ts";
import { oneOf } from "../../simulation/argument.ts";
import { Figure } from "./figure.ts";
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
  hardware: "hardware",
};

function nameOf({ components }: Profile, stop: Stop, language: Language): string {
  const part = components.find(({ role }) => role === stop);
  return part?.name ?? labels[language].layer.hardware;
}

/** The parts on the way, in the order in which they are reached; none is drawn twice. */
function stops(profile: Profile, reason: ExitReason): Stop[] {
  const all = hopsOf(profile, reason).flatMap(({ from, to }) => [from, to]);
  return [...new Set(all)] as Stop[];
}

function mermaid(profile: Profile, reason: ExitReason, language: Language): string {
  const on = stops(profile, reason);
  const id = (stop: string) => stop.replaceAll("-", "_");
  const lines = [
    "flowchart TB",
    ...on.map((stop) => `${id(stop)}_part["${nameOf(profile, stop, language)}"]`),
    ...hopsOf(profile, reason).map(
      ({ from, to, cycles }) =>
        `${id(from)}_part -->|"${labels[language].cycles(cycles)}"| ${id(to)}_part`,
    ),
    ...on.map((stop) => `class ${id(stop)}_part ${layerOf[stop]}`),
  ];
  return `${lines.join("\n  ")}\n`;
}

function text(profile: Profile, reason: ExitReason, language: Language): string {
  const { exitPath, cycles } = labels[language];
  const lines = hopsOf(profile, reason).map((hop) => {
    const [from, to] = [hop.from, hop.to].map((stop) => nameOf(profile, stop as Stop, language));
    return `- ${from ?? ""} → ${to ?? ""}: ${cycles(hop.cycles)}`;
  });
  const total = cycles(exitCycles({ reason }, profile));
  return [exitPath(profile.product, reason, total), ...lines].join("\n");
}

/**
 * Draws the way that an exit takes, from the guest to the part that deals with it, each hop with its cost in cycles,
 * there and back.
 *
 * @param profile one of `profiles`; bare metal has no exits
 * @param reason why the guest is left: "mmio" is a request to a virtual device
 * @throws HypervisorError `invalid-argument`
 * @example exitPath(profiles.xen, "mmio")
 */
export function exitPath(profile: Profile, reason: ExitReason): Figure {
  const asking = { subject: profile.product, request: "cannot draw an exit" };
  oneOf(asking, "reason", reason, Object.keys(profile.paths ?? {}));
  return new Figure((language) => ({
    "text/vnd.mermaid": mermaid(profile, reason, language),
    "text/plain": text(profile, reason, language),
  }));
}
