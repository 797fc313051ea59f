// A cell may be a stranger's program: it reaches no network, no storage and no page. Each attempt is made from a
// cell, and where silence would look like success, the same attempt from the page shows that it could have worked.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  cell,
  expect,
  expectDone,
  narrow,
  openLesson,
  output,
  runButton,
  test,
  writeAndRun,
} from "./lesson.ts";

test.use({ ...narrow, forgiven: /Content Security Policy|expected an opaque origin/ });

/** What a cell gets instead of each of these. */
const attempts = {
  "the page's origin by fetch": `await fetch("/en/")`,
  "another origin by fetch": `await fetch(elsewhere)`,
  "another origin by XMLHttpRequest": `const request = new XMLHttpRequest(); request.open("GET", elsewhere, false); request.send()`,
  "another origin by WebSocket": `await new Promise((resolve, reject) => { const socket = new WebSocket(elsewhere.replace("http", "ws")); socket.onopen = resolve; socket.onerror = () => reject(new Error("refused")); })`,
  "another origin by EventSource": `await new Promise((resolve, reject) => { const source = new EventSource(elsewhere); source.onopen = resolve; source.onerror = () => reject(new Error("refused")); })`,
  "another origin's script": `importScripts(elsewhere)`,
  "a script in a data: address": `importScripts("data:text/javascript,1")`,
  "a module of another origin": `await import(elsewhere)`,
  "a module in a data: address": `await import("data:text/javascript,export default 1")`,
  "a worker from a data: address": `await new Promise((resolve, reject) => { const worker = new Worker("data:text/javascript,postMessage(1)"); worker.onmessage = resolve; worker.onerror = () => reject(new Error("refused")); })`,
  "the page's databases": `await new Promise((resolve, reject) => { const asked = indexedDB.open("x"); asked.onsuccess = resolve; asked.onerror = () => reject(asked.error); })`,
  "the page's caches": `await caches.open("x")`,
  "files of the origin": `await navigator.storage.getDirectory()`,
  "local storage": `localStorage.length`,
  "session storage": `sessionStorage.length`,
  cookies: `await cookieStore.getAll()`,
  "a worker from text": `new Worker(URL.createObjectURL(new Blob(["1"])))`,
  "a shared worker": `new SharedWorker(URL.createObjectURL(new Blob(["1"])))`,
  "a script from text": `importScripts(URL.createObjectURL(new Blob(["1"])))`,
  "a module from text": `await import(URL.createObjectURL(new Blob(["export default 1"], { type: "text/javascript" })))`,
  "another origin by WebTransport": `await new WebTransport(elsewhere.replace("http:", "https:")).ready`,
  "another origin by WebRTC": `new RTCPeerConnection({ iceServers: [{ urls: "stun:" + new URL(elsewhere).host }] })`,
  "another origin by a beacon": `if (!navigator.sendBeacon(elsewhere)) throw new Error("refused")`,
  "another origin by an image": `new Image().src = elsewhere`,
  "another origin by a sound": `new Audio(elsewhere)`,
  "another origin by a font": `await new FontFace("x", "url(" + elsewhere + ")").load()`,
  "another address": `self.location.href = elsewhere; if (self.location.href !== elsewhere) throw new Error("refused")`,
  "a service worker": `await navigator.serviceWorker.getRegistrations()`,
  "other tabs": `new BroadcastChannel("x").postMessage(1)`,
  "the page's locks": `await navigator.locks.request("x", () => 1)`,
  "what is stored for the page": `await navigator.storage.estimate()`,
  "a file system for a while": `await new Promise((resolve, reject) => webkitRequestFileSystem(0, 1, resolve, reject))`,
  "a file system for a while, at once": `webkitRequestFileSystemSync(0, 1)`,
  "a file by its address": `await new Promise((resolve, reject) => webkitResolveLocalFileSystemURL("filesystem:x", resolve, reject))`,
  "a file by its address, at once": `webkitResolveLocalFileSystemSyncURL("filesystem:x")`,
  "devices at the USB port": `await navigator.usb.getDevices()`,
  "devices for people": `await navigator.hid.getDevices()`,
  "devices at a serial port": `await navigator.serial.getPorts()`,
  "the graphics card by WebGL": `new OffscreenCanvas(1, 1).getContext("webgl")`,
  "what decodes pictures": `await createImageBitmap(new ImageData(1, 1))`,
  "what decodes films": `new VideoFrame(new Uint8Array(4), { format: "RGBA", codedWidth: 1, codedHeight: 1, timestamp: 0 })`,
  "the frame, past its scales": `postMessage(1)`,
  "what the page may": `await navigator.permissions.query({ name: "geolocation" })`,
  "the graphics card": `await navigator.gpu.requestAdapter()`,
  "the end of its own worker": `close()`,
  "the frame around it": `frameElement.src`,
  "the document": `document.title`,
  "the window": `window.location`,
  "the parent": `parent.location`,
  "the top": `top.location`,
} as const;

