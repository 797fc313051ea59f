// The three ways in which a machine can have a disk or a network interface, named as libvirt and QEMU name them. An
// emulated one is a chip of old that the hypervisor plays, register by register; a paravirtual one (virtio) was made
// for machines that know they are virtual; and a passed-through one is real: a virtual function of the server's own
// device (SR-IOV), which one machine alone then has.

import { costs } from "../../host/costs.ts";
import type { Hardware } from "../../host/hardware.ts";
import { oneOf, wholeNumber, yesOrNo } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { IdeRegister } from "../../trace/detail.ts";
import type { Exit, IoDevice, IoRequest } from "../exits/exit.ts";
import type { Profile } from "../profiles/profile.ts";
import { checkIfTune, checkIoTune } from "./io-limit.ts";
import { messages } from "./messages.ts";
import type { LayerOperation } from "./messages.en.ts";
import type { DeviceSpec, DomainSpec } from "../spec/domain-spec.ts";

/** The words, checked; those that are given. */
export function checkDevices(
  request: Request,
  spec: DeviceSpec & Pick<DomainSpec, "storage" | "thin">,
): DeviceSpec {
  const { diskBus, nicModel, mtu, segmentationOffload, iotune, iftune } = spec;
  if (diskBus !== undefined) oneOf(request, "diskBus", diskBus, ["virtio", "ide", "passthrough"]);
  if (nicModel !== undefined)
    oneOf(request, "nicModel", nicModel, ["virtio", "e1000", "passthrough"]);
  if (mtu !== undefined)
    wholeNumber(request, "mtu", mtu, { min: 576, max: 65_535, write: "mtu: 9000" });
  if (segmentationOffload !== undefined)
    yesOrNo(request, "segmentationOffload", segmentationOffload);
  const limits = iotune && { iotune: checkIoTune(request, iotune) };
  if (limits && diskBus === "passthrough") {
    throw messages.refusal("config-unsupported/iotune", request);
  }
  checkOwnDisk(request, spec);
  const netLimits = iftune && { iftune: checkIfTune(request, iftune) };
  if (netLimits && nicModel === "passthrough") {
    throw messages.refusal("config-unsupported/iftune", request);
  }
  return {
    ...(diskBus && { diskBus }),
    ...(nicModel && { nicModel }),
    ...(mtu !== undefined && { mtu }),
    ...(segmentationOffload !== undefined && { segmentationOffload }),
    ...limits,
    ...netLimits,
  };
}

/**
 * A virtual function is a part of the controller in the server, and what the guest writes to it passes no hypervisor:
 * it is neither the array's, nor can blocks be taken as they are written.
 */
function checkOwnDisk(
  request: Request,
  { diskBus, storage, thin }: DeviceSpec & Pick<DomainSpec, "storage" | "thin">,
): void {
  if (diskBus !== "passthrough") return;
  if (storage === "shared") throw messages.refusal("config-unsupported/own-disk-shared", request);
  if (thin === true) throw messages.refusal("config-unsupported/own-disk-thin", request);
}

/** What a packet carries less than its size: the headers of IPv4 and TCP, 20 bytes each (RFC 791, RFC 9293). */
const packetHeaders = 40;

/** The most that a guest hands to its network interface in one request: a packet's contents, or what is cut up there. */
export function networkRequestSize({ nicModel, mtu = 1500, ...spec }: DeviceSpec = {}): number {
  const { segmentationOffload = nicModel !== "e1000" } = spec;
  return segmentationOffload ? costs.networkRequest.value : mtu - packetHeaders;
}

const passedThrough = ({ diskBus, nicModel }: DeviceSpec): IoDevice[] => [
  ...(diskBus === "passthrough" ? (["disk"] as const) : []),
  ...(nicModel === "passthrough" ? (["network"] as const) : []),
];

/**
 * Passes if the devices that are to be the machine's own are there and free.
 * @throws HypervisorError `config-unsupported`; `resource-busy` when all virtual functions are taken
 */
export function checkPassthrough(
  request: Request,
  { virtualFunctions }: Hardware,
  { product, passthrough = true }: Profile,
  spec: DeviceSpec,
): void {
  for (const device of passedThrough(spec)) {
    if (!passthrough) {
      throw messages.refusal("config-unsupported/no-passthrough", request, { product });
    }
    if (virtualFunctions.total === 0) {
      throw messages.refusal("config-unsupported/no-virtual-functions", request);
    }
    const owners = virtualFunctions.owners(device);
    if (owners.length < virtualFunctions.total) continue;
    throw messages.refusal("resource-busy", request, { device, owners: owners.slice(0, 5) });
  }
}

/** Whether the devices that are to be the machine's own are there and free. */
export function passthroughFree(
  { virtualFunctions }: Hardware,
  { passthrough = true }: Profile,
  spec: DeviceSpec,
): boolean {
  return passedThrough(spec).every(
    (device) => passthrough && virtualFunctions.owners(device).length < virtualFunctions.total,
  );
}

/** Takes what is to be the machine's own, as checked. Gives back what gives it back. */
export function takePassthrough(
  { virtualFunctions }: Hardware,
  spec: DeviceSpec,
  owner: string,
): () => void {
  const devices = passedThrough(spec);
  for (const device of devices) virtualFunctions.take(device, owner);
  return () => {
    for (const device of devices) virtualFunctions.give(device, owner);
  };
}

