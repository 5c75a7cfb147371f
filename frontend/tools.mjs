// Bundles what runs under node into dist-test/: the tests of the form, and the reporter without a browser.
import { build } from "esbuild"
import { readdirSync, rmSync } from "node:fs"

const here = import.meta.dirname + "/"
rmSync(here + "dist-test", { recursive: true, force: true })
const filesOf = (/** @type {string} */ folder) =>
  readdirSync(here + folder).filter((file) => file.endsWith(".ts")).map((file) => `${here}${folder}/${file}`)
await build({
  entryPoints: ["test", "test/browser"].flatMap(filesOf),
  bundle: true, platform: "node", format: "esm", target: "node20", packages: "external",
  outdir: here + "dist-test", entryNames: "[name]", outExtension: { ".js": ".mjs" },
})
