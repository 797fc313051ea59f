// A machine that is asked for by its operating system alone: of the size that the system's maker recommends.

import { options } from "../../simulation/argument.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { checkImage } from "../../host/capacity.ts";
import { createOptions } from "../spec/domain-spec.ts";
import type { CreateSpec } from "../spec/domain-spec.ts";

const { image: _image, ...givenOptions } = createOptions;

/** The options of a machine whose image is named beside them. */
export const besideImage: OptionNames<Omit<CreateSpec, "image">> = givenOptions;

/**
 * The machine that is meant by the name of an image.
 * @param given what is not to be as usual: `{ memory: GiB(8) }`
 * @throws HypervisorError `no-image`, `invalid-argument`
 * @param freeName the usual name, from the system's: with a number where another machine has it
 */
export function recommendedSpec(
  request: Request,
  image: string,
  given: Omit<Partial<CreateSpec>, "image">,
  freeName: (system: string) => string,
): CreateSpec {
  const size = checkImage(request, image, Number.MAX_SAFE_INTEGER).recommended;
  const [system = ""] = image.split("-");
  const name = freeName(system === "" ? "vm" : system);
  const known = options(request, given, 'create("debian-12", { name: "shop" })', besideImage);
  return { name, ...size, ...known, image };
}
