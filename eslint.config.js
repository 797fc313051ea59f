// Lint: typescript-eslint's strictest type-checked rules, Astro's own, and three rules of this house:
// imports go downwards only, the core is deterministic, and it knows neither a browser nor Node.
import astro from "eslint-plugin-astro";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import { coreFolders } from "./tests/architecture/import-directions.ts";
import { importDirectionRule } from "./tests/architecture/import-direction-rule.ts";

const core = coreFolders.map((folder) => `src/${folder}/**/*.ts`);

// Same seed, same code: the same trace, byte for byte, on every machine. So nothing that differs between two runs.
const nondeterministicGlobals = {
  Date: "simulated time comes from the clock of src/simulation",
  performance: "simulated time comes from the clock of src/simulation",
  crypto: "random numbers come from the seeded generator of src/simulation",
  WeakRef: "its answer depends on the garbage collector",
  FinalizationRegistry: "it is called when the garbage collector likes",
};
const hostGlobals = [
  ...["window", "document", "self", "navigator", "location", "localStorage", "sessionStorage"],
  ...["indexedDB", "fetch", "WebSocket", "Worker", "postMessage", "requestAnimationFrame"],
  ...["process", "Buffer", "global", "globalThis", "require", "console"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
];

export default defineConfig(
  { ignores: ["dist/", "package/", ".astro/", "public/", "test-results/", "playwright-report/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },

  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-var": "error",
      "prefer-const": "error",
      "no-fallthrough": "error",
      "no-unused-labels": "error",
      "no-self-compare": "error",
      "no-unreachable-loop": "error",
      "no-control-regex": "error",
      "no-empty": ["error", { allowEmptyCatch: false }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A number in a template is what we want nearly always.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `() => send(x)` and `return send(x)` read better than a block, where nothing is expected back.
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // Learners call the library from code that is not type-checked: a check that types call needless is not.
      "@typescript-eslint/no-unnecessary-condition": "off",
    },
  },

  ...astro.configs.recommended,
  {
    // Types in .astro files are the matter of `astro check`; in cells, which see each other's names, of tests/lessons.
    files: ["**/*.astro", "**/*.astro/*.{js,ts}", "**/*.{js,mjs}", "content/**/*.ts"],
    ...tseslint.configs.disableTypeChecked,
  },

  {
    files: ["src/**", "components/**", "content/**"],
    plugins: { house: { rules: { "import-direction": importDirectionRule } } },
    rules: { "house/import-direction": "error" },
  },
  {
    files: core,
    rules: {
      "no-restricted-globals": [
        "error",
        ...Object.entries(nondeterministicGlobals).map(([name, why]) => ({
          name,
          message: `The core is deterministic: ${why}.`,
        })),
        ...hostGlobals.map((name) => ({
          name,
          message: "The core runs in Node as in a worker: it knows neither.",
        })),
      ],
      "no-restricted-properties": [
        "error",
        {
          object: "Math",
          property: "random",
          message: "The core is deterministic: use the seeded generator of src/simulation.",
        },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name=/^toLocale/][arguments.length=0]",
          message: "The core is deterministic: name the locale, or do without.",
        },
        {
          selector: "CallExpression[callee.property.name='localeCompare'][arguments.length<2]",
          message: "The core is deterministic: name the locale, or compare with < and >.",
        },
        {
          selector:
            ":matches(NewExpression, CallExpression)[callee.object.name='Intl'][arguments.length=0]",
          message: "The core is deterministic: name the locale.",
        },
      ],
    },
  },
  {
    // A global of the platform is declared with `var`: that is how it lands on globalThis.
    files: ["**/*.d.ts"],
    rules: { "no-var": "off" },
  },
  {
    // A cell ends with an expression to display, and what it defines is for the cells below.
    files: ["content/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-unused-vars": "off",
    },
  },
);
