// Monaco's own words in Korean, as its makers have them. Monaco reads them while it is loaded, so they come before it, on
// Korean pages alone. What TypeScript says of a cell is not among them: it stays in English.
import "monaco-editor/nls/lang/ko";
