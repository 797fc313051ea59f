// The whole of a refusal in one line, in English: `error.message`.

/** The parts of a refusal, in one language. */
export interface RefusalParts {
  readonly subject: string;
  readonly request: string;
  readonly expected: string;
  readonly found: string;
  readonly hint: string;
}

/** `subject: request: found. Expected expected. Hint: hint.` */
export const en = ({ subject, request, expected, found, hint }: RefusalParts): string =>
  `${subject}: ${request}: ${found}. Expected ${expected}. Hint: ${hint}.`;
