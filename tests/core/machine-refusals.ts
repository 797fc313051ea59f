// What is asked of hypervisors and machines so that it is refused: for each sentence of their catalogues, something that
// is answered with it. A key that nothing here provokes is a type error.

import {
  batch,
  GiB,
  HostOs,
  Hypervisor,
  MiB,
  ms,
  overcommit,
  profiles,
  RemoteComputer,
  seconds,
  Server,
} from "../../src/stdlib/index.ts";
import type { DomainState } from "../../src/stdlib/index.ts";
import { en as lifecycle } from "../../src/hypervisor/lifecycle/messages.en.ts";
import { en as machine } from "../../src/hypervisor/machine/messages.en.ts";
import { en as hypervisor } from "../../src/hypervisor/messages.en.ts";
import { en as nesting } from "../../src/hypervisor/nesting/messages.en.ts";
import { en as storage } from "../../src/hypervisor/storage/messages.en.ts";
import type { Messages } from "../../src/simulation/catalogue.ts";
import { machineIn, rack, sized, small } from "./machine.ts";
import { blank, guest, L1, nested } from "./nested.ts";
import { pair } from "./two-servers.ts";

const burn = batch({ name: "burn", compute: ms(1) });

/** For each key of a catalogue, something to ask that is answered with its sentence. */
interface Provocations<M extends Messages> {
  readonly requests: Readonly<Record<keyof M["requests"], () => unknown>>;
  readonly refusals: Readonly<Record<keyof M["refusals"], () => unknown>>;
}

const provocations = <M extends Messages>(_: M, all: Provocations<M>): Provocations<M> => all;

const any = (value: unknown): never => value as never;

export const inState = (state: DomainState) => machineIn(state).vm;
export const gone = () => inState("undefined");

/** A machine with a snapshot "clean" and one "updated" on it. */
export function kept() {
  const { vm, hypervisor } = machineIn("shutoff");
  vm.snapshot("clean").snapshot("updated");
  return { vm, hypervisor };
}

/** A running machine for a hypervisor inside, as `spec` changes it. */
export function outer(spec: object = {}, hypervisor = new Hypervisor({ name: "hv" })) {
  const server = new Server({ cpus: 4, memory: GiB(32), disk: GiB(500) });
  const vm = server.install(hypervisor).define({
    ...{ name: "outer", vcpus: 1, memory: GiB(8), disk: GiB(64) },
    ...spec,
  });
  const boot = (image?: string) => {
    if (image !== undefined) vm.install(image);
    vm.start();
    server.run(seconds(120));
    return vm;
  };
  return { vm, boot };
}

const kvm = (name: string) => new Hypervisor({ name, profile: profiles.kvm });
const withProfile = (change: object) =>
  new Hypervisor({ profile: any({ ...profiles.xen, ...change }) });
const withHypercall = (way: readonly object[]) =>
  withProfile({ paths: { ...profiles.xen.paths, hypercall: way } });
const { components, backend } = profiles.xen;

function host(image = "ubuntu-24.04") {
  const server = new Server({ cpus: 2, memory: GiB(32), disk: GiB(200) });
  return server.install(new HostOs({ name: "host", image }));
}

/** A hypervisor that crashed. */
function crashed() {
  const { server, hypervisor } = rack();
  hypervisor.define({ name: "shop", ...sized });
  server.crash("hypervisor");
  return hypervisor;
}

/** A hypervisor on a host OS, which is asked for a machine after something was done to the host. */
export function onHost() {
  const server = new Server({ cpus: 2, memory: GiB(32), disk: GiB(200) });
  const host = server.install(new HostOs({ name: "host" }));
  const hypervisor = host.install(kvm("kvm"));
  return {
    after: (act: (parts: { server: Server; host: HostOs }) => unknown) => {
      act({ server, host });
      return hypervisor.define({ name: "shop", ...sized });
    },
  };
}

/** A hypervisor on a server without power. */
function off() {
  const { server, hypervisor } = rack();
  server.powerOff();
  return hypervisor;
}

