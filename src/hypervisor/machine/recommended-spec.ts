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
 * @param isTaken whether another machine has that name; the usual one is the system's, with a number where needed
 */
export function recommendedSpec(
  request: Request,
  image: string,
  given: Omit<Partial<CreateSpec>, "image">,
  isTaken: (name: string) => boolean,
): CreateSpec {
  const size = osImages.find(({ id }) => id === image)?.recommended ?? anySize;
  const [system = "vm"] = image.split("-");
  let name = system === "" ? "vm" : system;
  for (let n = 2; isTaken(name); n++) name = `${system}-${n}`;
  const known = options(request, given, 'create("debian-12", { name: "shop" })', givenOptions);
  return { name, ...size, ...known, image };
}
