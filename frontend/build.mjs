// Builds the reporter's pages into dist/: two scripts, one style sheet, and the pages of every language.
//
// The same input gives the same bytes. What differs between organisations (%ORGANISATION%, %ROOT%, %EXIT%, %DEMO%)
// is left for `sotto-desk site build`, which also signs. A sentence missing from or surplus in a locale,
// a page over its budget, WebAssembly or eval in a script: the build fails.
import { FluentParser } from "@fluent/syntax"
import { build } from "esbuild"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { gzipSync } from "node:zlib"

const here = new URL(".", import.meta.url).pathname
const read = (/** @type {string} */ path) => readFileSync(here + path, "utf8")
/** Bytes of HTML, style and script together, compressed; the roster of a few handlers comes on top. */
const BUDGET = 54_000

/** By its own name, in the order of the switch; and the list that its codenames are made of (BIP-39). */
/** @type {Readonly<Record<string, { name: string, direction?: "rtl", words?: string }>>} */
const LANGUAGES = {
  en: { name: "English" }, es: { name: "Español", words: "spanish" }, pt: { name: "Português", words: "portuguese" },
  fr: { name: "Français", words: "french" }, ru: { name: "Русский" }, ar: { name: "العربية", direction: "rtl" },
  fa: { name: "فارسی", direction: "rtl" }, zh: { name: "中文", words: "simplified-chinese" },
}

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

const gaps = (/** @type {string} */ text) => [...text.matchAll(/\{\$\w+\}/g)].map(String).sort().join()

/** @typedef {{ id: string, kind: "many" | "one" | "text" | "line" | "region" | "language", part: string, options?: string[] }} Question */

/**
 * @param {Question} question
 * @param {(...ids: string[]) => string} text the first message of these that there is
 */
const render = ({ id, kind, options = [] }, text) => {
  const key = `q-${id}`
  const guards = 'dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false"'
  const labelled = (/** @type {string} */ field) => `<div class="question"><label class="name" for="${key}">${text(key)}</label>${field}</div>`
  if (kind === "text") return labelled(`<textarea id="${key}" name="${id}" ${guards}></textarea>`)
  if (kind === "line") return labelled(`<input type="text" id="${key}" name="${id}" ${guards}>`)
  if (kind === "region") return labelled(`<input type="text" id="${key}" name="${id}" list="regions" ${guards}><datalist id="regions"></datalist>`)
  if (kind === "language") {
    const names = Object.entries(LANGUAGES).map(([code, { name }]) => `<option value="${name}" lang="${code}">${name}</option>`)
    return labelled(`<select id="${key}" name="${id}" autocomplete="off"><option value=""></option>${names.join("")}</select>`)
  }
  const type = kind === "many" ? "checkbox" : "radio"
  const choices = options.map((option) =>
    `<label class="choice"><input type="${type}" name="${id}" value="${option}"> <span>${text(`${key}-${option}`, `answer-${option}`)}</span></label>`)
  return `<fieldset class="question"><legend>${text(key)}</legend><div class="choices">${choices.join("")}</div></fieldset>`
}

/** Curves and key stretching that age has for others, and that no reporter’s page uses: 13 KB less to load. */
/** @type {import("esbuild").Plugin} */
const without = {
  name: "without",
  setup: ({ onLoad }) => {
    const never = 'const never = () => { throw new Error("not in this page") }\n'
    const curve = "{ lengths: { secretKey: 32, publicKey: 33, publicKeyUncompressed: 65, seed: 48 }, Point: { Fn: {} }, getPublicKey: never, getSharedSecret: never, utils: { randomSecretKey: never } }"
    onLoad({ filter: /@noble\/curves\/nist\.js$/ }, () => ({ contents: `${never}export const p256 = ${curve}\nexport const p384 = ${curve}\n` }))
    onLoad({ filter: /@noble\/hashes\/scrypt\.js$/ }, () => ({ contents: `${never}export const scrypt = never\n` }))
  },
}

