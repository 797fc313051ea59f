// HTML among the outputs: its text alternative stands there until what makes it harmless has been fetched, and stays
// if that fails.

/** Shows the HTML outputs under `root`. */
export async function showHtml(root: ParentNode): Promise<void> {
  const holders = [...root.querySelectorAll<HTMLElement>("[data-html]")];
  if (holders.length === 0) return;
  try {
    const { sanitized } = await import("./html/sanitize.ts");
    for (const holder of holders) {
      const { html } = holder.dataset;
      if (html === undefined) continue;
      holder.replaceChildren(sanitized(html));
      holder.removeAttribute("data-html");
    }
  } catch (error) {
    console.warn(
      "notebook: an output's HTML could not be shown; its text stands in its place.",
      error,
    );
  }
}
