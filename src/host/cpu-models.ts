// CPU models by the names that QEMU and libvirt give them, with the features that a guest may find in each (the flags of
// /proc/cpuinfo, as libvirt spells them). From libvirt's maps, src/cpu_map/x86_*.xml (2023), without what KVM keeps from
// guests there unless told otherwise (monitor, intel-pt) and what a nested hypervisor needs (svm and its parts). Of
// those maps the plain models are taken, which still have TSX (hle, rtm): microcode has taken that from many real CPUs.

import { frozen } from "../trace/frozen.ts";

/** A model, and what it can do. */
export interface CpuModel {
  readonly name: CpuModelName;
  readonly vendor: "Intel" | "AMD";
  /** Its features, in the order in which models brought them. */
  readonly flags: readonly string[];
}

const words = (text: string): string[] => text.split(" ");

const nehalem = words(
  "fpu de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 syscall nx lm " +
    "lahf_lm pni ssse3 cx16 sse4.1 sse4.2 popcnt",
);
const sandyBridge = [...nehalem, ...words("pclmuldq aes xsave avx x2apic tsc-deadline rdtscp")];
const haswell = [
  ...sandyBridge,
  ...words("avx2 fma movbe bmi1 bmi2 erms fsgsbase hle rtm pcid invpcid smep"),
];
const skylake = [
  ...haswell,
  ...words(
    "avx512f avx512dq avx512cd avx512bw avx512vl clwb adx smap rdrand rdseed f16c abm 3dnowprefetch pdpe1gb mpx arat vme " +
      "xsaveopt xsavec xgetbv1",
  ),
];
const cascadeLake = [...skylake, ...words("avx512vnni clflushopt spec-ctrl ssbd")];
const iceLake = [
  ...cascadeLake,
  ...words(
    "avx512vbmi avx512vbmi2 avx512bitalg avx512-vpopcntdq gfni vaes vpclmulqdq la57 pku umip wbnoinvd",
  ),
];
const naples = [
  ...nehalem,
  ...words(
    "pclmuldq aes xsave avx rdtscp avx2 fma movbe bmi1 bmi2 fsgsbase smep adx smap rdrand rdseed f16c abm 3dnowprefetch " +
      "pdpe1gb arat vme xsaveopt xsavec xgetbv1 clflushopt sha-ni sse4a misalignsse mmxext fxsr_opt osvw cr8legacy",
  ),
];
const rome = [
  ...naples,
  ...words("clwb umip wbnoinvd rdpid clzero xsaveerptr perfctr_core ibpb amd-stibp"),
];
const milan = [...rome, ...words("erms fsrm invpcid pcid pku xsaves ibrs amd-ssbd")];

/** The models that there are, oldest first within a vendor. */
export const cpuModelNames = [
  "Nehalem",
  "SandyBridge",
  "Haswell",
  "Skylake-Server",
  "Cascadelake-Server",
  "Icelake-Server",
  "EPYC",
  "EPYC-Rome",
  "EPYC-Milan",
] as const;

/** The name of a CPU model: "Haswell". */
export type CpuModelName = (typeof cpuModelNames)[number];

const intel = { vendor: "Intel" } as const;
const amd = { vendor: "AMD" } as const;

/** The models by name. */
export const cpuModels: Readonly<Record<CpuModelName, CpuModel>> = frozen({
  Nehalem: { name: "Nehalem", ...intel, flags: nehalem },
  SandyBridge: { name: "SandyBridge", ...intel, flags: sandyBridge },
  Haswell: { name: "Haswell", ...intel, flags: haswell },
  "Skylake-Server": { name: "Skylake-Server", ...intel, flags: skylake },
  "Cascadelake-Server": { name: "Cascadelake-Server", ...intel, flags: cascadeLake },
  "Icelake-Server": { name: "Icelake-Server", ...intel, flags: iceLake },
  EPYC: { name: "EPYC", ...amd, flags: naples },
  "EPYC-Rome": { name: "EPYC-Rome", ...amd, flags: rome },
  "EPYC-Milan": { name: "EPYC-Milan", ...amd, flags: milan },
});

/** That of a server which says nothing: of the machine that `cpuFrequency` is of, a Xeon E5-2450. */
export const usualCpuModel: CpuModelName = "SandyBridge";

/** What of one model another one lacks. */
export function missingFlags(wanted: CpuModel, found: CpuModel): string[] {
  if (wanted === found) return [];
  const there = new Set(found.flags);
  return wanted.flags.filter((flag) => !there.has(flag));
}

/** Whether what runs on one model runs on another: it is of the same vendor, and has all of its features. */
export const hasAllOf = (found: CpuModel, wanted: CpuModel): boolean =>
  found.vendor === wanted.vendor && missingFlags(wanted, found).length === 0;

/** The model with most features whose features all of these have; undefined where vendors differ, or for none. */
export function bestInCommon(models: readonly CpuModel[]): CpuModel | undefined {
  return cpuModelNames
    .map((name) => cpuModels[name])
    .filter((one) => models.every((has) => hasAllOf(has, one)))
    .at(models.length === 0 ? cpuModelNames.length : -1);
}
