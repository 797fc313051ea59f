// What a kernel has no use for is taken from the worker before any cell runs. The policy refuses requests and the
// origin has no storage already; this is the second fence, and the only one against more workers: the policy that
// lets the kernel's worker start would let it start its own, a thousand of them too. A worker that closed itself would
// do so again whenever its cells are run again, so it cannot. Its own `postMessage` would go to the frame past the scales;
// and what draws and decodes works in processes that all tabs share. What is left is in
// tests/browser/worker-globals.spec.ts, name by name.

const useless = `
  Worker SharedWorker importScripts fetch fetchLater XMLHttpRequest WebSocket WebSocketStream EventSource WebTransport
  RTCPeerConnection BroadcastChannel FontFace fonts indexedDB caches cookieStore Notification close postMessage
  OffscreenCanvas createImageBitmap MediaSource VideoFrame AudioData EncodedVideoChunk EncodedAudioChunk
  webkitRequestFileSystem webkitRequestFileSystemSync webkitResolveLocalFileSystemURL
  webkitResolveLocalFileSystemSyncURL`;

const uselessOfNavigator = `serviceWorker storage storageBuckets locks usb hid serial gpu connection permissions
  mediaCapabilities`;
const uselessOfUrl = `createObjectURL revokeObjectURL`;

/** Takes them from a worker's global object, its navigator, and URL. */
export function disarm(scope: object & { readonly navigator: object }): void {
  take(scope, useless);
  take(scope.navigator, uselessOfNavigator);
  take(URL, uselessOfUrl);
}

function take(scope: object, names: string): void {
  for (const name of names.trim().split(/\s+/))
    for (let owner: object | null = scope; owner !== null; owner = Reflect.getPrototypeOf(owner))
      if (Object.hasOwn(owner, name) && !Reflect.deleteProperty(owner, name))
        throw new Error(
          `kernel: expected a worker whose ${name} can be taken away, found it fixed.`,
        );
}
