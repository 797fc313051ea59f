import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/cluster/messages.en.ts";
import { ko } from "../../../src/hypervisor/cluster/messages.ko.ts";
import { Cluster, Hypervisor, GiB, seconds } from "../../../src/stdlib/index.ts";
import { any } from "../dock.ts";
import { sized, small } from "../machine.ts";
import { box, pair } from "../two-servers.ts";
import { refusal } from "../machine.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/cluster";

const large = { name: "db", ...small, memory: GiB(64), storage: "shared" } as const;
const crowded = () => pair().cluster.create(large);
const empty = () => new Cluster().create(large);
const full = () => {
  const { cluster, first } = pair();
  for (const name of ["rack-1", "rack-2"])
    cluster.create({ ...large, name: `on-${name}`, memory: GiB(6.5) });
  return cluster.drain(first);
};
const twins = () => {
  const { cluster, here, there } = pair();
  for (const hypervisor of [here, there]) hypervisor.define({ name: "twin", ...sized });
  return cluster.lookup("twin");
};
const localDisk = () => {
  const { cluster, vm } = pair({ disk: "local" });
  return cluster.protect(vm);
};
/** What is recorded when the only other server has no room for a machine whose server died. */
const lost = () => {
  const cluster = new Cluster({ storage: GiB(100) });
  const [first] = ["rack-1", "rack-2"].map((name) => {
    const server = cluster.add({ name, ...box });
    server.install(new Hypervisor());
    return server;
  });
  for (const name of ["shop", "mail"]) cluster.create({ ...large, name, memory: GiB(7) });
  cluster.protect(cluster.lookup("shop"));
  cluster.run(seconds(30));
  first?.powerOff();
  cluster.run(seconds(60));
  return first?.trace.of("refusal").at(-1)?.about;
};

describeMessages(
  area,
  { en, ko },
  {
    "a seed that is none": () => new Cluster({ seed: -1 }),
    "an array without a size": () => new Cluster({ sharedStorage: { iops: 100 } }),
    "a CPU below the baseline": () =>
      new Cluster({ cpuBaseline: "Haswell" }).add({ ...box, cpuModel: "Nehalem" }),
    "a name that is taken": () => pair().cluster.add({ name: "rack-1", ...box }),
    "no room": crowded,
    "no server": empty,
    "two machines of one name": twins,
    "a server that is none": () => pair().cluster.drain(any("rack-1")),
    "no room for all": full,
    "a ratio of none": () => pair().cluster.consolidate({ cpuRatio: 0 }),
    "a machine that is none": () => pair().cluster.protect(any(null)),
    "a disk of the server's": localDisk,
    "no room after a failure": lost,
  },
);

test.each([
  ["no room", crowded, '남은 메모리는 "rack-2" 7 GiB, "rack-1" 6.75 GiB'],
  ["no server", empty, "받을 수 있는 서버가 없음"],
])("%s", (_, call, found) => {
  expect(saidOf(area, ko, call)).toMatchObject({
    request: '"db" 가상 머신을 만들 수 없습니다',
    expected: "vCPU 1개와 메모리 64 GiB 자리가 있는 서버",
    found,
  });
});

test("no room on many servers: those are named that have most", () => {
  const cluster = new Cluster();
  for (let n = 1; n <= 8; n++)
    cluster.add({ ...box, name: `rack-${n}`, memory: GiB(1 + n) }).install(new Hypervisor());
  const call = () => cluster.create({ ...large, name: "db", storage: "local" });
  expect(saidOf(area, ko, call).found).toBe(
    '남은 메모리는 "rack-8" 8 GiB, "rack-7" 7 GiB, "rack-6" 6 GiB, "rack-5" 5 GiB, "rack-4" 4 GiB (나머지 3대는 더 적음)',
  );
  expect(refusal(call).found).toMatch(/^free memory: .*"rack-4" 4 GiB, and less on 3 more$/);
});

test("no room after a failure", () => {
  expect(saidOf(area, ko, lost)).toMatchObject({
    request: '"shop" 가상 머신을 다시 시작할 수 없습니다',
    expected: "vCPU 1개와 메모리 7 GiB 자리가 있는 서버",
  });
});

test("two machines of one name", () => {
  expect(saidOf(area, ko, twins)).toMatchObject({
    request: '"twin" 가상 머신을 찾을 수 없습니다',
    found: '"rack-1" 서버와 "rack-2" 서버에 그 이름이 하나씩 있음',
  });
});
