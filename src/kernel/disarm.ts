// What a kernel has no use for is taken from the worker before any cell runs. The policy refuses requests and the
// origin has no storage already; this is the second fence, and the only one against more workers: the policy that
// lets the kernel's worker start would let it start its own, a thousand of them too.

const useless = `
  Worker SharedWorker importScripts fetch fetchLater XMLHttpRequest WebSocket WebSocketStream EventSource WebTransport
  RTCPeerConnection BroadcastChannel FontFace indexedDB caches cookieStore Notification`;

/** Takes them from a worker's global object. */
export function disarm(scope: object): void {
  for (const name of useless.trim().split(/\s+/))
    for (let owner: object | null = scope; owner !== null; owner = Reflect.getPrototypeOf(owner))
      if (Object.hasOwn(owner, name) && !Reflect.deleteProperty(owner, name))
        throw new Error(
          `kernel: expected a worker whose ${name} can be taken away, found it fixed.`,
        );
}
