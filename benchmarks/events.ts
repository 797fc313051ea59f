// Events per second of src/simulation, beside two discrete-event libraries of npm, on the same queue M/M/c. A fast
// engine that is wrong is worth nothing, so each run's mean wait stands beside Erlang's, with its 99.9 % confidence
// interval; one that does not agree fails the benchmark. What is compared differs in what it offers: the libraries
// queue and keep statistics for the model, ours only has events, and the model queues for itself. `node benchmarks/events.ts`; the machine is named, for
// figures of two machines do not compare.

import { cpus } from "node:os";
import { agrees, simulateMMc, waitMMc } from "../tests/core/queueing.ts";
import type { Station } from "../tests/core/queueing.ts";
import { simJs, simScript } from "./mmc-elsewhere.ts";
import type { Run } from "./mmc-elsewhere.ts";

const rounds = 3;
const perBatch = 5_000;
const seed = 1;

const stations: readonly Station[] = [
  { servers: 1, load: 0.8, service: 1e6 },
  { servers: 4, load: 0.8, service: 1e6 },
  { servers: 16, load: 0.9, service: 1e6 },
];

const engines: Readonly<
  Record<string, (station: Station, perBatch: number, seed: number) => Run | Promise<Run>>
> = { "src/simulation": simulateMMc, simjs: simJs(), simscript: simScript() };

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown CPU"}`);
console.log(
  `M/M/c, mean service 1 ms, median of ${rounds} rounds. Events: arrivals and departures.`,
);

const rows: Record<string, string | number | boolean>[] = [];
for (const station of stations) {
  const expected = waitMMc(station);
  for (const [engine, simulate] of Object.entries(engines)) {
    const rates: number[] = [];
    let run: Run | undefined;
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      run = await simulate(station, perBatch, seed);
      rates.push((run.events / (performance.now() - start)) * 1000);
    }
    if (!run) throw new Error("no round was run");
    const agreed = agrees(run.wait, expected);
    if (!agreed) process.exitCode = 1;
    const milliseconds = (ns: number) => (ns / 1e6).toFixed(3);
    rows.push({
      engine,
      c: station.servers,
      load: station.load,
      "events/s": Math.round(median(rates)),
      "mean wait, ms": `${milliseconds(run.wait.mean)} ± ${milliseconds(run.wait.half)}`,
      "Erlang, ms": milliseconds(expected),
      agrees: agreed,
    });
  }
}
console.table(rows);
