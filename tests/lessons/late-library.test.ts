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

  const run = (programs: Programs, packs = cut.scripts) => {
    const scripts = Object.fromEntries(packs.map(({ hash, code }) => [hash, code]));
    return walk({ kernel: cut.kernel.code, scripts, language, programs }, process.cwd());
  };
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
      const steps = await run(recorded(name));
      expect(
        steps.flatMap(({ errors }) => errors),
        name,
      ).toEqual([]);
      const wanted = new Set(cut.recorded.get(name)?.flatMap(({ scripts }) => scripts));
      for (const hash of steps.flatMap(({ scripts }) => scripts))
        expect(wanted, name).toContain(hash);
    }
  }, 600_000);

  test("in another order, and without a word about them, they run with all of the library", async () => {
    const [name = ""] = lessons();
    const wanted = new Set(cut.recorded.get(name)?.flatMap(({ scripts }) => scripts));
    const [first, ...others] = recorded(name);
    if (first === undefined) throw new Error("expected a first program, found none.");
    for (const programs of [
      [first, first],
      [first, ...others.slice(1)],
      [{ ...first, recorded: undefined }],
    ]) {
      const steps = await run(programs);
      expect(steps.flatMap(({ errors }) => errors)).toEqual([]);
      const others = steps.flatMap(({ scripts }) => scripts).filter((hash) => !wanted.has(hash));
      expect(others).toHaveLength(1);
    }
  }, 600_000);

  test("without what it needs a program does not run", async () => {
    const [name = ""] = lessons();
    const steps = await run(recorded(name).slice(0, 2), []);
    expect(steps[1]?.errors.join()).toMatch(/^ImportError: Expected the rest of the library/);
  }, 600_000);
});
