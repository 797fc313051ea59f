// The sentences of refusals, by language. The core knows keys and data; what they say stands in a catalogue per language,
// one for each part of the core: `messages.en.ts` and, beside it, `messages.ko.ts`, whose type follows from the English
// one. English comes with the core, since `error.message` is English everywhere; the other languages are for the page.

import { frozenCopy } from "../trace/frozen.ts";
import { HypervisorError } from "./error.ts";
import type { ErrorCode, Sentences } from "./error.ts";
import { inEach } from "./language.ts";
import type { Language } from "./language.ts";
import type { Message } from "../trace/message.ts";

/** A refusal's key: its code, or the code and a word that tells it from others of the code. */
export type RefusalKey = ErrorCode | `${ErrorCode}/${string}`;

/** What one part of the core says in one language. Details are plain data. */
export interface Messages {
  /** What was asked for, as in `cannot start "shop"`. */
  readonly requests: Readonly<Record<string, (details: never) => string>>;
  /** By `RefusalKey`: what was expected, what was found, and what to try next. */
  readonly refusals: Readonly<Record<string, (details: never) => Sentences>>;
}

/** The same sentences in another language: none is missing, and each gets the same details. */
export interface Translation<M extends Messages> {
  readonly requests: {
    readonly [K in keyof M["requests"]]: (...details: Parameters<M["requests"][K]>) => string;
  };
  readonly refusals: {
    readonly [K in keyof M["refusals"]]: (...details: Parameters<M["refusals"][K]>) => Sentences;
  };
}

/** What is asked of whom: every refusal of it names both. */
export interface Request {
  /** Who is asked: "hypervisor", the name of a server, or of a virtual machine. */
  readonly subject: string;
  /** What for, in English. */
  readonly request: string;
  /** The same as data. */
  readonly message: Message;
}

/** The catalogues that are there, by area: that of a part of the library comes with the part. */
const catalogues = new Map<string, Catalogue<Messages>>();

/** The catalogue of an area; undefined where its part of the core has said nothing yet. */
export const catalogueOf = (area: string): Catalogue<Messages> | undefined => catalogues.get(area);

/** The messages of one part of the core. */
export class Catalogue<M extends Messages> {
  readonly #area: string;
  readonly #en: M;
  readonly #languages: Readonly<Record<Language, Messages>>;

  /**
   * @param area what the part is called: its folder
   * @param ko the same in Korean
   */
  constructor(area: string, en: M, ko: Translation<M> & Messages) {
    this.#area = area;
    this.#en = en;
    this.#languages = inEach<Messages>(en, ko);
    catalogues.set(area, this);
  }

  /** What it says in a language. */
  in(language: Language): Messages {
    return this.#languages[language];
  }

  /** A request to `subject`. */
  request<K extends keyof M["requests"] & string>(
    subject: string,
    key: K,
    ...details: Parameters<M["requests"][K]>
  ): Request {
    const say = this.#en.requests[key] as (...details: unknown[]) => string;
    return {
      subject,
      // Said when it is refused, which most are not.
      get request() {
        return say(...details);
      },
      message: this.#message(key, details),
    };
  }

  /** The refusal of a request, to be thrown. */
  refusal<K extends keyof M["refusals"] & RefusalKey>(
    key: K,
    request: Request,
    ...details: Parameters<M["refusals"][K]>
  ): HypervisorError {
    const say = this.#en.refusals[key] as (...details: unknown[]) => Sentences;
    const [code] = key.split("/") as [ErrorCode];
    const { subject, request: asked, message } = request;
    return new HypervisorError({
      ...{ code, subject, request: asked, ...say(...details) },
      about: frozenCopy({ subject, request: message, refusal: this.#message(key, details) }),
    });
  }

  #message(key: string, [details = {}]: readonly unknown[]): Message {
    return { key: `${this.#area}:${key}`, details: details as Message["details"] };
  }
}