const bundle = async (/** @type {string} */ name) => {
  const result = await build({
    entryPoints: [`${here}form/${name}.ts`], bundle: true, minify: true, write: false,
    format: "esm", target: "es2022", legalComments: "none", charset: "utf8", plugins: [without],
  })
  const script = result.outputFiles[0]?.contents ?? new Uint8Array()
  if (/WebAssembly|\beval\(|new Function/.test(new TextDecoder().decode(script))) fail(`${name}.js would need eval or WebAssembly`)
  return script
}

/**
 * The desk's script, readable as it is: it is kept among the sources, so that the desk is built without Node. Nothing that
 * is already so is written again, or Cargo would take it for changed.
 */
const deskScript = async () => {
  const result = await build({
    entryPoints: [`${here}desk/main.ts`], absWorkingDir: here, bundle: true, write: false,
    format: "esm", target: "es2022", legalComments: "none", charset: "utf8",
  })
  return `// Made of desk/*.ts by build.mjs.\n${result.outputFiles[0]?.text ?? ""}`
}
const DESK_SCRIPT = "desk/page/desk.js"
const made = await deskScript()
if (!existsSync(here + DESK_SCRIPT) || read(DESK_SCRIPT) !== made) {
  if (process.argv.includes("--check")) fail(`${DESK_SCRIPT} is not what desk/*.ts makes: run \`node build.mjs\`, and commit it`)
  writeFileSync(here + DESK_SCRIPT, made)
}

const style = read("form/form.css")
const scripts = new Map([["form", await bundle("form")], ["back", await bundle("back")]])
const piece = (/** @type {string} */ name) => read(`form/pages/${name}.html`).trimEnd()
/** @type {Question[]} */
const questions = JSON.parse(read("form/questions.json"))
const sentences = [...read("form/language/messages.ts").matchAll(/^ {2}"(.*)",$/gm)].flatMap(([, line]) => (line ?? "").split('", "'))

/** Every page: where it lies, what it is made of, and its script. */
/** @type {{ path: string, body: string, script?: string, answer?: string }[]} */
const PAGES = [
  { path: "", body: "form", script: "form" },
  { path: "back/", body: "back", script: "back" },
  { path: "letter/", body: "letter" },
  { path: "letter/replies/", body: "replies" },
  ...["sent", "refused", "too-long", "full"].map((answer) => ({ path: `letter/${answer}/`, body: "answer", answer })),
]
const english = messages("locales/en.ftl")

/** What differs between the pages of one language: who speaks, and the words of codenames. */
const pagesOf = async (/** @type {string} */ language) => {
  const file = `locales/${language}.ftl`
  const found = messages(file)
  const { direction = "ltr", words = "english" } = LANGUAGES[language] ?? {}
  const { wordlist } = await import(`@scure/bip39/wordlists/${words}.js`)
  const used = new Set()
  const raw = (/** @type {string[]} */ ...ids) => {
    const id = ids.find((id) => found.has(id))
    if (id === undefined) return fail(`${file}: ${ids.join(" or ")} is missing`) ?? ""
    if (gaps(found.get(id) ?? "") !== gaps(english.get(id) ?? "")) fail(`${file}: ${id} has other gaps than in English`)
    used.add(id)
    return found.get(id) ?? ""
  }
  const text = (/** @type {string[]} */ ...ids) => escape(raw(...ids)).replaceAll("{$organisation}", "%ORGANISATION%")
  const part = (/** @type {string} */ name) => questions.filter((question) => question.part === name).map((question) => render(question, text)).join("\n")
  const said = sentences.map((id) => `<p data-sentence="${id}">${escape(raw(`say-${id}`))}</p>`).join("\n")

  const pages = PAGES.map(({ path, body, script, answer }) => {
    const bytes = scripts.get(script ?? "")
    const switches = Object.entries(LANGUAGES).map(([code, { name }]) =>
      `<a href="/${code}/${path}" lang="${code}" hreflang="${code}"${code === language ? ' aria-current="true"' : ""}>${name}</a>`)
    const tail = script === undefined ? "" : `<div id="sentences" hidden>${said}</div>\n<template id="wordlist">${wordlist.join(" ")}</template>\n`
    const fixed = new Map([
      ["language", language], ["direction", direction], ["words-language", words === "english" ? "en" : language],
      ["css-integrity", integrity(style)], ["languages", switches.join("\n")],
      ["scripts", bytes === undefined ? "" : `<meta name="sotto-root" content="%ROOT%">\n<script type="module" src="/${script}.js" integrity="${integrity(bytes)}"></script>`],
      ["questions-main", body === "form" ? part("main") : ""], ["questions-more", body === "form" ? part("more") : ""],
      ["class", answer === "sent" ? "sent" : "trouble"],
      ["heading", answer === undefined ? "" : text(`answer-page-${answer}-heading`)], ["text", answer === undefined ? "" : text(`answer-page-${answer}`)],
      ...["files", "sending", "trust"].map((name) => /** @type {const} */ ([name, piece(name)])),
    ])
    const filled = (/** @type {string} */ template) => template.replace(/\{\{([\w-]+)\}\}/g, (_, id) => fixed.get(id) ?? text(id))
    const html = filled(filled(`${piece("head")}\n${piece(body)}\n${tail}</body>\n</html>\n`))
      .replace("%DEMO%", `<!--demo--><p class="demo">${text("page-demo")}</p><!--/demo-->`)
    return { path, html, compressed: [html, style, ...(bytes === undefined ? [] : [bytes])].reduce((sum, part) => sum + gzipSync(part, { level: 9 }).length, 0) }
  })
  const surplus = [...found.keys()].filter((id) => !used.has(id))
  if (surplus.length > 0) fail(`${file}: nothing uses ${surplus.join(", ")}`)
  return pages
}

rmSync(here + "dist", { recursive: true, force: true })
const locales = readdirSync(here + "locales").map((file) => file.replace(".ftl", "")).sort()
if (locales.join() !== Object.keys(LANGUAGES).sort().join()) fail(`the files in locales/ are not those of the languages: ${locales.join()}`)
for (const language of locales) {
  for (const { path, html, compressed } of await pagesOf(language)) {
    if (compressed > BUDGET) fail(`${language}/${path}: ${compressed} bytes compressed, the budget is ${BUDGET}`)
    mkdirSync(`${here}dist/${language}/${path}`, { recursive: true })
    writeFileSync(`${here}dist/${language}/${path}index.html`, html)
    if (path === "" || path === "back/") console.log(`build: ${language}/${path}: ${compressed} bytes compressed`)
  }
}
for (const [name, script] of scripts) writeFileSync(`${here}dist/${name}.js`, script)
writeFileSync(here + "dist/form.css", style)