let elsewhere: Server;
let address: string;
let visits: string[] = [];

test.beforeEach(async () => {
  visits = [];
  elsewhere = createServer((request, response) => {
    visits.push(request.url ?? "");
    response.writeHead(200, {
      "access-control-allow-origin": "*",
      "content-type": "text/javascript",
    });
    response.end("1");
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${String((elsewhere.address() as AddressInfo).port)}/`;
});
test.afterEach(async () => {
  elsewhere.closeAllConnections();
  await new Promise((resolve) => elsewhere.close(resolve));
});

test("a cell reaches neither network nor storage nor page", async ({ page }) => {
  await openLesson(page);
  await page.evaluate(() => {
    localStorage.setItem("the page's own", "secret");
    document.cookie = "secret=1";
  });
  // By `eval`, so that these names are the worker's own, and not what a cell's scope makes of them.
  await writeAndRun(
    page,
    "two-machines",
    `const attempts = ${JSON.stringify(attempts)};
const evaluate: (code: string) => Promise<unknown> = (0, eval);
for (const [name, code] of Object.entries(attempts)) {
  const program = '(async () => { const elsewhere = ${JSON.stringify(address)}; ' + code + '; })()';
  const answer = await evaluate(program).then(() => "reached", () => "refused");
  console.log(name + ": " + answer);
}`,
  );
  await expectDone(cell(page, "two-machines"));
  const answers = Object.keys(attempts).map((name) => `${name}: refused`);
  await expect(output(cell(page, "two-machines"))).toHaveText(answers.join("\n"), {
    useInnerText: true,
  });
  expect(visits).toEqual([]);
  expect(await page.evaluate(() => localStorage.getItem("the page's own"))).toBe("secret");

  // The other origin was there to be reached, all the same.
  const visitor = await page.context().newPage();
  await visitor.goto(address);
  expect(visits).toContain("/");
});

test("the kernel's document speaks to no one that frames it without a sandbox of no origin", async ({
  page,
}) => {
  await openLesson(page);
  await runButton(cell(page, "two-machines")).click();
  await expectDone(cell(page, "two-machines"));
  const workers = page.workers().length;
  const framed = (sandbox: string | null) =>
    page.evaluate(async (sandbox) => {
      const kernel = document.querySelector<HTMLIFrameElement>('iframe[sandbox="allow-scripts"]');
      const frame = document.createElement("iframe");
      if (sandbox !== null) frame.setAttribute("sandbox", sandbox);
      frame.src = kernel?.src ?? "";
      const said = new Promise<string>((resolve) => {
        addEventListener("message", ({ source, ports }) => {
          if (source === frame.contentWindow) resolve(`gave ${String(ports.length)} port`);
        });
        frame.onload = () => setTimeout(resolve, 1_000, "kept silent");
      });
      document.body.append(frame);
      return said;
    }, sandbox);

  expect(await framed("allow-scripts")).toBe("gave 1 port");
  await expect.poll(() => page.workers().length).toBe(workers + 1);
  expect(await framed(null)).toBe("kept silent");
  expect(await framed("allow-scripts allow-same-origin")).toBe("kept silent");
  expect(page.workers().length).toBe(workers + 1);
});
