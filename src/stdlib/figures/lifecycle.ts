// The life of a virtual machine as a state diagram, made from the table that decides what is allowed.
import { guestTransitions, transitions } from "../../hypervisor/lifecycle/lifecycle.ts";
import type { DomainState } from "../../hypervisor/lifecycle/lifecycle.ts";
import { oneOf } from "../../simulation/argument.ts";
import { displayName } from "../display-names.ts";
import { Figure } from "./figure.ts";
import { labels, type Language } from "./labels.ts";
import { messages } from "./messages.ts";

interface Arrow {
  readonly from: DomainState;
  readonly to: DomainState;
  readonly operations: readonly string[];
}

/** One arrow for all that leads from one state to another; none for what stays in it. */
function arrows(language: Language): Arrow[] {
  const asked = (Object.keys(transitions) as DomainState[]).flatMap((from) => {
    const moves = Object.entries(transitions[from]).filter(([, to]) => to !== from);
    return [...new Set(moves.map(([, to]) => to))].map((to) => ({
      from,
      to,
      operations: moves.filter(([, other]) => other === to).map(([operation]) => operation),
    }));
  });
  const guest = guestTransitions.map(({ from, to, event }) => {
    return { from, to, operations: [labels[language].guestEvent[event]] };
  });
  return [{ from: "undefined", to: "shutoff", operations: ["define"] }, ...asked, ...guest];
}

// `blocked` allows what `running` does: two halves of one state, drawn as one.
const drawn = (language: Language): Arrow[] =>
  arrows(language).filter(({ from }) => from !== "blocked");

/**
 * A state's display name, with the word that code compares where that is another: "꺼짐 (shutoff)", "running (idle:
 * blocked)". Operations are what code calls.
 */
function nameOf(state: DomainState, language: Language): string {
  const name = displayName("machine", state, language);
  if (name === state) return name;
  return name.endsWith(")") ? `${name.slice(0, -1)}: ${state})` : `${name} (${state})`;
}

function mermaid(state: DomainState | undefined, language: Language): string {
  const all = drawn(language);
  const states = [...new Set(all.flatMap(({ from, to }) => [from, to]))];
  const name = (one: DomainState) =>
    (one === "running" ? [one, "blocked" as const] : [one])
      .map((half) => nameOf(half, language))
      .join(" / ");
  const now = state === "blocked" ? "running" : state;
  const lines = [
    "stateDiagram-v2",
    "direction LR",
    ...states.map((one) => `state "${name(one)}" as state_${one}`),
    ...all.map(
      ({ from, to, operations }) => `state_${from} --> state_${to}: ${operations.join(", ")}`,
    ),
    ...(now === undefined ? [] : [`class state_${now} guest_os`]),
  ];
  return `${lines.join("\n  ")}\n`;
}

/**
 * Draws the states of a virtual machine and the operations that lead from one to another, in libvirt's words. What is
 * not drawn is refused.
 *
 * @param state marks this one: `lifecycle(vm.state)`
 * @throws HypervisorError `invalid-argument`
 * @example lifecycle()
 */
export function lifecycle(state?: DomainState): Figure {
  const states = Object.keys(transitions) as DomainState[];
  if (state !== undefined) oneOf(messages.request("lifecycle", "show"), "state", state, states);
  return new Figure((language) => ({
    "text/vnd.mermaid": mermaid(state, language),
    "text/plain": [
      labels[language].lifecycle(state && nameOf(state, language)),
      ...arrows(language).map(
        ({ from, to, operations }) =>
          `- ${nameOf(from, language)} → ${nameOf(to, language)}: ${operations.join(", ")}`,
      ),
    ].join("\n"),
  }));
}
