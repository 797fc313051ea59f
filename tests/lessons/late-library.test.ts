// The kernel that readers get runs their lessons: what the build has cut out of it comes before it is called.
import { beforeAll, describe, expect, test } from "vitest";
import { languages } from "../../src/curriculum/lessons.ts";
import { firstPrograms } from "../../src/curriculum/first-programs.ts";
import { bundleKernel, type KernelBundle } from "../../src/kernel/bundle.ts";
import { walk, type Programs } from "../../src/kernel/called-functions.ts";
import { cutKernel, type CutKernel } from "../../src/kernel/late-library.ts";

describe.each(languages)("in %s", (language) => {
  let bundle: KernelBundle;
  let pages: ReadonlyMap<string, Programs>;
  let cut: CutKernel;
  beforeAll(async () => {
    bundle = await bundleKernel(language);
    pages = await firstPrograms(language);
    cut = await cutKernel(bundle, language, pages);
  }, 600_000);

  const run = (programs: Programs, { kernel = cut.kernel.code, packs = cut.scripts } = {}) => {
    const scripts = Object.fromEntries(packs.map(({ hash, code }) => [hash, code]));
    return walk({ kernel, scripts, language, programs }, process.cwd());
  };
  /** What goes wrong in the same programs where nothing is cut out: an exercise's starter may fail. */
  const errorsOf = async (programs: Programs) =>
    (await run(programs, { kernel: bundle.code })).map(({ errors }) => errors);
  const recorded = (name: string): Programs =>
    (pages.get(name) ?? []).map((program, at) => ({
      ...program,
      recorded: cut.recorded.get(name)?.[at],
    }));
  const lessons = () => [...pages.keys()].filter((name) => name.includes("/"));

  test("a third of the script is cut out, at least", () => {
    expect(cut.kernel.code.length).toBeLessThan((bundle.code.length * 2) / 3);
  });

  test("every lesson runs to its end with what its programs say they need", async () => {
    expect(lessons().length).toBeGreaterThan(3);
    for (const name of lessons()) {
      const programs = recorded(name);
      const steps = await run(programs);
      expect(
        steps.map(({ errors }) => errors),
        name,
      ).toEqual(await errorsOf(programs));
      const asked = steps.flatMap(({ scripts }) => scripts);
      expect(asked, name).not.toContain(cut.rest);
    }
  }, 600_000);

  test.each<readonly [why: string, programs: (lesson: Programs) => Programs]>([
    ["twice", ([first]) => [first, first].filter((one) => one !== undefined)],
    [
      "in another order",
      ([first, , ...others]) => [first, ...others].filter((one) => one !== undefined),
    ],
    [
      "edited",
      (lesson) => lesson.slice(0, 1).map((program) => ({ ...program, recorded: undefined })),
    ],
  ])(
    "what is run %s has all of the library",
    async (_, change) => {
      const [name = ""] = lessons();
      const programs = change(recorded(name));
      const steps = await run(programs);
      expect(steps.map(({ errors }) => errors)).toEqual(await errorsOf(programs));
      expect(steps.flatMap(({ scripts }) => scripts)).toContain(cut.rest);
    },
    600_000,
  );

  test("without what it needs a program does not run", async () => {
    const [name = ""] = lessons();
    const steps = await run(recorded(name).slice(0, 2), { packs: [] });
    expect(steps.map(({ errors }) => errors.join())).toEqual([
      "",
      expect.stringMatching(/^ImportError: /),
    ]);
  }, 600_000);
});
