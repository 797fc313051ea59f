// The diagram of a machine's states.
export { lifecycle } from "../figures/lifecycle.ts";
