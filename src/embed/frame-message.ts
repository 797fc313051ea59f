// What an embedded page says to the page around it: how high it is, so that the frame can be as high. The host may
// ignore it; then the frame keeps its scrollbar. Nothing that the reader wrote or that a cell computed is told.

/** Sent to the parent window, to any origin, when the height has changed, and once at the start. */
export interface ResizeMessage {
  readonly source: "hypervisor-notebook";
  readonly type: "resize";
  /** Path of the embedded page, for hosts with several frames. */
  readonly path: string;
  /** Height of the content in CSS pixels, rounded up. */
  readonly height: number;
}

/** The same for learning platforms that know the convention of Canvas and Open edX. */
export interface LtiResizeMessage {
  readonly subject: "lti.frameResize";
  readonly height: number;
}

/** The messages that tell a height. */
export function resizeMessages(
  path: string,
  height: number,
): readonly [ResizeMessage, LtiResizeMessage] {
  const whole = Math.ceil(height);
  return [
    { source: "hypervisor-notebook", type: "resize", path, height: whole },
    { subject: "lti.frameResize", height: whole },
  ];
}
