// What a clone is to be. A clone begins with another machine's disk: with all of it copied, or standing on it; as it is
// now, or as a snapshot kept it. Memory and what went on in it are not cloned.

import { options, properName, yesOrNo, normalized } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";

/** What a clone is to be. */
export interface CloneSpec {
  /** Its name, unique on its hypervisor. */
  readonly name: string;
  /**
   * Whether its disk stands on its parent's (a linked clone): it takes room only for what it writes, and the parent
   * cannot be removed before it. Otherwise, and unless given, it is an independent copy.
   */
  readonly linked?: boolean;
  /** The snapshot of the parent to begin with; the parent may then be on. Its disk as it is unless given. */
  readonly snapshot?: string;
}

/** The same, checked. */
export interface ClonePlan {
  readonly name: string;
  readonly linked: boolean;
  readonly snapshot: string | undefined;
}

/** @throws HypervisorError `invalid-argument` */
export function checkCloneSpec(request: Request, spec: CloneSpec): ClonePlan {
  const example = 'clone("golden", { name: "web-1", linked: true })';
  const {
    name,
    linked = false,
    snapshot,
  } = options(request, spec, example, {
    name: true,
    linked: true,
    snapshot: true,
  });
  const named = properName(request, name);
  yesOrNo(request, "linked", linked);
  return { name: named, linked, snapshot: normalized(snapshot) };
}
