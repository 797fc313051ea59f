// How an exercise answers: a list of what was asked, each passed or not yet, with a message that helps.
import { Figure } from "./figure.ts";
import { expectArgument } from "./figure-argument.ts";
import { labels } from "./labels.ts";

/** One thing that an exercise asks for. */
export interface Check {
  readonly passed: boolean;
  /** What was asked for, in both languages: a goal, which reads right behind "passed" and behind "not yet". */
  readonly en: string;
  readonly ko: string;
}

/**
 * The value with which an exercise's check.ts ends.
 *
 * @throws HypervisorError `invalid-argument`
 * @example checks({ passed: vm.state === "running", en: "shop is on", ko: "shop이 켜져 있어야 합니다" })
 */
export function checks(...list: readonly Check[]): Figure {
  for (const one of list) {
    const { passed, en, ko } = Object(one) as Partial<Check>;
    const fits = typeof passed === "boolean" && typeof en === "string" && typeof ko === "string";
    expectArgument(fits, "checks({ passed, en, ko })", "Check", one);
  }
  return new Figure((language) => ({
    "application/vnd.hypervisor-notebook.checks+json": list.map((check) => ({
      passed: check.passed,
      message: check[language],
    })),
    "text/plain": list
      .map((check) => `${labels[language][check.passed ? "passed" : "failed"]}: ${check[language]}`)
      .join("\n"),
  }));
}
