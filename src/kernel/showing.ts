// What of the kernel shows values, and says what it says: functions of what they are given alone. They are a script of
// their own in the bundle, so that those which first Runs do not call can come late, as the library's (late-library.ts).
// Nothing imports this.
export * from "./console.ts";
export * from "./display.ts";
export * from "./inspect.ts";
export * from "./table.ts";
