// The diagram of an exit's way.
export { exitPath } from "../figures/exit-path.ts";
