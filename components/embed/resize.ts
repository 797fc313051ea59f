// Tells the page around an embedded one how high its content is, also when an editor opens or a diagram arrives late.
import { resizeMessages } from "../../src/embed/frame-message.ts";

if (parent !== window) {
  let told = 0;
  const tell = () => {
    // The content's height, not the frame's: a frame higher than its content would never shrink.
    const height = document.body.getBoundingClientRect().height;
    if (Math.ceil(height) === told) return;
    told = Math.ceil(height);
    // To any origin: the page that embeds this one may know its height, which is no secret.
    for (const message of resizeMessages(location.pathname, height))
      parent.postMessage(message, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
}