/** What needs all that a machine is at, and so what is in its devices. */
const needState: ReadonlySet<string> = new Set(["suspend", "snapshot", "migrate"]);

/** What needs a chain of layers, of those that are asked of a machine. */
const needLayers: ReadonlySet<string> = new Set<LayerOperation>(["snapshot", "backup"]);

/**
 * What a device of one's own is at cannot be kept or moved (vSphere with DirectPath I/O refuses the same three). Nor can
 * its disk become a chain of layers, whether or not the machine is on.
 * @throws HypervisorError `operation-invalid`, `config-unsupported`
 */
export function checkOwnDevices(
  request: Request,
  operation: string,
  spec: DeviceSpec,
  isOn: boolean,
): void {
  if (needLayers.has(operation)) checkLayers(request, operation as LayerOperation, spec);
  const [device] = passedThrough(spec);
  if (!device || !isOn || !needState.has(operation)) return;
  throw messages.refusal("operation-invalid", request, { device, operation });
}

/** @throws HypervisorError `config-unsupported` for a disk whose writes pass no hypervisor, which alone could send them elsewhere */
export function checkLayers(
  request: Request,
  operation: LayerOperation,
  { diskBus }: DeviceSpec,
): void {
  if (diskBus !== "passthrough") return;
  throw messages.refusal("config-unsupported/own-disk-layers", request, { operation });
}

/** A register of an IDE controller, by its address and its name. */
type Register = readonly [port: number, name: IdeRegister];

/**
 * What a driver does to an IDE controller for one transfer, at the least: "Programming Interface for Bus Master IDE
 * Controller", revision 1.0, 1994, section 3.1, and READ DMA of ATA/ATAPI-4, 1998. Each is an access that the
 * controller is expected to react to, so each is an exit.
 */
const ide: { readonly begin: readonly Register[]; readonly end: readonly Register[] } = {
  begin: [
    [0xc004, "bus master, descriptor table"],
    [0xc000, "bus master, direction"],
    [0xc002, "bus master, status cleared"],
    [0x1f2, "sector count"],
    [0x1f3, "LBA low"],
    [0x1f4, "LBA mid"],
    [0x1f5, "LBA high"],
    [0x1f6, "device"],
    [0x1f7, "command"],
    [0xc000, "bus master, start"],
  ],
  end: [
    [0xc000, "bus master, stop"],
    [0xc002, "bus master, status"],
    [0x1f7, "status"],
  ],
};

/**
 * The same for the network interface: Intel, "PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's
 * Manual" (8254x), 2009, sections 3.3 and 13.4: descriptors are in memory, and one register says that there are more. What
 * an interrupt takes is counted in Linux's driver (drivers/net/ethernet/intel/e1000/e1000_main.c, e1000_intr and
 * e1000_irq_enable): it reads why it was called, masks interrupts, and allows them again when it has looked at both rings.
 * After each of the two writes it reads a register, so that the write has reached the chip (E1000_WRITE_FLUSH).
 */
const e1000 = { begin: ["TDT"], end: ["ICR", "IMC", "STATUS", "IMS", "STATUS"] } as const;

function accesses(request: IoRequest, part: "begin" | "end"): Exit[] {
  if (request.device === "network")
    return e1000[part].map((register) => ({ reason: "mmio", elapsed: 0, request, register }));
  return ide[part].map(([port, register]) => ({
    reason: "io",
    elapsed: 0,
    port,
    register,
    request,
  }));
}

/** What a request needs, as often as it stands for one. */
const repeated = ({ times = 1 }: IoRequest, exits: readonly Exit[]): Exit[] =>
  Array.from({ length: times }, () => exits).flat();

/** How a guest programs an emulated device for a request: each access is an exit, the last one begins it. */
export function programming(request: IoRequest): Exit[] {
  const all = repeated(request, accesses(request, "begin"));
  return all.map((exit, i) => (i === all.length - 1 ? { ...exit, begins: true } : exit) as Exit);
}

/** How it acknowledges what has come: an access as for a request, of which nothing is to be heard. */
export const acknowledging = (received: IoRequest): Exit[] => accesses(received, "begin");

/** How it hands the chip empty buffers for those that came full (the same driver, e1000_alloc_rx_buffers). */
export function refilling(received: IoRequest): Exit {
  return { reason: "mmio", elapsed: 0, request: received, register: "RDT" };
}

/**
 * What a guest's interrupt handler must leave the guest for. An emulated device is asked what happened, and its
 * interrupt is level-triggered: the end of it is an exit on any CPU (Intel SDM 2023, volume 3, 30.1.4, EOI exiting). That of
 * a passed-through one reaches the hypervisor first, which hands it on; unless the hardware posts it to the guest (Intel,
 * Virtualization Technology for Directed I/O, interrupt posting). A virtio device has nothing to be asked.
 */
export function interruptExits(spec: DeviceSpec, request: IoRequest, isPosted = false): Exit[] {
  const model = request.device === "disk" ? spec.diskBus : spec.nicModel;
  if (model === "passthrough")
    return isPosted ? [] : repeated(request, [{ reason: "interrupt", elapsed: 0 }]);
  if (model !== "ide" && model !== "e1000") return [];
  const end: Exit = { reason: "wrmsr", elapsed: 0, register: "IA32_X2APIC_EOI" };
  return repeated(request, [...accesses(request, "end"), end]);
}
