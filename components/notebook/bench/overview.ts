// The bench's first view as HTML: every server as the layers that stand on it, then the names in scope. The drawing is
// the list: hardware comes first in the text and stands at the bottom of the picture.
import { escape } from "../../figures/html.ts";
import { formatQuantity } from "../../figures/units.ts";
import {
  hypervisorOf,
  machineLoad,
  pathTo,
  placesOf,
  serverLoad,
  serversByKey,
  type Bases,
  type Load,
  type Marks,
} from "./changes.ts";
import type { Application, Host, Hypervisor, Inspection, Machine, Server } from "./inspection.ts";
import type { BenchStrings } from "./strings.ts";

/** What a view is made from. */
export interface Shown {
  readonly inspection: Inspection;
  readonly marks: Marks;
  readonly bases: Bases;
  readonly s: BenchStrings;
  /** The last run of the cell that defines a name, as far as the page knows it. */
  readonly definedBy: (name: string) => { readonly cell: string; readonly count: string } | null;
}

/** A share as text: "62 %". */
export const percent = (share: number): string =>
  formatQuantity(Math.round(share * 100) / 100, "ratio");

/** A part of a whole as a bar; the words beside it say the same. */
export function bar(share: number, key: string): string {
  const width = Math.min(1, Math.max(0, share)) * 100;
  return `<span class="bench-bar" aria-hidden="true"><span data-bar="${escape(key)}" style="inline-size:${width.toFixed(1)}%"></span></span>`;
}

const fact = (label: string, value: string, share: number, key: string): string =>
  `<li><span class="bench-fact"><span>${escape(label)}</span> <span>${escape(value)}</span></span>${bar(share, key)}</li>`;

const mark = (words: string): string => `<span class="bench-mark">${escape(words)}</span>`;

/** Signs for states, told apart without colour; the word stands beside them. */
const signs: Readonly<Record<string, string>> = {
  running: "●",
  blocked: "◐",
  paused: "‖",
  shutdown: "◌",
  shutoff: "○",
  crashed: "✕",
};

export const stateHtml = (
  kind: "machine" | "container",
  state: string,
  { word }: Pick<BenchStrings, "word">,
): string =>
  `<span class="bench-state" data-state="${escape(state)}"><span aria-hidden="true">${signs[state] ?? "·"}</span> ${escape(word(kind, state))}</span>`;

export const over = (load: Load, s: BenchStrings): string =>
  load.over === null ? s.sincePowerOn : s.over(formatQuantity(load.over, "ns"));

export function overviewHtml(shown: Shown): string {
  const { inspection, s } = shown;
  const servers = [...serversByKey(inspection)].map(([key, server]) =>
    serverHtml(key, server, shown),
  );
  const untold =
    inspection.untold > 0 ? `<p class="bench-note">${s.more(inspection.untold)}</p>` : "";
  return `<section aria-labelledby="bench-servers"><h3 id="bench-servers">${s.servers}</h3>${
    servers.length === 0 ? `<p class="bench-note">${s.noServers}</p>` : servers.join("")
  }${untold}</section>${namesHtml(shown)}`;
}

function serverHtml(key: string, server: Server, shown: Shown): string {
  const { s, bases } = shown;
  const load = serverLoad(bases, key, server);
  const taken = { memory: server.memory - server.memoryFree, disk: server.disk - server.diskFree };
  const size = (part: number, whole: number) =>
    s.of(formatQuantity(part, "bytes"), formatQuantity(whole, "bytes"));
  const facts = [
    ...(load === null
      ? []
      : [fact(`${s.cpu} ${percent(load.share)}`, over(load, s), load.share, `${key} cpu`)]),
    fact(
      s.memory,
      size(taken.memory, server.memory),
      taken.memory / server.memory,
      `${key} memory`,
    ),
    fact(s.disk, size(taken.disk, server.disk), taken.disk / server.disk, `${key} disk`),
  ];
  const hardware = layer(
    "hardware",
    s.hardware,
    s.cpus(server.cpus),
    `<ul class="bench-facts">${facts.join("")}</ul>`,
  );
  const { host, hypervisor } = server;
  const above =
    host !== null
      ? hostHtml(key, host, shown)
      : hypervisor !== null
        ? stackHtml(key, hypervisor, shown)
        : [`<li class="bench-note">${s.bare}</li>`];
  return `<article class="bench-server" aria-label="${escape(server.name)}"><h4>${escape(server.name)} <span class="bench-soft">${escape(s.simulated(formatQuantity(server.now, "ns")))}</span></h4><ol class="bench-stack" aria-label="${escape(s.layers(server.name))}">${[hardware, ...above].join("")}</ol></article>`;
}

