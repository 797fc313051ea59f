// A lesson's cells run from the top, without a browser: what recording writes down and the tests compare with.
import { createNodeKernel, type NodeKernel } from "../kernel/node.ts";
import type { Output } from "../notebook/output.ts";
import type { Language, Lesson } from "./lessons.ts";
import { compileSource } from "./notebook.ts";

export interface LessonRun {
  readonly outputs: Readonly<Record<string, readonly Output[]>>;
  /** The kernel with all cells run: what an exercise starts from. */
  readonly kernel: NodeKernel;
}

/** Runs all cells of a lesson in order, as its page in that language has them, as "Run all" does. An error is an output like others. */
export async function runLesson(lesson: Lesson, language: Language): Promise<LessonRun> {
  const kernel = createNodeKernel(language);
  const outputs: Record<string, readonly Output[]> = {};
  for (const { id, source } of lesson.cells) {
    const program = await compileSource(`${lesson.folder}/cells.ts`, id, source[language]);
    outputs[id] = await kernel.run(id, program);
  }
  return { outputs, kernel };
}
