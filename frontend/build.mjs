// Builds the reporter's pages into dist/: two scripts, one style sheet, and the pages of every language; and the desk's
// script into desk/page/. With --check it refuses a script of the desk that is not what its sources make.
//
// The same input gives the same bytes. What differs between organisations (%ORGANISATION%, %ROOT%, %EXIT%, %DEMO%)
// is left for `sotto-desk site build`, which also signs. A sentence missing from or surplus in a locale,
// a page over its budget, WebAssembly or eval in a script: the build fails.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { LANGUAGES } from "./build/languages.mjs"
import { pagesOf } from "./build/pages.mjs"
import { compressed, fail, read, TOP } from "./build/files.mjs"
import { deskScript, formScript, sentences } from "./build/scripts.mjs"

/** Bytes of HTML, style and script together, compressed; the roster of a few handlers comes on top. */
const BUDGET = 54_000
/** The desk's program includes it, so it is kept among the sources: the desk is built without Node. */
const DESK_SCRIPT = "desk/page/desk.js"

const buildDesk = async () => {
  const script = await deskScript()
  // What is so already is not written again: Cargo would take it for changed.
  if (existsSync(TOP + DESK_SCRIPT) && read(DESK_SCRIPT) === script) return
  if (process.argv.includes("--check")) fail(`${DESK_SCRIPT} is not what desk/*.ts makes: run \`node build.mjs\`, and commit it`)
  writeFileSync(TOP + DESK_SCRIPT, script)
}

const languages = () => {
  const found = readdirSync(TOP + "locales").map((file) => file.replace(".ftl", "")).sort()
  if (found.join() !== Object.keys(LANGUAGES).sort().join()) fail(`the files in locales/ are not those of the languages: ${found.join()}`)
  return found
}

const buildForm = async () => {
  const parts = {
    style: read("form/form.css"), sentences: await sentences(),
    scripts: new Map([["form", await formScript("form")], ["back", await formScript("back")]]),
  }
  rmSync(TOP + "dist", { recursive: true, force: true })
  for (const language of languages()) {
    for (const { path, html, script } of await pagesOf(language, parts)) {
      const size = compressed([html, parts.style, ...(script === undefined ? [] : [script])])
      if (size > BUDGET) fail(`${language}/${path}: ${size} bytes compressed, the budget is ${BUDGET}`)
      mkdirSync(`${TOP}dist/${language}/${path}`, { recursive: true })
      writeFileSync(`${TOP}dist/${language}/${path}index.html`, html)
      if (path === "" || path === "back/") console.log(`build: ${language}/${path}: ${size} bytes compressed`)
    }
  }
  for (const [name, script] of parts.scripts) writeFileSync(`${TOP}dist/${name}.js`, script)
  writeFileSync(TOP + "dist/form.css", parts.style)
}

await buildDesk()
await buildForm()