/** One layer: what it is, its name, and what is said of it. */
function layer(
  kind: string,
  label: string,
  name: string,
  inside = "",
  state = "",
  isOver = false,
): string {
  return `<li class="bench-layer" data-layer="${kind}"${isOver ? " data-off" : ""}><span class="bench-kind">${escape(label)}</span> <span class="bench-name">${escape(name)}</span>${state}${inside}</li>`;
}

function hostHtml(key: string, host: Host, shown: Shown): string[] {
  const { s } = shown;
  const { hypervisor, engine, processes } = host;
  const state = host.state === "up" ? "" : ` ${mark(s.word("host", host.state))}`;
  const containers = (engine?.containers ?? []).map((container) =>
    layer(
      "container",
      s.container,
      container.name,
      "",
      ` ${stateHtml("container", container.state, s)}`,
    ),
  );
  const untold = (engine?.total ?? 0) - containers.length;
  const beside = [
    ...(hypervisor === null
      ? []
      : [`<li><ol class="bench-stack">${stackHtml(key, hypervisor, shown).join("")}</ol></li>`]),
    ...(containers.length === 0
      ? []
      : [
          `<li><ul class="bench-boxes" aria-label="${s.containers}">${containers.join("")}${more(untold, s)}</ul></li>`,
        ]),
    ...(processes.length === 0
      ? []
      : [
          `<li><ul class="bench-boxes" aria-label="${s.processes}">${applicationsHtml(processes, s)}</ul></li>`,
        ]),
  ];
  return [
    layer("host-os", s.hostOs, host.name, "", state),
    ...(beside.length === 0 ? [] : [`<li><ul class="bench-beside">${beside.join("")}</ul></li>`]),
  ];
}

/** A hypervisor and the machines on it. */
function stackHtml(below: string, hypervisor: Hypervisor, shown: Shown): string[] {
  const { s, marks } = shown;
  const { controlDomain, machines, total } = hypervisor;
  const type = hypervisor.type.startsWith("type") ? `, ${s.word("type", hypervisor.type)}` : "";
  // The generic profile is no product: its name says no more than the type, which is there already.
  const known = [hypervisor.name, `a hypervisor of ${hypervisor.type}`].includes(
    hypervisor.product,
  );
  const product = known ? [] : [hypervisor.product];
  const facts = [
    ...product,
    ...(hypervisor.scheduler === null ? [] : [s.word("scheduler", hypervisor.scheduler)]),
  ];
  const gone = marks.gone
    .filter((path) => path.slice(0, path.lastIndexOf("/")) === `${below}/${hypervisor.name}`)
    .map((path) => s.gone(path.slice(path.lastIndexOf("/") + 1)));
  const boxes = [
    ...(controlDomain === null
      ? []
      : [
          layer(
            "control-domain",
            s.controlDomain,
            s.word("part", controlDomain.name),
            ` <span class="bench-soft">${s.vcpus(controlDomain.vcpus)}</span>`,
          ),
        ]),
    ...machines.map((machine) => machineHtml(pathTo(below, hypervisor, machine), machine, shown)),
    ...(total > machines.length ? [more(total - machines.length, s)] : []),
    ...(gone.length > 0 ? [`<li class="bench-note">${mark(gone.join(", "))}</li>`] : []),
  ];
  return [
    layer(
      "hypervisor",
      `${s.hypervisor}${type}`,
      hypervisor.name,
      ` <span class="bench-soft">${escape(facts.join(" · "))}</span>`,
      hypervisor.up ? "" : ` ${mark(s.down)}`,
    ),
    boxes.length === 0
      ? `<li class="bench-note">${s.noMachines}</li>`
      : `<li><ul class="bench-boxes" aria-label="${s.machines}">${boxes.join("")}</ul></li>`,
  ];
}

