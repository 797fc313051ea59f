// `npm run validate`: the cells of the page on trust, run again. All their tables are printed, with the published figures
// beside the predicted ones, then what they come to, and the page is recorded anew.
import { errorLine } from "./error-line.ts";
import { languages, readLessons } from "./lessons.ts";
import { writeRecording } from "./recording.ts";
import { runLesson } from "./run.ts";

const page = readLessons().find(({ slug }) => slug === "trust");
if (!page) throw new Error("content/trust is not there");
const lines: string[] = [];
for (const language of languages) {
  const { outputs } = await runLesson(page, language);
  const all = Object.values(outputs).flat();
  const failed = all.find(({ output_type }) => output_type === "error");
  if (failed?.output_type === "error") throw new Error(`${failed.ename}: ${failed.evalue}`);
  writeRecording(page, language, outputs);
  if (language !== "en") continue;
  for (const shown of all)
    if (shown.output_type === "execute_result") console.log(shown.data["text/plain"]);
  lines.push(errorLine(outputs["result"] ?? []));
}
// After whatever the other language had to say.
console.log(lines.join("\n"));
