// The strictest of the type-aware rules, for everything that runs in a browser.
import js from "@eslint/js"
import ts from "typescript-eslint"

export default ts.config(
  { ignores: ["dist", "dist-test", "desk/page", "test", "build", "build.mjs", "tools.mjs", "eslint.config.mjs"] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  { rules: { "no-undef": "off" } }, // the compiler knows better
  {
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-restricted-globals": ["error", "localStorage", "indexedDB", "caches"],
      "no-restricted-properties": ["error",
        { object: "Math", property: "random", message: "crypto.getRandomValues" },
        { object: "document", property: "cookie", message: "nothing is stored in the browser" },
      ],
    },
  },
)
