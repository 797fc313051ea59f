// The HTML with which an instructor puts a lesson or a cell into a page of their own.

/** What a snippet shows. */
export interface EmbedTarget {
  /** Origin of the site, such as `https://example.org`. */
  readonly origin: string;
  readonly language: "en" | "ko";
  /** `<part>/<lesson>`. */
  readonly lesson: string;
  /** One cell alone; null for the whole lesson. */
  readonly cell: string | null;
  /** The frame's accessible name. */
  readonly title: string;
}

/** Path of an embedded page on the site. */
export function embedPath(
  language: EmbedTarget["language"],
  lesson: string,
  cell: string | null,
): string {
  return `/embed/${[language, lesson, cell].filter((part) => part !== null && part !== "").join("/")}/`;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  '"': "&quot;",
  "<": "&lt;",
  ">": "&gt;",
};
const attribute = (text: string): string => text.replace(/[&"<>]/g, (sign) => escapes[sign] ?? "");

/**
 * An iframe, and the few lines that let it be as high as its content. Where a platform drops scripts, the frame works
 * all the same, with a scrollbar.
 */
export function embedSnippet({ origin, language, lesson, cell, title }: EmbedTarget): string {
  const address = attribute(origin + embedPath(language, lesson, cell));
  return `<iframe src="${address}" title="${attribute(title)}" lang="${language}" width="100%" height="600" loading="lazy" style="border: 0" sandbox="allow-scripts allow-popups allow-downloads"></iframe>
<script>
  addEventListener("message", ({ data, source }) => {
    if (data?.source !== "hypervisor-notebook" || data.type !== "resize") return;
    for (const frame of document.querySelectorAll("iframe"))
      if (frame.contentWindow === source) frame.style.height = data.height + "px";
  });
</script>`;
}
