import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/migration/messages.en.ts";
import { ko } from "../../../src/hypervisor/migration/messages.ko.ts";
import { ms, profiles, seconds } from "../../../src/stdlib/index.ts";
import { Cluster, GiB, Hypervisor, TiB } from "../../../src/stdlib/index.ts";
import { any } from "../dock.ts";
import { small } from "../machine.ts";
import { pair } from "../two-servers.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/migration";

/** A hypervisor in a machine of one server of a cluster, a guest in it, and the hypervisor of the other server. */
function nested() {
  const cluster = new Cluster({ storage: TiB(1) });
  const size = { cpus: 2, memory: GiB(16), disk: GiB(100) };
  const here = cluster.add({ name: "rack-1", ...size }).install(new Hypervisor());
  const there = cluster.add({ name: "rack-2", ...size }).install(new Hypervisor());
  const roomy = { vcpus: 1, memory: GiB(4), disk: GiB(30), image: "debian-12" };
  const outer = here.create({ name: "outer", ...roomy });
  cluster.run(seconds(30));
  const inner = outer.nest(new Hypervisor({ name: "L1", profile: profiles.kvm }));
  return { guest: inner.create({ name: "guest", ...small }), there };
}

function moving(after: number) {
  const { cluster, vm, there } = pair();
  vm.migrate(there);
  cluster.run(after);
  return () => vm.migrate(there);
}

function otherProduct() {
  const { vm, there } = pair({ other: { profile: profiles.xen } });
  return vm.migrate(there);
}

function off() {
  const { vm, there } = pair();
  vm.destroy();
  return vm.migrate(there);
}

describeMessages(
  area,
  { en, ko },
  {
    "the server it is on": () => {
      const { vm, here } = pair();
      vm.migrate(here);
    },
    "another cluster": () => pair().vm.migrate(pair().there),
    "a guest of a machine": () => {
      const { guest, there } = nested();
      guest.migrate(there);
    },
    "another product": otherProduct,
    "a disk of the server's": () => {
      const { vm, there } = pair({ disk: "local" });
      vm.migrate(there);
    },
    "a disk with a snapshot": () => {
      const { vm, there } = pair({ disk: "local" });
      vm.snapshot("clean");
      vm.migrate(there, { copyStorage: true });
    },
    "a machine that is off": off,
    "a machine that is gone": () => {
      const { vm, there } = pair();
      vm.destroy().undefine();
      vm.migrate(there);
    },
    "a machine on its way": () => moving(0)(),
    "a backup that none went before": () => {
      const { vm, there } = pair();
      vm.backup(there, { since: any(null) });
    },
    "a machine that is being backed up": () => {
      const { vm, there } = pair();
      vm.backup(there);
      vm.backup(there);
    },
  },
);

test("another product", () => {
  expect(saidOf(area, ko, otherProduct)).toMatchObject({
    expected: "같은 제품(유형 1 하이퍼바이저)의 하이퍼바이저",
    found: '"hv-2" 하이퍼바이저의 제품은 Xen',
  });
});

test("a machine that is off", () => {
  expect(saidOf(area, ko, off)).toMatchObject({
    expected: "실행 중이거나 일시 중지된 가상 머신",
    found: "지금 꺼짐",
    hint: "start() 하세요",
  });
});

test("a machine on its way", () => {
  expect(saidOf(area, ko, moving(ms(100)))).toMatchObject({
    expected: "옮기는 중이 아닌 가상 머신",
    found: '"rack-2" 서버로 옮기는 중(복사 중)',
  });
});
