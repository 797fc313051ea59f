import {
  batch,
  GiB,
  Hypervisor,
  MiB,
  seconds,
  Server,
} from "hypervisor-notebook";

const host = new Server({ cpus: 2, memory: GiB(16), disk: GiB(200) });
const manager = host.install(new Hypervisor());
const jobs = {
  caller: batch({ name: "job", compute: 1, hypercalls: 1400 }),
  sender: batch({ name: "job", compute: 1, send: MiB(40) }),
  thinker: batch({ name: "job", compute: seconds(1) }),
};
for (const [name, job] of Object.entries(jobs)) {
  manager
    .create({
      name,
      vcpus: 1,
      memory: GiB(2),
      disk: GiB(20),
      image: "debian-12",
    })
    .launch(job);
}
host.run(seconds(30));

// The guest for which the hypervisor worked longest.
function loudest(server: Server): string {
  const counts = new Map<string, number>();
  for (const { subject } of server.trace.of("exit"))
    counts.set(subject, (counts.get(subject) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted[0]?.[0] ?? "";
}

loudest(host);
