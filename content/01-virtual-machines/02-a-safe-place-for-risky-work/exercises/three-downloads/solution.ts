import { GiB, Hypervisor, seconds, Server } from "hypervisor-notebook";
import type { GuestAccess } from "hypervisor-notebook";

const laptop = new Server({ cpus: 2, memory: GiB(8), disk: GiB(100) });
const sandbox = laptop.install(new Hypervisor()).create({
  name: "sandbox",
  vcpus: 1,
  memory: GiB(2),
  disk: GiB(20),
  image: "debian-12",
});
laptop.run(seconds(20));
sandbox.guest.writeDisk(9000, "notes");

// What the downloads do, you only learn by installing them.
const downloads: Record<string, (guest: GuestAccess) => void> = {
  "photo-viewer": (guest) => guest.writeDisk(9100, "photo viewer 2.1"),
  "screen-saver": (guest) => {
    for (const sector of [9000, 9100, 0]) guest.writeDisk(sector, "0wned");
  },
  "music-player": (guest) => guest.writeDisk(9200, "music player 7"),
};

for (const [name, install] of Object.entries(downloads)) {
  sandbox.snapshot(name);
  install(sandbox.guest);
  if (!sandbox.os) sandbox.revert(name);
}

sandbox.os?.name;
