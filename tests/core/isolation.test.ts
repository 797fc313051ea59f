import { describe, expect, test } from "vitest";
import { GiB, MiB, SECTOR_SIZE } from "../../src/stdlib/index.ts";
import { rack, refusal, sized, small, snapshot } from "./machine.ts";

/** Two machines that are on, on one server. */
function two() {
  const { server, hypervisor } = rack();
  const shop = hypervisor.create({ name: "shop", ...small });
  const bank = hypervisor.create({ name: "bank", ...small });
  return { server, hypervisor, shop, bank };
}

describe("memory", () => {
  test("two machines hold different contents at one address, at different places of the server", () => {
    const { shop, bank } = two();
    shop.guest.write(0x1000, "shop's");
    bank.guest.write(0x1000, "bank's");
    expect([shop.guest.readText(0x1000, 16), bank.guest.readText(0x1000, 16)]).toEqual([
      "shop's",
      "bank's",
    ]);
    expect(shop.guest.translate(0x1000).hpa).not.toBe(bank.guest.translate(0x1000).hpa);
  });

  test("text crosses a page boundary whole", () => {
    const { shop } = two();
    shop.guest.write(4090, "가나다라마바사");
    expect(shop.guest.readText(4090, 64)).toBe("가나다라마바사");
  });

  test.each([
    ["its first byte beyond", MiB(256), 1],
    ["a range that crosses the end", MiB(256) - 4, 8],
    ["far out, where the neighbour's frames are", GiB(1), 16],
  ])("reading %s is an exit and a fault, never a read", (_, address, length) => {
    const { server, shop, bank } = two();
    bank.guest.write(0, "secret");
    const exits = server.trace.of("exit", "shop").length;
    expect(refusal(() => shop.guest.read(address, length)).code).toBe("guest-page-fault");
    expect(server.trace.of("exit", "shop").slice(exits)).toMatchObject([
      { reason: "guest-page-fault" },
    ]);
    expect(shop.exits["guest-page-fault"]).toBe(1);
  });

  test("a store that crosses the end writes nothing at all", () => {
    const { shop } = two();
    expect(
      refusal(() => {
        shop.guest.write(MiB(256) - 2, "abcd");
      }).code,
    ).toBe("guest-page-fault");
    expect([...shop.guest.read(MiB(256) - 2, 2)]).toEqual([0, 0]);
  });

  test("the fault names access, address and stage", () => {
    const { hypervisor } = rack();
    const vm = hypervisor.create({ name: "shop", ...small, memory: GiB(8) });
    expect(refusal(() => vm.guest.read(GiB(8), 16)).message).toMatchInlineSnapshot(
      `"hv: load guest-page fault at gpa 0x2_0000_0000: no stage-2 mapping. Expected a mapped page (0x0 to 0x1_ffff_ffff). Hint: "shop" has 8 GiB; what lies beyond is not its own."`,
    );
    expect(
      refusal(() => {
        vm.guest.write(GiB(8) - 1, "ab");
      }).message,
    ).toMatchInlineSnapshot(
      `"hv: store guest-page fault at gpa 0x2_0000_0000: no stage-2 mapping. Expected a mapped page (0x0 to 0x1_ffff_ffff). Hint: "shop" has 8 GiB; what lies beyond is not its own."`,
    );
  });

  test("the memory of a destroyed machine comes to the next one as zeros", () => {
    const { hypervisor, shop } = two();
    shop.guest.write(0x1000, "secret");
    const { hpa } = shop.guest.translate(0x1000);
    shop.destroy();
    const next = hypervisor.create({ name: "next", ...small });
    expect(next.guest.translate(0x1000).hpa).toBe(hpa);
    expect([...next.guest.read(0x1000, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("memory in pieces is one memory for its machine", () => {
    const { hypervisor } = rack();
    const [a, b] = ["a", "b", "c"].map((name) =>
      hypervisor.create({ name, ...small, memory: GiB(10) }),
    );
    a?.destroy();
    const wide = hypervisor.create({ name: "wide", ...small, memory: GiB(11) });
    wide.guest.write(GiB(10) - 3, "across the gap");
    expect(wide.guest.readText(GiB(10) - 3, 32)).toBe("across the gap");
    expect([...(b?.guest.read(0, 16) ?? [])]).toEqual(Array(16).fill(0));
    expect(wide.devices()[1]?.backedBy).toEqual({
      code: "host-memory",
      ranges: [
        { start: 0x4000_0000, end: 0x2_c000_0000 },
        { start: 0x7_c000_0000, end: 0x8_0000_0000 },
      ],
      more: 0,
    });
  });
});

describe("disk", () => {
  test("two machines hold different contents in one sector", () => {
    const { shop, bank } = two();
    shop.guest.writeDisk(100, "shop's");
    expect([...bank.guest.readDisk(100)]).toEqual(Array(SECTOR_SIZE).fill(0));
    expect(new TextDecoder().decode(shop.guest.readDisk(100).subarray(0, 6))).toBe("shop's");
  });

  test("a sector beyond its own disk is an I/O error by name", () => {
    const { shop } = two();
    expect(refusal(() => shop.guest.readDisk(GiB(1) / SECTOR_SIZE)).message).toMatchInlineSnapshot(
      `"hv: I/O error, read of vda, sector 2097152: the sector is beyond the end of the disk (virtio: VIRTIO_BLK_S_IOERR). Expected a sector from 0 to 2097151. Hint: the disk of "shop" has 2097152 sectors of 512 bytes."`,
    );
    expect(
      refusal(() => {
        shop.guest.writeDisk(2 ** 40, "x");
      }).code,
    ).toBe("io-error");
  });

  test("a disk outlives a power-off, and comes to the next machine as zeros once undefined", () => {
    const { hypervisor, shop } = two();
    shop.guest.writeDisk(100, "kept");
    shop.destroy().start();
    expect(shop.guest.readDisk(100)[0]).toBe("k".charCodeAt(0));
    shop.destroy().undefine();
    const next = hypervisor.create({ name: "next", ...small });
    expect([...next.guest.readDisk(100)]).toEqual(Array(SECTOR_SIZE).fill(0));
  });
});

describe("network", () => {
  test("a frame reaches its addressee and no other machine", () => {
    const { hypervisor, shop, bank } = two();
    const spy = hypervisor.create({ name: "spy", ...small });
    expect(shop.guest.send({ to: bank.mac, payload: "order" })).toEqual({
      outcome: "delivered",
      to: ["bank"],
    });
    expect(bank.guest.receive()).toMatchObject([
      { from: shop.mac, to: bank.mac, payload: "order" },
    ]);
    expect([spy.guest.receive(), shop.guest.receive(), bank.guest.receive()]).toEqual([[], [], []]);
  });

  test("a broadcast reaches everyone else that is on", () => {
    const { hypervisor, shop, bank } = two();
    const off = hypervisor.define({ name: "off", ...sized });
    shop.guest.send({ to: "ff:ff:ff:ff:ff:ff", payload: "who?" });
    off.start();
    expect([bank, shop, off].map(({ guest }) => guest.receive().length)).toEqual([1, 0, 0]);
  });

  test("a frame for a machine that is off is dropped, one for a stranger goes out", () => {
    const { shop, bank } = two();
    bank.destroy();
    expect(shop.guest.send({ to: bank.mac, payload: "" }).outcome).toBe("dropped");
    expect(shop.guest.send({ to: "02:00:00:00:00:99", payload: "" }).outcome).toBe("uplink");
  });

  test("frames that wait are lost with the power", () => {
    const { shop, bank } = two();
    shop.guest.send({ to: bank.mac, payload: "order" });
    bank.destroy().start();
    expect(bank.guest.receive()).toEqual([]);
  });

  test("a frame in another's name is refused, and not delivered", () => {
    const { server, shop, bank } = two();
    const before = snapshot(server);
    const error = refusal(() => shop.guest.send({ to: bank.mac, from: bank.mac, payload: "pay" }));
    expect(error.code).toBe("forged-transmit");
    expect(
      error.message.replaceAll(shop.mac, "SHOP").replaceAll(bank.mac, "BANK"),
    ).toMatchInlineSnapshot(
      `"hv: forged transmit from "shop": the frame says it comes from BANK. Expected source address SHOP, the one given to this port of the virtual switch. Hint: leave out from: a machine sends in its own name."`,
    );
    expect(snapshot(server)).toBe(before);
    expect(bank.guest.receive()).toEqual([]);
  });

  test.each(["", "shop", "52:54:00", "52:54:00:4C:CB:19", 7, null])("%j is no address", (to) => {
    const { shop } = two();
    expect(refusal(() => shop.guest.send({ to: to as never, payload: "" })).code).toBe(
      "invalid-argument",
    );
  });
});

test("a cell's access takes no simulated time", () => {
  const { server, shop } = two();
  const { now } = server;
  shop.guest.write(0, "x");
  refusal(() => shop.guest.read(GiB(1), 1));
  expect(server.now).toBe(now);
});