const more = (count: number, s: BenchStrings): string =>
  count > 0 ? `<li class="bench-note">${escape(s.more(count))}</li>` : "";

function machineHtml(path: string, machine: Machine, shown: Shown): string {
  const { s, marks, bases } = shown;
  const { name, state, os, nested, applications } = machine;
  const marked = marks.machines.get(path);
  const words =
    marked === undefined ? "" : marked === "new" ? s.isNew : s.was(s.word("machine", marked.was));
  const isOff = state === "shutoff" || state === "undefined";
  const load = isOff ? null : machineLoad(before(bases, path), machine);
  const shares =
    load === null
      ? ""
      : `<span class="bench-load">${s.cpu} ${percent(load.run)}${
          load.ready >= 0.005
            ? ` <span class="bench-ready">${s.waits(percent(load.ready))}</span>`
            : ""
        }${bar(load.run, path)}</span>`;
  const system = os ?? s.noOs;
  const booting = !isOff && os !== null && !machine.booted ? `, ${s.boots}` : "";
  const inside = [
    ...(nested === null
      ? []
      : [`<ol class="bench-stack">${stackHtml(path, nested, shown).join("")}</ol>`]),
    ...(applications.length === 0 || isOff
      ? []
      : [
          `<ul class="bench-boxes" aria-label="${s.applications}">${applicationsHtml(applications, s)}</ul>`,
        ]),
  ];
  return `<li class="bench-machine${nested === null ? "" : " bench-wide"}${words === "" ? "" : " bench-changed"}" data-layer="guest-os"${isOff ? " data-off" : ""}>
<button type="button" data-machine="${escape(path)}"><span class="bench-name">${escape(name)}</span> ${stateHtml("machine", state, s)}${words === "" ? "" : ` ${mark(words)}`} ${shares} <span class="bench-soft">${escape(system + booting)}</span></button>${inside.join("")}</li>`;
}

/** The machine at the earlier time that loads are counted from. */
export function before(bases: Bases, path: string): Machine | undefined {
  const [key = ""] = [...bases.keys()].filter((candidate) => path.startsWith(`${candidate}/`));
  const base = bases.get(key)?.base;
  if (!base || hypervisorOf(base) === null) return undefined;
  const all = placesOf({ names: [], total: 0, untold: 0, servers: [{ ...base, name: key }] });
  return all.find((place) => place.path === path)?.machine;
}

const applicationsHtml = (applications: readonly Application[], s: BenchStrings): string =>
  applications
    .map(({ name, state }) =>
      layer(
        "application",
        s.application,
        name,
        state === "running"
          ? ""
          : ` <span class="bench-soft">${escape(s.word("application", state))}</span>`,
        "",
        ["finished", "failed", "stopped"].includes(state),
      ),
    )
    .join("");

function namesHtml({ inspection, marks, s, definedBy }: Shown): string {
  const { names, total } = inspection;
  const own = names.filter(({ imported }) => !imported);
  const imports = names.filter(({ imported }) => imported).map(({ name }) => name);
  const rows = own.map(({ name, type, value }) => {
    const marked = marks.names.get(name);
    const by = definedBy(name);
    const words = marked === undefined ? "" : ` ${mark(marked === "new" ? s.isNew : s.changed)}`;
    const cell =
      by === null
        ? ""
        : ` <button type="button" class="bench-cell" data-cell-link="${escape(by.cell)}" aria-label="${escape(`${by.count} ${s.toCell(by.cell)}`)}">${escape(by.count)}</button>`;
    return `<li${marked === undefined ? "" : ' class="bench-changed"'}><code>${escape(name)}</code> <span class="bench-type">${escape(type)}</span>${words}${cell} <span class="bench-value">${escape(value)}</span></li>`;
  });
  const untold = total - names.length;
  const imported =
    imports.length === 0
      ? ""
      : `<details data-keep="imports"><summary>${escape(s.imported(imports.length))}</summary><p><code>${imports.map(escape).join("</code>, <code>")}</code></p></details>`;
  return `<section aria-labelledby="bench-names"><h3 id="bench-names">${s.names}</h3>${
    own.length === 0
      ? `<p class="bench-note">${s.noNames}</p>`
      : `<ul class="bench-names">${rows.join("")}${more(untold, s)}</ul>`
  }${imported}</section>`;
}
