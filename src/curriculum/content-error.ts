/** A content file that breaks a rule of the format: where, what was expected and what was found. */
export class ContentError extends Error {
  override readonly name = "ContentError";
  constructor(where: string, expected: string, found: string, hint: string) {
    super(`${where}: expected ${expected}, found ${found}. Hint: ${hint}`);
  }
}
