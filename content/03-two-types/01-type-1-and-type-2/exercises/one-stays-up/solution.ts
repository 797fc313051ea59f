import {
  GiB,
  HostOs,
  Hypervisor,
  profiles,
  Server,
  table,
} from "hypervisor-notebook";

// A second server, so that no part is below both machines.
function site(): Server[] {
  return ["web-1", "web-2"].map((name) => {
    const server = new Server({
      name: `office-${name}`,
      cpus: 2,
      memory: GiB(16),
      disk: GiB(200),
    });
    const host = server.install(new HostOs({ image: "ubuntu-24.04" }));
    const hypervisor = host.install(
      new Hypervisor({ profile: profiles.virtualBox }),
    );
    hypervisor.create({
      name,
      vcpus: 1,
      memory: GiB(2),
      disk: GiB(20),
      image: "debian-12",
    });
    return server;
  });
}

table(
  site()
    .flatMap((one) => one.components())
    .map(({ id, role, dependsOn }) => ({
      "part": id,
      "role": role,
      "cannot do without": dependsOn.join(", "),
    })),
);
