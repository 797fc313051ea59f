// A machine that is asked for by its operating system alone: of the size that the system's maker recommends.

import { options } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { osImages } from "../../host/os-images.ts";
import { GiB } from "../../simulation/units.ts";
import { createOptions } from "../spec/domain-spec.ts";
import type { CreateSpec } from "../spec/domain-spec.ts";

/** The image is named beside them. */
const { image: _image, ...givenOptions } = createOptions;

/** For an image that there is not, so that the refusal is about the image. */
const anySize = { vcpus: 1, memory: GiB(1), disk: GiB(1) };

/**
 * The machine that is meant by the name of an image.
 * @param given what is not to be as usual: `{ memory: GiB(8) }`
 * @throws HypervisorError `invalid-argument`
 * @param freeName the usual name, from the system's: with a number where another machine has it
 */
export function recommendedSpec(
  request: Request,
  image: string,
  given: Omit<Partial<CreateSpec>, "image">,
  freeName: (system: string) => string,
): CreateSpec {
  const size = osImages.find(({ id }) => id === image)?.recommended ?? anySize;
  const [system = ""] = image.split("-");
  const name = freeName(system === "" ? "vm" : system);
  const known = options(request, given, 'create("debian-12", { name: "shop" })', givenOptions);
  return { name, ...size, ...known, image };
}
