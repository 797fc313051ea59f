// One machine in full, as HTML: where its virtual CPUs' time went, its memory and devices, why it left the guest and
// how often, its snapshots and applications.
import { escape } from "../../figures/html.ts";
import { formatQuantity } from "../../figures/units.ts";
import { machineLoad, type Place } from "./changes.ts";
import type { Machine } from "./inspection.ts";
import { bar, percent, stateHtml, type Shown } from "./overview.ts";
import type { BenchStrings } from "./strings.ts";

const time = (value: number): string => formatQuantity(value, "ns");
const bytes = (value: number): string => formatQuantity(value, "bytes");
const count = (value: number): string => formatQuantity(value, "count");

const modes = ["guest", "hypervisor", "ready", "blocked", "paused"] as const;

export function machineHtml({ path, server, machine }: Place, shown: Shown): string {
  const { s } = shown;
  const { state, os, isTemplate } = machine;
  const load = machineLoad(undefined, machine);
  const system = [os ?? s.noOs, ...(isTemplate ? [s.template] : [])].join(", ");
  const shares =
    load === null
      ? ""
      : `<p class="bench-load">${s.cpu} ${percent(load.run)} · ${s.waits(percent(load.ready))} <span class="bench-soft">${s.sinceStart}</span>${bar(load.run, path)}</p>`;
  const devices: readonly (readonly [string, readonly string[]])[] = [
    [s.memory, memoryOf(machine, s)],
    [s.disk, [bytes(machine.disk), s.taken(bytes(machine.diskTaken)), ...ioOf(machine.io.disk, s)]],
    [s.network, ioOf(machine.io.network, s)],
  ];
  return `<button type="button" class="bench-back" data-back><span aria-hidden="true">←</span> ${s.back}</button>
<h3 tabindex="-1">${escape(machine.name)}</h3>
<p class="bench-soft">${stateHtml("machine", state, s)} · ${escape(system)} · ${escape(s.on(server))}</p>${shares}
${section(s.vcpuTime, vcpusHtml(machine, s))}
<dl class="bench-devices">${devices.map(([label, lines]) => `<dt>${label}</dt>${lines.map((line) => `<dd>${escape(line)}</dd>`).join("")}`).join("")}</dl>
${section(s.exits, exitsHtml(machine, s))}
${section(s.snapshots, snapshotsHtml(machine, s))}
${section(s.applications, applicationsHtml(machine, s))}`;
}

const section = (title: string, inside: string): string => `<h4>${title}</h4>${inside}`;

const listHtml = (items: readonly string[], otherwise: string): string =>
  items.length === 0
    ? `<p class="bench-note">${otherwise}</p>`
    : `<ul class="bench-list">${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;

function memoryOf({ memory, memoryUse }: Machine, s: BenchStrings): string[] {
  const { resident, ...others } = memoryUse;
  const kinds = (["shared", "ballooned", "swapped"] as const).filter((kind) => others[kind] > 0);
  return [
    bytes(memory),
    `${s.resident} ${bytes(resident)}`,
    ...kinds.map((kind) => `${s[kind]} ${bytes(others[kind])}`),
  ];
}

function ioOf(io: Machine["io"]["disk"], s: BenchStrings): string[] {
  if (io.requests === 0) return [s.noRequests];
  return [
    s.requests(count(io.requests), bytes(io.bytes)),
    ...(io.meanLatency === null ? [] : [s.latency(time(io.meanLatency))]),
    s.notified(count(io.notifications), count(io.interrupts)),
  ];
}

function vcpusHtml({ accounts, vcpus }: Machine, s: BenchStrings): string {
  if (accounts.length === 0) return `<p class="bench-note">${s.vcpus(vcpus)}</p>`;
  const items = accounts.map((account) => {
    const all = modes.reduce((sum, mode) => sum + account[mode], 0);
    const spent = modes.filter((mode) => account[mode] > 0);
    const parts = spent.map(
      (mode) =>
        `<span data-mode="${mode}" style="inline-size:${((account[mode] / all) * 100).toFixed(1)}%"></span>`,
    );
    const words = spent.map(
      (mode) =>
        `<span class="bench-mode"><span class="bench-key" data-mode="${mode}" aria-hidden="true"></span>${s.modes[mode]} ${time(account[mode])}</span>`,
    );
    return `${escape(s.vcpu(account.vcpu))}<span class="bench-times" aria-hidden="true">${parts.join("")}</span><span class="bench-modes">${words.join(" ")}</span>`;
  });
  return `${listHtml(items, s.none)}<p class="bench-note">${s.readyMeans}</p>`;
}

/** A reason's display name; the word itself as code, since it is what `vm.exits` calls it. */
function reasonHtml(reason: string, s: BenchStrings): string {
  const name = s.word("exit", reason);
  return name === reason ? `<code>${escape(reason)}</code>` : `<span>${escape(name)}</span>`;
}

function exitsHtml({ exits }: Machine, s: BenchStrings): string {
  const most = Math.max(...exits.map((exit) => exit.count));
  const items = [...exits]
    .sort((a, b) => b.count - a.count)
    .map(
      (exit) =>
        `<span class="bench-fact">${reasonHtml(exit.reason, s)} <span>${count(exit.count)}</span></span>${bar(exit.count / most, `exit ${exit.reason}`)}`,
    );
  return listHtml(items, s.noExits);
}

const snapshotsHtml = ({ snapshots }: Machine, s: BenchStrings): string =>
  listHtml(
    snapshots.map(
      ({ name, current, state, time: taken }) =>
        `<span class="bench-name">${escape(name)}</span>${current ? ` <span class="bench-mark">${s.current}</span>` : ""} <span class="bench-soft">${escape(s.word("machine", state))}, ${escape(s.at(time(taken)))}</span>`,
    ),
    s.noSnapshots,
  );

const applicationsHtml = ({ applications }: Machine, s: BenchStrings): string =>
  listHtml(
    applications.map(
      ({ name, state, cpuTime, completed }) =>
        `<span class="bench-name">${escape(name)}</span> <span class="bench-soft">${escape(s.word("application", state))}, ${escape(s.cpuTime(time(cpuTime)))}, ${escape(s.completed(count(completed)))}</span>`,
    ),
    s.none,
  );
