// A machine that is asked for by its operating system alone: of the size that the system's maker recommends.

import { osImages } from "../../host/os-images.ts";
import { GiB } from "../../simulation/units.ts";
import type { CreateSpec } from "../spec/domain-spec.ts";

/** For an image that there is not, so that the refusal is about the image. */
const anySize = { vcpus: 1, memory: GiB(1), disk: GiB(1) };

/**
 * The machine that is meant by the name of an image.
 * @param given what is not to be as usual: `{ memory: GiB(8) }`
 * @param isTaken whether another machine has that name; the usual one is the system's, with a number where needed
 */
export function recommendedSpec(
  image: string,
  given: Partial<CreateSpec>,
  isTaken: (name: string) => boolean,
): CreateSpec {
  const size = osImages.find(({ id }) => id === image)?.recommended ?? anySize;
  const [system = "vm"] = image.split("-");
  let name = system === "" ? "vm" : system;
  for (let n = 2; isTaken(name); n++) name = `${system}-${n}`;
  return { name, ...size, ...given, image };
}
