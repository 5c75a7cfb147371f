// Builds the reporter's page into dist/: one script, one style sheet, one HTML file a language.
//
// The same input gives the same bytes. What differs between organisations (%ORGANISATION%, %ROOT%, %DEMO%)
// is left for `sotto-desk site build`, which also signs. A sentence missing from or surplus in a locale,
// a page over its budget, WebAssembly or eval in the script: the build fails.
import { FluentParser } from "@fluent/syntax"
import { build } from "esbuild"
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { gzipSync } from "node:zlib"

const here = new URL(".", import.meta.url).pathname
const read = (/** @type {string} */ path) => readFileSync(here + path, "utf8")
/** Bytes of HTML, style and script together, compressed; the roster of a few handlers comes on top. */
const BUDGET = 54_000
const RIGHT_TO_LEFT = ["ar", "fa"]

const fail = (/** @type {string} */ why) => {
  console.error(`build: ${why}`)
  process.exit(1)
}
const escape = (/** @type {string} */ text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
const integrity = (/** @type {Uint8Array | string} */ bytes) => "sha384-" + createHash("sha384").update(bytes).digest("base64")

/**
 * The messages of one locale, by id. Each is plain text with gaps, `{$name}`.
 * @param {string} path
 * @returns {Map<string, string>}
 */
const messages = (path) => {
  const found = new Map()
  for (const entry of new FluentParser({ withSpans: false }).parse(read(path)).body) {
    if (entry.type === "Junk") fail(`${path}: not Fluent: ${entry.content.split("\n")[0]}`)
    if (entry.type !== "Message") continue
    if (found.has(entry.id.name)) fail(`${path}: ${entry.id.name} stands twice`)
    const text = entry.value?.elements.map((element) => {
      if (element.type === "TextElement") return element.value
      const { expression } = element
      if (expression.type !== "VariableReference") return fail(`${path}: ${entry.id.name}: only text and variables`)
      return `{$${expression.id.name}}`
    })
    found.set(entry.id.name, (text ?? []).join(""))
  }
  return found
}

/** @typedef {{ id: string, kind: "many" | "one" | "text" | "line", part: string, options?: string[] }} Question */

/**
 * @param {Question} question
 * @param {(id: string) => string} text
 */
const render = ({ id, kind, options = [] }, text) => {
  const key = `q-${id}`
  if (kind === "text" || kind === "line") {
    const guards = 'dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false"'
    const field = kind === "text" ? `<textarea id="${key}" name="${id}" ${guards}></textarea>` : `<input type="text" id="${key}" name="${id}" ${guards}>`
    return `<div class="question"><label class="name" for="${key}">${text(key)}</label>${field}</div>`
  }
  const type = kind === "many" ? "checkbox" : "radio"
  const choices = options.map((option) =>
    `<label class="choice"><input type="${type}" name="${id}" value="${option}"> <span>${text(`${key}-${option}`)}</span></label>`)
  return `<fieldset class="question"><legend>${text(key)}</legend><div class="choices">${choices.join("")}</div></fieldset>`
}

const bundle = async () => {
  const result = await build({
    entryPoints: [here + "form/form.ts"], bundle: true, minify: true, write: false,
    format: "esm", target: "es2022", legalComments: "none", charset: "utf8",
  })
  const script = result.outputFiles[0]?.contents ?? new Uint8Array()
  if (/WebAssembly|\beval\(|new Function/.test(new TextDecoder().decode(script))) fail("the script would need eval or WebAssembly")
  return script
}

const script = await bundle()
const style = read("form/form.css")
const template = read("form/form.html")
/** @type {Question[]} */
const questions = JSON.parse(read("form/questions.json"))
const sentences = [...read("form/messages.ts").matchAll(/^ {2}"(.*)",$/gm)].flatMap(([, line]) => (line ?? "").split('", "'))

rmSync(here + "dist", { recursive: true, force: true })
for (const file of readdirSync(here + "locales")) {
  const language = file.replace(".ftl", "")
  const found = messages(`locales/${file}`)
  const used = new Set()
  const raw = (/** @type {string} */ id) => {
    used.add(id)
    return found.get(id) ?? fail(`locales/${file}: ${id} is missing`) ?? ""
  }
  const text = (/** @type {string} */ id) => escape(raw(id)).replaceAll("{$organisation}", "%ORGANISATION%")
  const part = (/** @type {string} */ name) => questions.filter((question) => question.part === name).map((question) => render(question, text)).join("\n")
  const said = sentences.map((id) => `<p data-sentence="${id}">${escape(raw(`say-${id}`))}</p>`).join("\n")
  const fixed = new Map([
    ["language", language], ["direction", RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr"],
    ["css-integrity", integrity(style)], ["js-integrity", integrity(script)],
    ["questions-main", part("main")], ["questions-more", part("more")], ["sentences", said],
  ])
  const page = template
    .replace("%DEMO%", `<!--demo--><p class="demo">${text("page-demo")}</p><!--/demo-->`)
    .replace(/\{\{([\w-]+)\}\}/g, (_, id) => fixed.get(id) ?? text(id))
  const surplus = [...found.keys()].filter((id) => !used.has(id))
  if (surplus.length > 0) fail(`locales/${file}: nothing uses ${surplus.join(", ")}`)
  const compressed = [page, style, script].reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0)
  if (compressed > BUDGET) fail(`${language}: ${compressed} bytes compressed, the budget is ${BUDGET}`)
  mkdirSync(`${here}dist/${language}`, { recursive: true })
  writeFileSync(`${here}dist/${language}/index.html`, page)
  console.log(`build: ${language}: ${compressed} bytes compressed`)
}
writeFileSync(here + "dist/form.js", script)
writeFileSync(here + "dist/form.css", style)
