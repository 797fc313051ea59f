// What things cost, and who says so.
export { costs, type Cost } from "../../host/cost-sources.ts";
