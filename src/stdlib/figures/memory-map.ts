// Whose the server's memory is, by address: the ranges behind each machine, what is free, and what software keeps; and
// where the memory of each machine is that it believes to have.
import type { AddressRange } from "../../host/memory.ts";
import type { Server } from "../../host/server.ts";
import type { Hypervisor } from "../../hypervisor/hypervisor.ts";
import { formatBytes } from "../../simulation/units.ts";
import { messages } from "../messages.ts";
import { Figure } from "./figure.ts";
import { expectArgument, has, isObject } from "./figure-argument.ts";
import type { Language } from "./labels.ts";
import { memoryLabels } from "./memory-map-labels.ts";
import { tableBundle } from "./table.ts";

interface Owner {
  /** A machine's name; undefined for what is free and for software. */
  readonly machine?: string;
  readonly kind: "software" | "machine" | "free";
  readonly ranges: readonly AddressRange[];
}

/** More ranges than this are drawn as so many stretches, each in the name of who has most of it. */
const maximumRanges = 300;

const bytesIn = (ranges: readonly AddressRange[]): number =>
  ranges.reduce((sum, { start, end }) => sum + end - start, 0);

/** What is between ranges that are in order. */
function gaps(ranges: readonly AddressRange[], size: number): AddressRange[] {
  const between: AddressRange[] = [];
  let at = 0;
  for (const { start, end } of [...ranges, { start: size, end: size }]) {
    if (start > at) between.push({ start: at, end: start });
    at = end;
  }
  return between;
}

interface Stretch extends AddressRange {
  /** Index into the owners. */
  readonly owner: number;
}

function stretches(owners: readonly Owner[], size: number): Stretch[] {
  const exact = owners
    .flatMap(({ ranges }, owner) => ranges.map((range) => ({ ...range, owner })))
    .sort((a, b) => a.start - b.start);
  if (exact.length <= maximumRanges) return exact;
  const width = size / maximumRanges;
  const shares = Array.from({ length: maximumRanges }, () => owners.map(() => 0));
  for (const { start, end, owner } of exact)
    for (let at = Math.floor(start / width); at * width < end && at < maximumRanges; at++) {
      const share = shares[at] ?? [];
      const within = Math.min(end, (at + 1) * width) - Math.max(start, at * width);
      share[owner] = (share[owner] ?? 0) + within;
    }
  return shares.map((share, at) => {
    const owner = share.indexOf(Math.max(...share));
    return { start: Math.round(at * width), end: Math.round((at + 1) * width), owner };
  });
}

function check(server: Server, hypervisor: Hypervisor): void {
  const write = "memoryMap(server, hypervisor)";
  expectArgument(has(server, "layers"), write, "Server", server);
  expectArgument(isObject(hypervisor), write, "Hypervisor", hypervisor);
  const all = server.layers();
  const layer = all.find(({ id }) => id === `hypervisor:${hypervisor.name}`);
  const below = all.find(({ id }) => id === layer?.on[0]);
  if (below?.kind === "hardware" || below?.kind === "host-os") return;
  throw messages.refusal(
    "invalid-argument/memory-map",
    messages.request("memoryMap", "draw-memory"),
    { server: server.name, hypervisor: hypervisor.name },
  );
}

/**
 * Draws whose the server's memory is, from address 0 up: of the software, of each machine, or free; and says how much
 * of each machine's memory is in the server's, shared, in a balloon, swapped out, or was never touched.
 *
 * @param server the server
 * @param hypervisor the one that runs on it, or on its host OS
 * @throws HypervisorError `invalid-argument` when it does not
 * @example memoryMap(server, hypervisor)
 */
export function memoryMap(server: Server, hypervisor: Hypervisor): Figure {
  check(server, hypervisor);
  const size = server.capacity.memory;
  const machines = hypervisor.domains();
  const own = machines.map(({ name, guest }): Owner => {
    return { machine: name, kind: "machine", ranges: guest.memoryRanges };
  });
  const free: Owner = { kind: "free", ranges: server.freeMemory };
  const known = [...own, free].flatMap(({ ranges }) => ranges);
  const rest = gaps(
    known.sort((a, b) => a.start - b.start),
    size,
  );
  const all = [{ kind: "software", ranges: rest } as const, ...own, free];
  const owners = all.filter(({ ranges }) => ranges.length > 0);
  const map = stretches(owners, size);
  const sharing = (hypervisor.memoryUsage?.saved ?? 0) > 0;
  const rows = machines.map(({ name, memoryUsage }) => {
    const { size: has, resident, shared, ballooned, swapped, unbacked } = memoryUsage;
    return { name, has, resident, shared, ballooned, swapped, unbacked };
  });
  return new Figure((language: Language) => {
    const words = memoryLabels[language];
    const called = owners.map(({ machine, kind, ranges }) => ({
      name: machine ?? (kind === "free" ? words.free : sharing ? words.shared : words.software),
      kind,
      bytes: bytesIn(ranges),
    }));
    const title = words.title(server.name, formatBytes(size));
    const units = { has: "bytes", resident: "bytes", shared: "bytes" } as const;
    const table = tableBundle(
      rows,
      { units: { ...units, ballooned: "bytes", swapped: "bytes", unbacked: "bytes" } },
      words.column,
    );
    const lines = called.map(({ name, bytes }) => `- ${name}: ${formatBytes(bytes)}`);
    const machinesText = rows.length === 0 ? [] : [String(table["text/plain"])];
    return {
      "application/vnd.hypervisor-notebook.memory-map+json": {
        title,
        size,
        owners: called,
        map,
        machines: table["application/vnd.dataresource+json"],
      },
      "text/plain": [title, ...lines, ...machinesText].join("\n"),
    };
  });
}
