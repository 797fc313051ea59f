// The page's side of the kernel. Owns the sandbox, hands requests to the worker and its messages to the page.
//
//   idle ── start ──▶ starting ── kernel_ready ──▶ ready ── interrupt ──▶ starting (another generation) …
//     ▲                   │                          │
//     └──── lost ─────────┴──────────────────────────┘
//
// Each worker has a generation. Stop ends the worker at once, whatever it is doing, and starts the next one;
// what an earlier generation still has to say is not heard.
import type {
  ConnectMessage,
  InspectRequest,
  KernelMessage,
  KernelRequest,
  Language,
  ScriptReply,
} from "./protocol.ts";
import { readInspectReply, readKernelMessage, readScriptRequest } from "./message-shape.ts";
import { openSandbox } from "./sandbox.ts";
import type { Sandbox, SandboxFailure, SandboxOptions } from "./sandbox.ts";

/** The kernel could not be started, or is gone. The next `start` tries anew. */
export class KernelLostError extends Error {
  override readonly name = "KernelLostError";
  readonly reason: "fetch" | "start" | "worker" | "silent" | "flood" | "replaced";
  readonly hint: string;
  constructor(reason: KernelLostError["reason"], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.hint = hints[reason];
  }
}

/** What became of a worker, by what its sandbox says. */
const failures = {
  broken: { reason: "worker", text: "The kernel's worker failed" },
  silent: {
    reason: "silent",
    text: "The kernel's process is gone; it ran out of memory, most likely",
  },
  flood: { reason: "flood", text: "The cells sent more than the page can take" },
} as const;

const hints: Record<KernelLostError["reason"], string> = {
  fetch: "Check the connection and run the cell again; an extension or policy may forbid frames.",
  start: "Reload the page; a browser extension or policy may forbid workers.",
  worker: "Run the cells again; what they held in memory is gone.",
  silent: "A cell may hold too much in memory. Run the cells again; what they held is gone.",
  flood: "Show less at a time: a slice, a summary. Run the cells again; what they held is gone.",
  replaced: "Run a cell to start it again.",
};

export interface KernelClientOptions {
  /** Address of the sandbox's document, which has the kernel's script in it; its further scripts are beside it. */
  readonly kernelURL: string;
  readonly language: Language;
  /** Every message of the worker in use, except the replies of a replay. */
  readonly onMessage: (message: KernelMessage) => void;
  /** The kernel is gone without having been asked to; its scope with it. */
  readonly onLost?: (lost: KernelLostError) => void;
  /** Opens the sandbox; another one in tests. */
  readonly open?: (options: SandboxOptions) => Promise<Sandbox>;
}

export interface KernelClient {
  /** Brings the kernel up ahead of its first use. Says nothing if that fails: `start` will try again. */
  warm(): void;
  /**
   * Brings the kernel up; calling it again does nothing more.
   * @throws KernelLostError when the kernel cannot be fetched or the worker does not start, or when an interrupt
   * or a shutdown comes first.
   */
  start(): Promise<void>;
  /** Hands a request to the kernel, which it starts if need be. A failure to do so is told by `onLost`. */
  execute(request: KernelRequest): void;
  /**
   * Asks what is in scope now; null when no kernel is up, or it ends before it answers. The answer is a stranger's:
   * read it field by field. One comes to the last question alone; to those before it, null.
   */
  inspect(): Promise<unknown>;
  /**
   * Ends what is running, starts a new worker and runs `replay` again there, silently; resolves when that is
   * done. Requests handed over meanwhile come after it.
   * @throws KernelLostError as `start`.
   */
  interrupt(replay: readonly KernelRequest[]): Promise<void>;
  /** Ends the worker and removes the sandbox. */
  shutdown(): void;
}

/** A worker that has not answered for this long, its script being here already, will not. */
const startTimeout = 20_000;

/** One worker: its port, and what is waited for from it. */
interface Connection {
  readonly generation: number;
  readonly ready: Promise<MessagePort>;
  /** Settles with the end of the replay; at once when there is nothing to replay. */
  readonly replayed: Promise<void>;
  readonly fail: (lost: KernelLostError) => void;
  /** A replay's reply has come. */
  readonly onReply: (run: number) => boolean;
  /** `start`, `execute` or `interrupt` needs it, not `warm` alone: its loss is told. */
  wanted: boolean;
}

