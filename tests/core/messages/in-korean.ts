// Refusals as a page says them: from their data alone, in Korean. A table of calls shows that all that a part of the
// core can say is really said somewhere, with details that are plain data and make a sentence.

import { describe, expect, test } from "vitest";
import type { Messages, Translation } from "../../../src/simulation/catalogue.ts";
import type { Sentences } from "../../../src/simulation/error.ts";
import { inLanguage } from "../../../src/simulation/in-language.ts";
import { HypervisorError } from "../../../src/stdlib/index.ts";
import type { Message, RefusalData } from "../../../src/trace/message.ts";

/** A call that is refused; or one that gives back what a refusal was about. */
export type Call = () => unknown;

/**
 * What was found stands in front of what was expected: "VMware Workstation cannot" is read before it is said what, and is no
 * sentence.
 */
export const unfinished = /\b(?:cannot|none|not|does|do|have|has|is|are|without)$/;

/** What one part of the core says, with its messages looked up by key. */
function speaker(area: string, { requests, refusals }: Messages) {
  const find = (said: object, message: Message | undefined): unknown => {
    if (!message?.key.startsWith(`${area}:`)) return undefined;
    const say = Reflect.get(said, message.key.slice(area.length + 1)) as (
      details: Message["details"],
    ) => unknown;
    return say(message.details);
  };
  return ({ request, refusal }: RefusalData) => ({
    request: find(requests, request) as string | undefined,
    ...(find(refusals, refusal) as Sentences | undefined),
  });
}

function aboutOf(call: Call): RefusalData {
  const refused = () => {
    try {
      return call();
    } catch (error) {
      if (error instanceof HypervisorError) return error.about;
      throw error;
    }
  };
  const about = refused() as RefusalData | undefined;
  if (about?.refusal === undefined) throw new Error("was not refused, or says nothing as data");
  return about;
}

/** What a part of the core says of a call, without what others say of it. */
export function saidOf<M extends Messages>(area: string, ko: Translation<M>, call: Call) {
  return speaker(area, ko as Messages)(aboutOf(call));
}

/** That `calls` meet all messages of a part of the core, with details that are sentences in Korean as well. */
export function describeMessages<M extends Messages>(
  area: string,
  { en, ko }: { readonly en: M; readonly ko: Translation<M> },
  calls: Readonly<Record<string, Call>>,
): void {
  describe(`messages of ${area}`, () => {
    const met = new Set<string>();

    test.each(Object.entries(calls))("%s", (_, call) => {
      const about = aboutOf(call);
      expect(JSON.parse(JSON.stringify(about))).toEqual(about);
      expect(inLanguage(about, "en")?.found).not.toMatch(unfinished);
      // The page finds the same by the keys alone.
      expect(inLanguage(about, "ko")?.message).toMatch(/ 실제: .+ 필요한 것: .+ 힌트: /);
      for (const message of [about.request, about.refusal]) if (message) met.add(message.key);
      for (const [name, text] of Object.entries(speaker(area, ko as Messages)(about))) {
        if (text === undefined) continue;
        expect(text, name).toMatch(/\p{Script=Hangul}/u);
        expect(text, name).not.toMatch(/undefined|NaN|\[object/);
        if (name === "request") expect(text).toMatch(/ 수 없습니다$/);
        if (name === "hint") expect(text).toMatch(/(?:세요|니다|인가요\?)$|: /);
      }
    });

    test("all of them are met by these calls", () => {
      const keys = [...Object.keys(en.requests), ...Object.keys(en.refusals)];
      const own = [...met].filter((key) => key.startsWith(`${area}:`));
      expect(own.sort()).toEqual(keys.map((key) => `${area}:${key}`).sort());
    });
  });
}
