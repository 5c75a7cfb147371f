/** The page on which a reporter tells what happened. It seals and sends; it stores nothing. */
// Order: form, back > deliver, returning > files > waiting > send, seal, codename, metadata > page > language, bytes
import { keysOf, newCodename, type Codename } from "./codename/codename.ts"
import { deliver } from "./deliver.ts"
import { checkFiles, clearFiles, hasFiles } from "./files/files.ts"
import { hideProgress } from "./files/pace.ts"
import { UserError } from "./language/messages.ts"
import { complain, find, initPage, make, openFields } from "./page.ts"
import { regions } from "./language/regions.ts"
import type { Answers } from "./seal/report.ts"
import type { Roster } from "./seal/roster.ts"
import { fingerprint, whenTrusted } from "./seal/trust.ts"
import { wordlist } from "./codename/wordlist.ts"

const form = find("#form", HTMLFormElement)
const fields = find("#fields", HTMLFieldSetElement)
const trouble = find("#trouble", HTMLElement)
const sendButton = find("#send", HTMLButtonElement)
const noted = find("#noted", HTMLInputElement)
const again = find("#again", HTMLButtonElement)
const codenameBox = find("#codename", HTMLElement)

let sent = false
const known = regions(document.documentElement.lang)

/** Returns what was answered, and nothing of what was not. */
const answers = (): Answers => {
  const given: Record<string, string | readonly string[]> = {}
  const data = new FormData(form)
  for (const id of new Set(data.keys())) {
    const values = data.getAll(id).filter((value): value is string => typeof value === "string" && value.trim() !== "")
    const [first] = values
    if (first === undefined) continue
    const code = id === "region" ? known.get(first.trim()) : undefined
    const single = code === undefined ? first : `${first} (${code})`
    given[id] = document.querySelector(`input[type="checkbox"][name="${id}"]`) === null ? single : values
  }
  return given
}

/** Counts names over all tries of this page, so that none ever names two things. */
let pieces = 0

const report = async (roster: Roster, codename: Codename): Promise<void> => {
  const given = answers()
  if (given["story"] === undefined && !hasFiles()) throw new UserError("empty")
  checkFiles()
  if (!noted.checked) throw new UserError("codename")
  const keys = await keysOf(codename.entropy, await fingerprint())
  await deliver({ roster, keys, format: "sotto/1 report", answers: given, name: () => keys.name(0), nextName: () => keys.name(++pieces) })
}

const submit = async (roster: Roster, codename: Codename): Promise<void> => {
  trouble.hidden = true
  // Begun before the fields are closed: it reads them at once, and closed fields have no answers.
  const sending = report(roster, codename)
  openFields(false)
  try {
    await sending
    showSent()
  } catch (cause) {
    openFields(true)
    hideProgress()
    find("#status", HTMLElement).textContent = ""
    complain(trouble, cause)
  }
}

const show = ({ words, digits }: Codename): void => {
  find("#words", HTMLElement).replaceChildren(...words.map((word) => make("li", word)))
  find("#digits", HTMLElement).replaceChildren(...digits.map((group) => make("li", group)))
}

const showSent = (): void => {
  sent = true
  form.reset()
  clearFiles()
  codenameBox.hidden = true
  again.hidden = false
  find("#sent-codename", HTMLElement).append(again, codenameBox)
  for (const element of document.querySelectorAll("#form, .before, header, #trust, #not-tor")) element.remove()
  find("#sent", HTMLElement).hidden = false
  find("#sent-heading", HTMLElement).focus()
}

const chooseForm = (digits: boolean): void => {
  find("#words", HTMLElement).hidden = digits
  find("#digits", HTMLElement).hidden = !digits
  find("#as-words", HTMLElement).ariaPressed = String(!digits)
  find("#as-digits", HTMLElement).ariaPressed = String(digits)
}

find("#as-words", HTMLElement).addEventListener("click", () => { chooseForm(false) })
find("#as-digits", HTMLElement).addEventListener("click", () => { chooseForm(true) })
noted.addEventListener("change", () => {
  codenameBox.hidden = noted.checked
  again.hidden = !noted.checked
})
again.addEventListener("click", () => { codenameBox.hidden = !codenameBox.hidden })
form.addEventListener("submit", (event) => { event.preventDefault() })
// Closed until here: without scripts nothing could be sent, and nothing typed may go anywhere in clear.
fields.disabled = false
form.hidden = false
find("#regions", HTMLDataListElement).append(...[...known.keys()].map((name) => {
  const option = make("option")
  option.value = name
  return option
}))
const isSending = (): boolean => sendButton.disabled && fields.querySelector(":disabled") !== null
initPage(() => !sent && (hasFiles() || isSending() || Object.keys(answers()).length > 0))
whenTrusted((roster) => {
  const codename = newCodename(wordlist())
  show(codename)
  sendButton.disabled = false
  form.addEventListener("submit", () => void submit(roster, codename))
})
