// The words of figures themselves, in the reader's language. Words of the model (states, roles, reasons) have theirs in
// display-names.ts; names (machines, images) stay as they are.
import type { Device } from "../../host/device.ts";
import type { LayerKind } from "../../trace/layers.ts";

export type Language = "en" | "ko";

interface Labels {
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
  | "machines";

export const labels: Readonly<Record<Language, Labels>> = {
  en: {
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
    },
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
  },
  ko: {
    layer: {
      hardware: "하드웨어",
      "host-os": "호스트 OS",
      hypervisor: "하이퍼바이저",
      "control-domain": "제어 도메인",
      "guest-os": "게스트 OS",
      container: "컨테이너",
      application: "애플리케이션",
    },
    role: { "host server": "호스트 서버", "guest server": "게스트 서버" },
    layersFromBelow: "아래에서부터 쌓인 계층:",
    on: (name, below) => `${name} (${below} 위)`,
    timeline: (from, to) => `${from}부터 ${to}까지 각 CPU가 실행한 가상 머신`,
    lane: (name, busy, parts) => `${name}: 사용률 ${busy} (${parts})`,
    idle: "없음",
    passed: "통과",
    failed: "아직",
    device: {
      CPU: "CPU",
      memory: "메모리",
      storage: "스토리지",
      "network interface": "네트워크 인터페이스",
    },
    column: {
      device: "장치",
      time: "시각",
      event: "일어난 일",
      detail: "내용",
      asked: "요청",
      answer: "답",
      found: "실제",
      expected: "필요한 것",
      hint: "힌트",
      name: "이름",
      state: "상태",
      system: "운영체제",
      vcpus: "vCPU",
      memory: "메모리",
      disk: "디스크",
      image: "이미지",
      application: "애플리케이션",
      cpuTime: "CPU 시간",
      completed: "처리한 수",
      mode: "방식",
      source: "출발 서버",
      destination: "도착 서버",
      rounds: "라운드",
      sent: "보낸 양",
      downtime: "정지 시간",
      duration: "걸린 시간",
      cpus: "CPU",
      free: "남은 메모리",
      machines: "가상 머신",
    },
    done: "실행됨",
    now: "지금",
    snapshots: (machine) => `${machine}의 스냅샷:`,
    allocated: (resource, action) => `${resource} ${action}`,
    migrated: (event) => `마이그레이션 ${event}`,
    noSystem: "운영체제 없음",
    cycles: (count) => `${count.toLocaleString("en-US")} 사이클`,
    scheduled: "스케줄되면",
    exitPath: (product, reason, total) => `${product}, ${reason}: ${total}`,
    guestEvent: { panics: "게스트 패닉", "powers off": "게스트가 전원을 끔" },
    lifecycle: (state) => `가상 머신의 상태${state === undefined ? "" : ` (지금 ${state})`}:`,
  },
};
