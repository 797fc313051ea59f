// Sentences as data: a key and what is put into it. A page says them in the reader's language.

/** A message as data: its key in the catalogues, and what is put into it. */
export interface Message {
  /** The part of the core and the key there: "host:insufficient-disk". */
  readonly key: string;
  /** Plain data: names, numbers, words of the model. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What was asked for and why it was refused, as data: a page says it in the reader's language. */
export interface RefusalData {
  /** Who refused, as the error's. */
  readonly subject: string;
  readonly request: Message;
  readonly refusal: Message;
}
