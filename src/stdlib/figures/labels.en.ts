// The words of figures themselves, in English. Words of the model (states, roles, reasons) have theirs in
// display-names.ts; names (machines, images) stay as they are.
import type { Device } from "../../host/device.ts";
import type { LayerKind } from "../../trace/layers.ts";

export interface Labels {
  readonly layer: Readonly<Record<LayerKind, string>>;
  readonly role: Readonly<Record<"host server" | "guest server", string>>;
  readonly layersFromBelow: string;
  readonly on: (name: string, below: string) => string;
  readonly timeline: (from: string, to: string) => string;
  readonly lane: (name: string, busy: string, parts: string) => string;
  readonly idle: string;
  readonly passed: string;
  readonly failed: string;
  readonly device: Readonly<Record<Device["kind"], string>>;
  /** Column heads of tables made from the model, by field. */
  readonly column: Readonly<Record<Column, string>>;
  /** Rows of a long table that its text leaves out. */
  readonly moreRows: (count: number) => string;
  readonly done: string;
  /** Where a machine stands among its snapshots. */
  readonly now: string;
  readonly snapshots: (machine: string) => string;
  readonly allocated: (resource: string, action: string) => string;
  readonly migrated: (event: string) => string;
  readonly noSystem: string;
  readonly cycles: (count: number) => string;
  readonly scheduled: string;
  readonly guestEvent: Readonly<Record<"panics" | "powers off", string>>;
  readonly lifecycle: (state: string | undefined) => string;
  readonly exitPath: (product: string, reason: string, total: string) => string;
}

/** Fields of the tables that figures make. */
export type Column =
  | "device"
  | "time"
  | "event"
  | "detail"
  | "asked"
  | "answer"
  | "found"
  | "expected"
  | "hint"
  | "name"
  | "state"
  | "system"
  | "vcpus"
  | "memory"
  | "disk"
  | "image"
  | "application"
  | "cpuTime"
  | "completed"
  | "mode"
  | "source"
  | "destination"
  | "rounds"
  | "sent"
  | "downtime"
  | "duration"
  | "cpus"
  | "free"
  | "machines"
  | "product"
  | "type";

export const en: Labels = {
  layer: {
    hardware: "Hardware",
    "host-os": "Host OS",
    hypervisor: "Hypervisor",
    "control-domain": "Control domain",
    "guest-os": "Guest OS",
    container: "Container",
    application: "Application",
  },
  role: { "host server": "host server", "guest server": "guest server" },
  layersFromBelow: "Layers, from the bottom up:",
  on: (name, below) => `${name}, on ${below}`,
  timeline: (from, to) => `What each CPU ran, from ${from} to ${to}`,
  lane: (name, busy, parts) => `${name}: busy ${busy} (${parts})`,
  idle: "nothing",
  passed: "passed",
  failed: "not yet",
  device: {
    CPU: "CPU",
    memory: "Memory",
    storage: "Storage",
    "network interface": "Network interface",
  },
  column: {
    device: "Device",
    time: "Time",
    event: "What happened",
    detail: "Detail",
    asked: "Asked",
    answer: "Answer",
    found: "Found",
    expected: "Expected",
    hint: "Hint",
    name: "Name",
    state: "State",
    system: "Operating system",
    vcpus: "vCPUs",
    memory: "Memory",
    disk: "Disk",
    image: "Image",
    application: "Application",
    cpuTime: "CPU time",
    completed: "Completed",
    mode: "Mode",
    source: "From",
    destination: "To",
    rounds: "Rounds",
    sent: "Sent",
    downtime: "Downtime",
    duration: "Duration",
    cpus: "CPUs",
    free: "Free memory",
    machines: "Machines",
    product: "product",
    type: "type",
  },
  moreRows: (count) => `… ${String(count)} more rows`,
  done: "done",
  now: "now",
  snapshots: (machine) => `Snapshots of ${machine}:`,
  allocated: (resource, action) => `${action} ${resource}`,
  migrated: (event) => `migration ${event}`,
  noSystem: "no operating system",
  cycles: (count) => `${count.toLocaleString("en-US")} cycles`,
  scheduled: "when it is scheduled",
  exitPath: (product, reason, total) => `${product}, ${reason}: ${total}`,
  guestEvent: { panics: "the guest panics", "powers off": "the guest powers off" },
  lifecycle: (state) =>
    `States of a virtual machine${state === undefined ? "" : `, now ${state}`}:`,
};