export function createKernelClient(options: KernelClientOptions): KernelClient {
  const { kernelURL, language, onMessage, onLost, open = openSandbox } = options;
  let sandbox: Promise<Sandbox> | null = null;
  let connection: Connection | null = null;
  let generation = 0;
  let inspection = 0;
  let answer: (content: unknown) => void = () => {};
  const scripts = new Map<string, Promise<string>>();

  return {
    warm() {
      connection ??= connect([]);
    },
    async start() {
      await wanted().ready;
    },
    execute(request) {
      // The kernel will ask for them; it may have to start first.
      for (const hash of request.recorded?.scripts ?? []) void fetchedScript(hash);
      wanted().ready.then(
        (port) => port.postMessage(request),
        () => {}, // Told by `onLost`, or asked for by an interrupt or a shutdown.
      );
    },
    async inspect() {
      const asked = connection;
      const port = await asked?.ready.catch(() => null);
      if (!port || connection !== asked) return null;
      const request: InspectRequest = { type: "inspect_request", inspection: ++inspection };
      port.postMessage(request);
      answer(null);
      return new Promise((resolve) => (answer = resolve));
    },
    async interrupt(replay) {
      abandon(new KernelLostError("replaced", "The kernel was interrupted."));
      connection = connect(replay);
      await wanted().replayed;
    },
    shutdown() {
      abandon(new KernelLostError("replaced", "The kernel was shut down."));
      closeSandbox();
    },
  };

  function wanted(): Connection {
    connection ??= connect([]);
    connection.wanted = true;
    return connection;
  }

  function connect(replay: readonly KernelRequest[]): Connection {
    const own = ++generation;
    const failed = deferred<never>();
    const finished = deferred<undefined>();
    const awaited = new Set(replay.map(({ run }) => run));
    if (awaited.size === 0) finished.resolve(undefined);

    const opened = openPort(own).then((port) => {
      // Before anything that waits for `ready`.
      for (const request of replay) port.postMessage({ ...request, silent: true });
      return port;
    });
    const ready = Promise.race([opened, failed.promise]);
    const replayed = Promise.race([ready.then(() => finished.promise), failed.promise]).then(
      () => {},
    );
    ready.catch((error: unknown) => {
      if (connection?.generation === own && error instanceof KernelLostError) lose(error);
    });
    replayed.catch(() => {}); // `interrupt` tells its caller; without one it is no unhandled rejection.
    const onReply = (run: number) => {
      const isReplayed = awaited.delete(run);
      if (isReplayed && awaited.size === 0) finished.resolve(undefined);
      return isReplayed;
    };
    return { generation: own, ready, replayed, fail: failed.reject, onReply, wanted: false };
  }

  async function openPort(own: number): Promise<MessagePort> {
    const opened = await openedSandbox();
    if (connection?.generation !== own)
      throw new KernelLostError("replaced", "The kernel was replaced before it had started.");
    const connectMessage: ConnectMessage = { type: "connect", language };
    const port = opened.startWorker(own, connectMessage);
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => {
        reject(new KernelLostError("start", "The kernel did not answer after it was started."));
      }, startTimeout);
      port.onmessage = ({ data }: MessageEvent<unknown>) => {
        const current = connection;
        if (current?.generation !== own) {
          port.close();
          return;
        }
        const hash = readScriptRequest(data);
        if (hash !== null) {
          void fetchedScript(hash).then((code) => {
            const reply: ScriptReply = { type: "script_reply", hash, code };
            port.postMessage(reply);
          });
          return;
        }
        const inspected = readInspectReply(data);
        if (inspected !== null) {
          if (inspected.inspection === inspection) answer(inspected.content);
          return;
        }
        const message = readKernelMessage(data);
        if (message === null) return; // Not of the protocol: a cell plays with its own side.
        if (message.type === "kernel_ready") {
          clearTimeout(timeout);
          resolve(port);
        }
        receive(message, current);
      };
    });
  }

  function receive(message: KernelMessage, current: Connection): void {
    if (message.type === "execute_reply" && current.onReply(message.run)) return;
    onMessage(message);
  }

  function openedSandbox(): Promise<Sandbox> {
    sandbox ??= open({ url: kernelURL, onFailure }).catch((error: unknown) => {
      sandbox = null;
      throw new KernelLostError(
        "fetch",
        `The kernel could not be fetched from ${kernelURL}.`,
        error,
      );
    });
    return sandbox;
  }

  /** A further script of the kernel's, from beside it; null when it cannot be had. A replay asks for no network. */
  async function fetchedScript(hash: string): Promise<string | null> {
    const fetching = scripts.get(hash) ?? fetchText(kernelURL.replace(/[^/]*$/, `${hash}.js`));
    scripts.set(hash, fetching);
    try {
      return await fetching;
    } catch (error) {
      console.warn("kernel: a part of the library could not be fetched.", error);
      scripts.delete(hash);
      return null;
    }
  }

  function onFailure(failed: number, failure: SandboxFailure, message: string): void {
    if (connection?.generation !== failed) return;
    const { reason, text } = failures[failure];
    lose(new KernelLostError(reason, message === "" ? `${text}.` : `${text}: ${message}.`));
  }

  /** The current worker is gone. Its sandbox goes with it: the next start shall not meet the same trouble. */
  function lose(lost: KernelLostError): void {
    const isTold = connection?.wanted === true;
    abandon(lost);
    closeSandbox();
    if (isTold) onLost?.(lost);
  }

  function abandon(reason: KernelLostError): void {
    const abandoned = connection;
    connection = null;
    answer(null);
    abandoned?.fail(reason);
  }

  function closeSandbox(): void {
    const closing = sandbox;
    sandbox = null;
    closing?.then(
      (opened) => opened.close(),
      () => {}, // It never opened, of which `openPort` was told.
    );
  }
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.text();
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function deferred<T>(): Deferred<T> {
  let settle!: Omit<Deferred<T>, "promise">;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
}
