// The four things that every computer has, a server and its virtual machines side by side.
import type { Device } from "../../host/device.ts";
import type { Server } from "../../host/server.ts";
import type { VirtualMachine } from "../../hypervisor/virtual-machine.ts";
import { Figure } from "./figure.ts";
import { expectArgument, has } from "./figure-argument.ts";
import { labels, type Language } from "./labels.ts";
import { say } from "./record-words.ts";
import { tableBundle } from "./table.ts";

const saidOf = (list: readonly Device[], kind: Device["kind"], language: Language) => {
  const found = list.find((candidate) => candidate.kind === kind);
  return found ? say(found.description, language) : null;
};

/**
 * Lists the devices of some computers beside each other: a server's are hardware, a machine's are virtual.
 *
 * @throws HypervisorError `invalid-argument`
 * @example devices(server, shop, blog)
 */
export function devices(...computers: readonly (Server | VirtualMachine)[]): Figure {
  for (const one of computers)
    expectArgument(has(one, "devices"), "devices(server, vm)", "Server | VirtualMachine", one);
  const lists = computers.map((computer) => ({ name: computer.name, list: computer.devices() }));
  const kinds = lists[0]?.list.map(({ kind }) => kind) ?? [];
  return new Figure((language) => {
    const { device, column } = labels[language];
    const rows = kinds.map((kind) => ({
      device: device[kind],
      ...Object.fromEntries(lists.map(({ name, list }) => [name, saidOf(list, kind, language)])),
    }));
    return tableBundle(rows, {}, { device: column.device });
  });
}
