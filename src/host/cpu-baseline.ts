// The CPU that machines can have on all of some servers, as virConnectBaselineCPU of libvirt computes it.

import { oneOf } from "../simulation/argument.ts";
import { bestInCommon, cpuModelNames, cpuModels } from "./cpu-models.ts";
import type { CpuModel, CpuModelName } from "./cpu-models.ts";
import { messages } from "./messages.ts";

/**
 * The newest CPU model whose features all of these have (libvirt's `virConnectBaselineCPU`): machines that are started
 * with it can move between servers with any of them.
 * @param models names, or what `server.cpuModel` says
 * @throws HypervisorError `invalid-argument` for a name that is none, or no model at all; `config-unsupported` for CPUs of
 * two vendors
 * @example
 * baselineCpu(["Haswell", "Icelake-Server"]).name; // "Haswell"
 * new Cluster({ cpuBaseline: "Haswell" });
 */
export function baselineCpu(models: readonly (CpuModelName | CpuModel)[]): CpuModel {
  const request = messages.request("CPU", "baseline");
  const given: unknown = models;
  if (!Array.isArray(given) || given.length === 0)
    throw messages.refusal("invalid-argument/no-models", request);
  const all = given.map((one: CpuModelName | Partial<CpuModel> | null) => {
    const name = typeof one === "string" ? one : (one?.name ?? one);
    return cpuModels[oneOf(request, "model", name, cpuModelNames)];
  });
  const found = bestInCommon(all);
  if (found) return found;
  const [intel = "", amd = ""] = (["Intel", "AMD"] as const).map(
    (vendor) => all.find((one) => one.vendor === vendor)?.name,
  );
  throw messages.refusal("config-unsupported/vendors", request, { intel, amd });
}
