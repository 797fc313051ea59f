// The sandbox's frame as an element. It may stand in the page before the script that uses it: a press of Run opens it
// at once (early-clicks.ts), and openSandbox takes it over.

/** A frame with the port that its script has sent, if it has. */
export interface SandboxFrame extends HTMLIFrameElement {
  control?: MessagePort;
  loaded?: boolean;
}

/** A frame for the sandbox's document, not yet in the page. */
export function createFrame(url: string): SandboxFrame {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.title = document.documentElement.lang === "ko" ? "커널" : "Kernel";
  // Not `display: none`: some browsers hold back the timers of frames that are not rendered.
  frame.style.cssText =
    "position:absolute;width:0;height:0;border:0;visibility:hidden;pointer-events:none";
  frame.src = url;
  return frame;
}

/** Calls `found` with the port that the frame's script sends. @returns a function that stops listening. */
export function onControl(frame: SandboxFrame, found: (control: MessagePort) => void): () => void {
  const receive = ({ source, ports }: MessageEvent<unknown>) => {
    const [port] = ports;
    if (source !== frame.contentWindow || port === undefined) return;
    removeEventListener("message", receive);
    found(port);
  };
  addEventListener("message", receive);
  return () => {
    removeEventListener("message", receive);
  };
}

/** Puts a frame into the page, which `openSandbox` takes later. */
export function addEarlyFrame(url: string): void {
  const frame = createFrame(url);
  frame.className = "early-kernel";
  onControl(frame, (control) => (frame.control = control));
  // Its word may come after the news that it has loaded.
  frame.onload = () => setTimeout(() => (frame.loaded = true), 200);
  document.body.append(frame);
}

/** The frame that was put into the page early, if it is still there to take; one that has loaded in vain is no use. */
export function takeEarlyFrame(): SandboxFrame | null {
  const frame = document.querySelector<SandboxFrame>("iframe.early-kernel");
  if (frame === null) return null;
  frame.className = "";
  if (frame.control !== undefined || frame.loaded !== true) return frame;
  frame.remove();
  return null;
}
