// What a machine must be to be cloned, and what its clone is to be.

import type { Asking } from "../../simulation/argument.ts";
import { checkDiskSpace } from "../../host/capacity.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { Domain } from "./domain.ts";
import { refuseNested } from "./nesting.ts";
import type { ClonePlan } from "../storage/clone.ts";
import { checkStorageState } from "../lifecycle/storage-rules.ts";

/** Refuses unless it can be cloned now, and says what the clone is to be. */
export function checkClone(
  asking: Asking,
  domain: Domain,
  { linked, snapshot }: ClonePlan,
): DomainSpec {
  const { spec, disk, vmm, state, nested, snapshots } = domain;
  const kept = snapshot === undefined ? undefined : snapshots.find(asking, snapshot);
  if (!kept) checkStorageState(asking.subject, asking.request, state, "clone");
  refuseNested(asking, nested?.software);
  const thin = linked || spec.thin === true;
  const room = linked ? 0 : thin ? disk.writtenIn(kept?.disk) : spec.disk;
  checkDiskSpace(asking, vmm.hardware, room);
  return { ...spec, thin };
}