export const hypervisors = provocations(hypervisor, {
  requests: {
    "set-up": () => new Hypervisor({ name: any(5) }),
    manage: () => new Hypervisor().define({ name: "shop", ...sized }),
    define: () => rack().hypervisor.define({ name: "shop", ...sized, vcpus: 0 }),
    create: () => rack().hypervisor.create({ name: "shop", ...small, image: "none" }),
    clone: () => rack().hypervisor.clone("golden", { name: "web" }),
    lookup: () => crashed().lookup("blog"),
    find: () => rack().hypervisor.lookup("blog"),
    install: () => gone().install("alpine-3.21"),
    start: () => gone().start(),
    suspend: () => gone().suspend(),
    resume: () => gone().resume(),
    shutdown: () => gone().shutdown(),
    reboot: () => gone().reboot(),
    destroy: () => gone().destroy(),
    undefine: () => gone().undefine(),
    snapshot: () => gone().snapshot("clean"),
    revert: () => gone().revert("clean"),
    deleteSnapshot: () => gone().deleteSnapshot("clean"),
    redefineSnapshot: () => gone().redefineSnapshot("clean", { parent: null }),
    "set-up-remote": () => new RemoteComputer({ name: any(5) }),
    "launch-client": () => new RemoteComputer().launch(any(undefined)),
    launch: () => gone().launch(batch({ name: "job", compute: ms(1) })),
    migrate: () => gone().migrate(new Hypervisor()),
    backup: () => gone().backup(new Hypervisor()),
    restore: () => gone().restore(any(null)),
    nest: () => gone().nest(L1()),
  },
  refusals: {
    "invalid-argument/clients-only": () => new RemoteComputer().launch(any(burn)),
    "no-domain": () => kept().hypervisor.lookup("shpo"),
    "no-connect/crashed": () => crashed().define({ name: "blog", ...sized }),
    "no-connect/booting": () => onHost().after(({ host }) => host.reboot()),
    "no-connect/no-operating-system": () =>
      onHost().after(({ host }) => {
        host.writeDisk(0, "virus");
        host.reboot();
      }),
    "no-connect/off": () => off().define({ name: "blog", ...sized }),
    "no-connect/no-cluster": () => inState("running").migrate(new Hypervisor()),
    "invalid-argument/backup": () => inState("shutoff").restore(any(null)),
    "insufficient-disk/backup": () => {
      const { cluster, here, there, vm } = pair();
      const backup = vm.backup(there);
      cluster.run(seconds(60));
      here.define({ name: "tiny", ...sized, disk: MiB(4) }).restore(backup);
    },
    "invalid-argument/destination": () => pair().vm.migrate(any("rack-2")),
    "invalid-argument/no-components": () => withProfile({ components: undefined }),
    "invalid-argument/no-paths": () => new Hypervisor({ profile: profiles.bareMetal }),
    "invalid-argument/role-twice": () =>
      withProfile({ components: [...components, ...components] }),
    "invalid-argument/no-role": () => withProfile({ drivers: "moon" }),
    "invalid-argument/depends-on": () =>
      withProfile({
        components: components.map((part) => ({ ...part, dependsOn: ["moon"] })),
      }),
    "invalid-argument/no-way": () => withHypercall([]),
    "invalid-argument/hop-from": () =>
      withHypercall([{ from: "hypervisor", to: "guest-os", cost: "hypercall" }]),
    "invalid-argument/hop-to": () =>
      withHypercall([{ from: "guest-os", to: "moon", cost: "hypercall" }]),
    "invalid-argument/hop-cost": () =>
      withHypercall([{ from: "guest-os", to: "hypervisor", cost: "diskLatency" }]),
    "invalid-argument/back-end": () => withProfile({ backend: { ...backend, role: "moon" } }),
    "invalid-argument/vmm-memory": () => withProfile({ vmm: { machine: "hypercall" } }),
    "invalid-argument/interrupt-cost": () =>
      withProfile({ backend: { ...backend, interrupt: "free" } }),
    "config-unsupported/bare-server": () =>
      new Server({ cpus: 1, memory: GiB(8), disk: GiB(80) }).install(L1()),
    "config-unsupported/host-os": () => host().install(new Hypervisor({ profile: profiles.esxi })),
    "config-unsupported/family": () => host("windows-server-2022").install(L1()),
    "config-unsupported/time-slice": () =>
      host().install(new Hypervisor({ profile: profiles.kvm, timeSlice: ms(5) })),
  },
});

