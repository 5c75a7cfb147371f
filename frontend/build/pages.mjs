// The pages of one language.
import { createHash } from "node:crypto"
import { fail, read } from "./files.mjs"
import { gaps, LANGUAGES, messages } from "./languages.mjs"
import { render } from "./questions.mjs"

/**
 * What all pages are made of.
 * @typedef {{ style: string, sentences: readonly string[], scripts: Map<string, Uint8Array> }} Parts
 */
/**
 * Where a page lies, what it is made of, and its script.
 * @typedef {{ path: string, body: string, script?: string, answer?: string }} Page
 */

/** @type {readonly Page[]} */
const PAGES = [
  { path: "", body: "form", script: "form" },
  { path: "back/", body: "back", script: "back" },
  { path: "letter/", body: "letter" },
  { path: "letter/replies/", body: "replies" },
  ...["sent", "refused", "too-long", "full"].map((answer) => ({ path: `letter/${answer}/`, body: "answer", answer })),
]
const ENGLISH = messages("locales/en.ftl")
/** @type {import("./questions.mjs").Question[]} */
const QUESTIONS = JSON.parse(read("form/questions.json"))

const piece = (/** @type {string} */ name) => read(`form/pages/${name}.html`).trimEnd()
const integrity = (/** @type {Uint8Array | string} */ bytes) => "sha384-" + createHash("sha384").update(bytes).digest("base64")
const escape = (/** @type {string} */ text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

/** The messages of a language, as HTML; knows which were used. */
class Texts {
  #used = new Set()

  constructor(/** @type {string} */ language) {
    this.file = `locales/${language}.ftl`
    this.found = messages(this.file)
  }

  /** Returns the first message of these that there is, its gaps as they stand. */
  raw(/** @type {string[]} */ ...ids) {
    const id = ids.find((id) => this.found.has(id)) ?? fail(`${this.file}: ${ids.join(" or ")} is missing`)
    const message = this.found.get(id) ?? ""
    if (gaps(message) !== gaps(ENGLISH.get(id) ?? "")) fail(`${this.file}: ${id} has other gaps than in English`)
    this.#used.add(id)
    return escape(message)
  }

  /** Returns the same, the organisation's name left for who builds the site. */
  text(/** @type {string[]} */ ...ids) {
    return this.raw(...ids).replaceAll("{$organisation}", "%ORGANISATION%")
  }

  /** Refuses messages that no page has used. */
  allUsed() {
    const surplus = [...this.found.keys()].filter((id) => !this.#used.has(id))
    if (surplus.length > 0) fail(`${this.file}: nothing uses ${surplus.join(", ")}`)
  }
}

/** Returns the links to the same page in every language. */
const switches = (/** @type {string} */ path, /** @type {string} */ language) => {
  const links = Object.entries(LANGUAGES).map(([code, { name }]) => {
    const current = code === language ? ' aria-current="true"' : ""
    return `<a href="/${code}/${path}" lang="${code}" hreflang="${code}"${current}>${name}</a>`
  })
  return links.join("\n")
}

/** Returns what the scripts read from the page: their sentences, and the words of codenames. */
const forScripts = (/** @type {Texts} */ texts, /** @type {readonly string[]} */ sentences, /** @type {readonly string[]} */ wordlist) => {
  const said = sentences.map((id) => `<p data-sentence="${id}">${texts.raw(`say-${id}`)}</p>`).join("\n")
  return `<div id="sentences" hidden>${said}</div>\n<template id="wordlist">${wordlist.join(" ")}</template>\n`
}

const scriptTag = (/** @type {string} */ name, /** @type {Uint8Array} */ bytes) =>
  `<meta name="sotto-root" content="%ROOT%">\n<script type="module" src="/${name}.js" integrity="${integrity(bytes)}"></script>`

/**
 * Returns what stands in the gaps of a page, but for messages.
 * @param {Page} page
 * @param {string} language
 * @param {Parts} parts
 * @param {Texts} texts
 */
const fillings = ({ path, body, script = "", answer }, language, { style, scripts }, texts) => {
  const { direction = "ltr", words } = LANGUAGES[language] ?? {}
  const bytes = scripts.get(script)
  const questions = (/** @type {string} */ part) => body !== "form" ? "" :
    QUESTIONS.filter((question) => question.part === part).map((question) => render(question, (...ids) => texts.text(...ids))).join("\n")
  return new Map([
    ["language", language], ["direction", direction], ["words-language", words === undefined ? "en" : language],
    ["css-integrity", integrity(style)], ["languages", switches(path, language)],
    ["scripts", bytes === undefined ? "" : scriptTag(script, bytes)],
    ["questions-main", questions("main")], ["questions-more", questions("more")],
    ["class", answer === "sent" ? "sent" : "trouble"],
    ["heading", answer === undefined ? "" : texts.text(`answer-page-${answer}-heading`)],
    ["text", answer === undefined ? "" : texts.text(`answer-page-${answer}`)],
    ...["files", "sending", "trust"].map((name) => /** @type {const} */ ([name, piece(name)])),
  ])
}

/** Returns every page of a language, with the script that it loads. */
export const pagesOf = async (/** @type {string} */ language, /** @type {Parts} */ parts) => {
  const texts = new Texts(language)
  const { wordlist } = await import(`@scure/bip39/wordlists/${LANGUAGES[language]?.words ?? "english"}.js`)
  const tail = forScripts(texts, parts.sentences, wordlist)
  const pages = PAGES.map((page) => {
    const { path, body, script = "" } = page
    const gaps = fillings(page, language, parts, texts)
    const fill = (/** @type {string} */ template) => template.replace(/\{\{([\w-]+)\}\}/g, (_, id) => gaps.get(id) ?? texts.text(id))
    // Twice: what stands in a gap has gaps of its own.
    const html = fill(fill(`${piece("head")}\n${piece(body)}\n${script === "" ? "" : tail}</body>\n</html>\n`))
      .replace("%DEMO%", `<!--demo--><p class="demo">${texts.text("page-demo")}</p><!--/demo-->`)
    return { path, html, script: parts.scripts.get(script) }
  })
  texts.allUsed()
  return pages
}
