// What is said of code and data: a sentence, or the part of one, for each code.

import type { DeviceBacking, DeviceDescription } from "../../host/device.ts";
import type { Detail } from "../../trace/detail.ts";

/** What the core says as code and data: of records, of migrations and requests, of devices. */
export type Sayable = Detail | DeviceDescription | DeviceBacking;

/** A sentence for each code. */
export type Sentences = {
  readonly [Code in Sayable["code"]]: (data: Extract<Sayable, { readonly code: Code }>) => string;
};
