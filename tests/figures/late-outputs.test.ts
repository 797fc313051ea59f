// What draws an output that few cells have is fetched with the first of its kind; until then its text stands there.
import { expect, test } from "vitest";
import { fetchedRenderers, fetchRenderers } from "../../components/notebook/late-outputs.ts";
import {
  memoryMapType,
  outputsHtml,
  plotType,
  timelineType,
} from "../../components/notebook/output.ts";
import type { MimeBundle } from "../../src/notebook/output.ts";

const html = (data: MimeBundle) =>
  outputsHtml([{ output_type: "display_data", data }], {
    language: "en",
    prefix: "cell",
    diagrams: {},
    renderers: fetchedRenderers,
  });

test.each<[string, unknown, string]>([
  [timelineType, { title: "Time", from: 0, to: 10, subjects: ["a"], lanes: [] }, "<svg"],
  [
    plotType,
    {
      description: "A plot",
      data: { values: [{ a: 1, b: 2 }] },
      mark: { type: "bar" },
      encoding: { x: { field: "a" }, y: { field: "b" } },
    },
    "<figure",
  ],
  [
    memoryMapType,
    {
      title: "Memory",
      size: 1,
      owners: [{ name: "shop", kind: "machine", bytes: 1 }],
      map: [{ start: 0, end: 1, owner: 0 }],
      machines: { schema: { fields: [] }, data: [] },
    },
    "<svg",
  ],
])("%s", async (type, value, drawn) => {
  const data = { [type]: value, "text/plain": "the text" } as MimeBundle;
  expect(html(data)).toBe('<div class="display"><pre class="plain">the text</pre></div>');
  await fetchRenderers(data);
  expect(html(data)).toContain(drawn);
});
