// The languages of the reporter's pages, and the messages of each.
import { FluentParser } from "@fluent/syntax"
import { fail, read } from "./files.mjs"

/**
 * Each language by its own name, in the order of the switch; and the list of words that its codenames are made of (BIP-39).
 * @type {Readonly<Record<string, { name: string, direction?: "rtl", words?: string }>>}
 */
export const LANGUAGES = {
  en: { name: "English" }, es: { name: "Español", words: "spanish" }, pt: { name: "Português", words: "portuguese" },
  fr: { name: "Français", words: "french" }, ru: { name: "Русский" }, ar: { name: "العربية", direction: "rtl" },
  fa: { name: "فارسی", direction: "rtl" }, zh: { name: "中文", words: "simplified-chinese" },
}

/**
 * Returns the messages of one locale, by id. Each is plain text with gaps, `{$name}`.
 * @param {string} path
 * @returns {Map<string, string>}
 */
export const messages = (path) => {
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

/** Returns the gaps of a message, in the order of the alphabet. */
export const gaps = (/** @type {string} */ text) => [...text.matchAll(/\{\$\w+\}/g)].map(String).sort().join()
