// The site over a slow line. Chromium's own emulation of one has left pages without their first byte, so the line is a
// server between the two: it passes on what the site answers, bit by bit.
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** Milliseconds until an answer begins. */
const latency = 40;
/** Bytes a millisecond, of all answers together. */
const throughput = 500;
/** Bytes at a time. */
const piece = 8 * 1024;

/** Another address of `site`. The server ends with `close()`. */
export async function slowLine(
  site: string,
): Promise<{ readonly address: string; readonly server: Server }> {
  let line = Promise.resolve();
  const server = createServer((request, response) => {
    const pass = async (answer: IncomingMessage) => {
      await wait(latency);
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      for await (const chunk of answer as AsyncIterable<Buffer>)
        for (let at = 0; at < chunk.length; at += piece) {
          const bytes = chunk.subarray(at, at + piece);
          line = line.then(() => wait(bytes.length / throughput));
          await line;
          response.write(bytes);
        }
      response.end();
    };
    get(new URL(request.url ?? "/", site), { headers: request.headers }, (answer) => {
      pass(answer).catch((error: unknown) => response.destroy(error as Error));
    }).on("error", (error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return { address: `http://localhost:${String((server.address() as AddressInfo).port)}`, server };
}