const refused = {
  "domain-exists": () => kept().hypervisor.define({ name: "shop", ...sized }),
  "insufficient-cpus": () => rack().hypervisor.create({ name: "shop", ...small, vcpus: 5 }),
  "no-operating-system": () => outer().boot().shutdown(),
  "operation-invalid/snapshots": () => kept().vm.undefine(),
  "operation-invalid/template": () => inState("shutoff").markAsTemplate().start(),
  "config-unsupported/schedule": () => nested().a.schedule({ cap: 50 }),
  "config-unsupported/nested": () => nested().outer.snapshot("clean"),
  "config-unsupported/cpu-features": () =>
    rack().hypervisor.create({ name: "shop", ...small, cpu: "Haswell" }),
  "config-unsupported/cpu-vendor": () =>
    rack().hypervisor.create({ name: "shop", ...small, cpu: "EPYC" }),
  "config-unsupported/cpu-passthrough": () => {
    const { vm, there } = pair({ cpu: "host-passthrough", newer: true });
    return vm.migrate(there);
  },
  "config-unsupported/no-shared-storage": () =>
    rack().hypervisor.define({ name: "shop", ...sized, storage: "shared" }),
  "invalid-argument/mac": () => inState("running").guest.send({ to: "blog", payload: "hi" }),
  "forged-transmit": () => {
    const { mac, guest } = inState("running");
    return guest.send({ to: mac, payload: "hi", from: "02:00:00:00:00:99" });
  },
  "guest-page-fault": () => inState("running").guest.read(MiB(256), 1),
  "no-space": () => {
    const { server, hypervisor } = rack({ disk: GiB(4) + MiB(130) });
    const vm = hypervisor.create({ name: "shop", ...small, thin: true });
    server.run(seconds(5));
    vm.guest.writeDisk(1_024_000, "x");
  },
  "io-error": () => inState("running").guest.readDisk(GiB(1) / 512),
};

export const machines = provocations(machine, {
  requests: {
    schedule: () => gone().schedule({ weight: 1 }),
    pin: () => gone().pin(0, [0]),
    mark: () => inState("running").markAsTemplate(),
    access: () => inState("shutoff").guest.read(0, 1),
    write: () => {
      inState("running").guest.write(-1, "x");
    },
    read: () => inState("running").guest.read(-1, 1),
    translate: () => inState("running").guest.translate(-1),
    writeDisk: () => {
      inState("running").guest.writeDisk(-1, "x");
    },
    readDisk: () => inState("running").guest.readDisk(-1),
    send: () => inState("running").guest.send(any(undefined)),
    "forged-transmit": () => refused["forged-transmit"](),
    "guest-page-fault": () => refused["guest-page-fault"](),
    "io-error": () => refused["io-error"](),
  },
  refusals: refused,
});

export const states = provocations(lifecycle, {
  requests: {},
  refusals: {
    "no-domain": () => gone().schedule({ weight: 1 }),
    "no-domain/state": () => gone().start(),
    "operation-invalid/state": () => inState("paused").suspend(),
    "operation-invalid/storage": () => inState("crashed").snapshot("clean"),
    "resource-busy": () => {
      const { vm, hypervisor } = machineIn("shutoff");
      for (const name of ["web-1", "web-2"]) hypervisor.clone("shop", { name, linked: true });
      return vm.undefine();
    },
  },
});

export const snapshots = provocations(storage, {
  requests: {},
  refusals: {
    "snapshot-exists": () => kept().vm.snapshot("clean"),
    "no-snapshot": () => kept().vm.revert("claen"),
    "invalid-argument/cycle": () => kept().vm.redefineSnapshot("clean", { parent: "updated" }),
  },
});

export const nests = provocations(nesting, {
  requests: {},
  refusals: {
    "invalid-argument": () => nested().beside.nest(any({})),
    "already-installed": () => nested().outer.nest(kvm("more")),
    "domain-exists": () => nested().beside.nest(kvm("L0")),
    "no-connect/booting": () => {
      const { outer: booting, inner, server } = nested();
      booting.reboot();
      server.run(seconds(3));
      return inner.define(blank("x"));
    },
    "no-connect/not-on": () => {
      const { outer: off, inner } = nested();
      off.destroy();
      return inner.define(blank("x"));
    },
    "operation-invalid/booting": () => rack().hypervisor.create(guest("new")).nest(L1()),
    "operation-invalid/not-on": () => inState("paused").nest(L1()),
    "config-unsupported/control-domain": () =>
      nested().beside.nest(new Hypervisor({ profile: profiles.xen })),
    "config-unsupported/system-in-the-way": () => nested().beside.nest(new Hypervisor()),
    "config-unsupported/no-system": () => outer().boot().nest(L1()),
    "config-unsupported/family": () => outer().boot("windows-server-2022").nest(L1()),
    "config-unsupported/time-slice": () =>
      nested().beside.nest(new Hypervisor({ profile: profiles.kvm, timeSlice: ms(5) })),
    "config-unsupported/on-demand": () =>
      outer({}, new Hypervisor({ memory: overcommit() }))
        .boot("debian-12")
        .nest(L1()),
    "config-unsupported/disk": () => outer({ thin: true }).boot("debian-12").nest(L1()),
  },
});
