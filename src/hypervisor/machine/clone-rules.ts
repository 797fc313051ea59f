// What a machine must be to be cloned, and what its clone is to be.

import type { Request } from "../../simulation/catalogue.ts";
import { checkDiskSpace } from "../../host/capacity.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import { checkLayers } from "../io/device-model.ts";
import type { Domain } from "./domain.ts";
import { refuseNested } from "./nesting.ts";
import type { ClonePlan } from "../storage/clone.ts";
import { checkStorageState } from "../lifecycle/storage-rules.ts";

/** Refuses unless it can be cloned now, and says what the clone is to be. */
export function checkClone(
  request: Request,
  domain: Domain,
  { linked, snapshot }: ClonePlan,
): DomainSpec {
  const { spec, disk, vmm, state, nested, snapshots } = domain;
  const kept = snapshot === undefined ? undefined : snapshots.find(request, snapshot);
  if (!kept) checkStorageState(request, state, "clone");
  refuseNested(request, nested?.software);
  if (linked) checkLayers(request, "linked clone", spec);
  const thin = linked || spec.thin === true;
  const room = linked ? 0 : thin ? disk.written(kept?.disk) : spec.disk;
  checkDiskSpace(request, vmm.hardware, room);
  return { ...spec, thin };
}
