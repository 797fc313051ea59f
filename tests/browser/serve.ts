// Serves the built site for the browser tests and the benchmarks, on a port of their own: Astro's preview runs once
// a project, and `npm start` may be running. `node tests/browser/serve.ts 4322`
import { preview } from "vite";

const port = Number(process.argv[2]);
const server = await preview({
  configFile: false,
  // Every page is a document of its own; an unknown address is a 404, not the front door.
  appType: "mpa",
  build: { outDir: "dist" },
  preview: { port, strictPort: true },
});
server.printUrls();
