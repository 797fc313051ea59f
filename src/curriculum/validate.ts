// `npm run validate`: the cells of the page on trust, run again. What the last of them shows, the published figures
// beside the predicted ones, is printed, and the page is recorded anew.
import { languages, readLessons } from "./lessons.ts";
import { writeRecording } from "./recording.ts";
import { runLesson } from "./run.ts";

const page = readLessons().find(({ slug }) => slug === "trust");
if (!page) throw new Error("content/trust is not there");
for (const language of languages) {
  const { outputs } = await runLesson(page, language);
  const all = Object.values(outputs).flat();
  const failed = all.find(({ output_type }) => output_type === "error");
  if (failed?.output_type === "error") throw new Error(`${failed.ename}: ${failed.evalue}`);
  writeRecording(page, language, outputs);
  const last = all.at(-1);
  if (language === "en" && last?.output_type === "execute_result")
    console.log(last.data["text/plain"]);
}
