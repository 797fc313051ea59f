// What a cell's worker has, name by name: each was looked at. A browser that brings a new one fails this test, so that
// it is asked: does it reach a network, storage, a device, another process or another page? Then it goes to
// src/kernel/disarm.ts, else to the list here, under the reason why it is harmless.
import { standardGlobals } from "../../src/kernel/standard-globals.ts";
import {
  cell,
  expect,
  expectDone,
  narrow,
  openLesson,
  output,
  test,
  writeAndRun,
} from "./lesson.ts";

test.use(narrow);

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Of the global object, beside what cells may name (standard-globals.ts). */
const harmless = {
  "the language's and the worker's own": `Infinity NaN undefined constructor self name location navigator origin
    DedicatedWorkerGlobalScope WorkerGlobalScope WorkerLocation WorkerNavigator isSecureContext crossOriginIsolated
    Function Origin`,
  "events within the worker": `addEventListener removeEventListener dispatchEvent when onerror onlanguagechange onmessage
    onmessageerror onrejectionhandled onrtctransform onunhandledrejection reportError CloseEvent ErrorEvent ProgressEvent
    PromiseRejectionEvent RTCTransformEvent SecurityPolicyViolationEvent TaskPriorityChangeEvent Observable Subscriber`,
  "when something is done, as by timers": `requestAnimationFrame cancelAnimationFrame scheduler Scheduler TaskController
    TaskSignal`,
  "data and arithmetic": `File FileList FormData FileReader FileReaderSync Headers Request Response Crypto DOMStringList
    URLPattern DOMMatrix DOMMatrixReadOnly DOMPoint DOMPointReadOnly DOMQuad DOMRect DOMRectReadOnly ImageData Path2D
    CSSKeywordValue CSSMathClamp CSSMathInvert CSSMathMax CSSMathMin CSSMathNegate CSSMathProduct CSSMathSum
    CSSMathValue CSSNumericArray CSSNumericValue CSSSkewX CSSSkewY CSSStyleValue CSSUnitValue CSSUnparsedValue
    VideoColorSpace ByteLengthQueuingStrategy CountQueuingStrategy ReadableByteStreamController
    ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader
    TransformStreamDefaultController WritableStreamDefaultController WritableStreamDefaultWriter TextDecoderStream
    TextEncoderStream trustedTypes TrustedHTML TrustedScript TrustedScriptURL TrustedTypePolicy
    TrustedTypePolicyFactory QuotaExceededError WebSocketError PERSISTENT TEMPORARY`,
  "what the worker's own time went to": `Performance PerformanceEntry PerformanceMark PerformanceMeasure
    PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming PerformanceServerTiming ReportBody
    ReportingObserver`,
  "classes that cannot be made, of objects that a worker here cannot get": `BackgroundFetchManager BackgroundFetchRecord
    BackgroundFetchRegistration CanvasGradient CanvasPattern CropTarget FontFaceSet IDBCursor IDBCursorWithValue
    IDBDatabase IDBFactory IDBIndex IDBKeyRange IDBObjectStore IDBOpenDBRequest IDBRecord IDBRequest IDBTransaction
    IDBVersionChangeEvent ImageBitmap ImageBitmapRenderingContext MediaCapabilities MediaSourceHandle NavigatorUAData
    NetworkInformation OffscreenCanvasRenderingContext2D PeriodicSyncManager PermissionStatus Permissions PushManager
    PushSubscription PushSubscriptionOptions RestrictionTarget RTCDataChannel RTCEncodedAudioFrame
    RTCEncodedVideoFrame RTCRtpScriptTransformer SourceBuffer SourceBufferList SyncManager TextMetrics UserActivation
    WebGL2RenderingContext WebGLActiveInfo WebGLBuffer WebGLContextEvent WebGLFramebuffer WebGLObject WebGLProgram
    WebGLQuery WebGLRenderbuffer WebGLRenderingContext WebGLSampler WebGLShader WebGLShaderPrecisionFormat WebGLSync
    WebGLTexture WebGLTransformFeedback WebGLUniformLocation WebGLVertexArrayObject XMLHttpRequestEventTarget
    XMLHttpRequestUpload`,
} as const;

const reviewed: Readonly<Record<string, ReadonlySet<string>>> = {
  self: new Set([...standardGlobals, ...Object.values(harmless).flatMap(words)]),
  // What it says of the browser goes nowhere.
  "self.navigator": new Set(
    words(`constructor appCodeName appName appVersion hardwareConcurrency language languages onLine platform product
      userAgent`),
  ),
  "self.performance": new Set(
    words(`constructor addEventListener removeEventListener dispatchEvent when clearMarks clearMeasures
      clearResourceTimings getEntries getEntriesByName getEntriesByType mark measure now onresourcetimingbufferfull
      setResourceTimingBufferSize timeOrigin toJSON`),
  ),
  "self.crypto": new Set(words("constructor getRandomValues")),
  URL: new Set(
    words(
      "length name prototype canParse parse arguments caller apply bind call constructor toString",
    ),
  ),
};

test("a cell's worker has what was looked at, and nothing else", async ({ page }) => {
  await openLesson(page);
  await writeAndRun(
    page,
    "two-machines",
    `const evaluate: (code: string) => object = (0, eval);
for (const owner of ${JSON.stringify(Object.keys(reviewed))}) {
  const names = new Set<string>();
  for (let at: object | null = evaluate(owner); at && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  console.log(owner + ": " + [...names].join(" "));
}`,
  );
  await expectDone(cell(page, "two-machines"));
  const lines = (await output(cell(page, "two-machines")).innerText()).trim().split("\n");
  expect(lines).toHaveLength(Object.keys(reviewed).length);
  for (const line of lines) {
    const [, owner = "", has = ""] = /^(.*?): (.*)$/.exec(line) ?? [];
    expect(words(has).length, owner).toBeGreaterThan(1);
    expect(
      words(has).filter((name) => reviewed[owner]?.has(name) !== true),
      `not looked at yet, of ${owner}`,
    ).toEqual([]);
  }
});
