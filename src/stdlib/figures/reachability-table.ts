// Who can reach whom, as a table: a row for each that sends, a column for each that it sends to.
import type { NetworkInfo } from "../../hypervisor/network/host-networks.ts";
import type { Reach } from "../../hypervisor/network/reachability.ts";
import { Figure, type Bundle } from "./figure.ts";
import { expectArgument, has } from "./figure-argument.ts";
import type { Language } from "./labels.ts";
import { networkLabels } from "./network-labels.ts";
import { tableBundle } from "./table.ts";

/** A host with networks: what is on a server, a hypervisor or a host OS. */
export interface NetworkHost {
  readonly address: string;
  networks(): NetworkInfo[];
}

/** What has networks: a hypervisor or a host OS; or the servers of a cluster. */
export type Networked = { reachability(): Reach[] } & (
  NetworkHost | { readonly servers: readonly { readonly software: object | undefined }[] }
);

function cell({ reach, ports = [], rule }: Reach, language: Language): string {
  const words = networkLabels[language];
  if (reach === "forwarded")
    return words.only(ports.map(({ port, protocol }) => `${protocol} ${port}`).join(", "));
  return rule ? words.no(words.rule[rule.code]) : words.yes;
}

function bundle(all: readonly Reach[], language: Language): Bundle {
  const { title, outside, from } = networkLabels[language];
  const names = [...new Set(all.map((one) => one.from))];
  // The first is the outside world, whatever a machine is called.
  const shown = (index: number) => (index === 0 ? outside : (names[index] ?? ""));
  const fields = names.map((_, index) => `to-${index}`);
  const rows = names.map((name, row) => {
    const pairs = all.filter((one) => one.from === name);
    const cells = pairs.map((one) => [`to-${names.indexOf(one.to)}`, cell(one, language)] as const);
    return Object.fromEntries([["from", shown(row)], ...cells]);
  });
  const heads = Object.fromEntries(fields.map((field, index) => [field, shown(index)]));
  return tableBundle(rows, { title, columns: ["from", ...fields] }, { from, ...heads }, language);
}

/**
 * Shows who can reach whom as a table: each cell says yes; or the ports of the host that alone lead there; or the rule by
 * which frames are dropped. Each pair is tried when the table is made.
 *
 * @param networked a hypervisor or a host OS, or a cluster for all of its servers
 * @throws HypervisorError `invalid-argument`
 * @example reachabilityTable(hypervisor)
 */
export function reachabilityTable(networked: Networked): Figure {
  const fits = has(networked, "reachability");
  expectArgument(fits, "reachabilityTable(hypervisor)", "Hypervisor | HostOs | Cluster", networked);
  const all = networked.reachability();
  return new Figure((language) => bundle(all, language));
}
