// The questions of the report as HTML.
import { LANGUAGES } from "./languages.mjs"

/** @typedef {"many" | "one" | "text" | "line" | "region" | "language"} Kind */
/** @typedef {{ id: string, kind: Kind, part: string, options?: string[] }} Question */

const GUARDS = 'dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false"'

const languageField = (/** @type {string} */ key, /** @type {string} */ id) => {
  const names = Object.entries(LANGUAGES).map(([code, { name }]) => `<option value="${name}" lang="${code}">${name}</option>`)
  return `<select id="${key}" name="${id}" autocomplete="off"><option value=""></option>${names.join("")}</select>`
}

/**
 * Returns a question as HTML.
 * @param {Question} question
 * @param {(...ids: string[]) => string} text returns the first message of these that there is
 */
export const render = ({ id, kind, options = [] }, text) => {
  const key = `q-${id}`
  const labelled = (/** @type {string} */ field) =>
    `<div class="question"><label class="name" for="${key}">${text(key)}</label>${field}</div>`
  if (kind === "text") return labelled(`<textarea id="${key}" name="${id}" ${GUARDS}></textarea>`)
  if (kind === "line") return labelled(`<input type="text" id="${key}" name="${id}" ${GUARDS}>`)
  if (kind === "region") {
    return labelled(`<input type="text" id="${key}" name="${id}" list="regions" ${GUARDS}><datalist id="regions"></datalist>`)
  }
  if (kind === "language") return labelled(languageField(key, id))
  const type = kind === "many" ? "checkbox" : "radio"
  const choices = options.map((option) => {
    const label = text(`${key}-${option}`, `answer-${option}`)
    return `<label class="choice"><input type="${type}" name="${id}" value="${option}"> <span>${label}</span></label>`
  })
  return `<fieldset class="question"><legend>${text(key)}</legend><div class="choices">${choices.join("")}</div></fieldset>`
}
