// The four things that every computer has, a server and its virtual machines side by side.
import type { Server } from "../../host/server.ts";
import type { VirtualMachine } from "../../hypervisor/virtual-machine.ts";
import { Figure } from "./figure.ts";
import { labels } from "./labels.ts";
import { tableBundle } from "./table.ts";

/**
 * Lists the devices of some computers beside each other: a server's are hardware, a machine's are virtual.
 *
 * @example devices(server, shop, blog)
 */
export function devices(...computers: readonly (Server | VirtualMachine)[]): Figure {
  const lists = computers.map((computer) => ({ name: computer.name, list: computer.devices() }));
  const kinds = lists[0]?.list.map(({ kind }) => kind) ?? [];
  return new Figure((language) => {
    const { device, column } = labels[language];
    const rows = kinds.map((kind) => ({
      device: device[kind],
      ...Object.fromEntries(
        lists.map(({ name, list }) => [
          name,
          list.find((candidate) => candidate.kind === kind)?.description ?? null,
        ]),
      ),
    }));
    return tableBundle(rows, {}, { device: column.device });
  });
}
