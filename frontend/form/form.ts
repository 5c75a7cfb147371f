/** The reporter's page: the only file that touches the DOM. It seals and sends; it stores nothing. */
import { fromHex, toHex, type Bytes } from "./bytes.ts"
import { keysOf, newCodename, type Codename } from "./codename.ts"
import { SENTENCES, Trouble, type Saying } from "./messages.ts"
import { LARGEST, piecesOf, sealFile } from "./pieces.ts"
import type { Answers, Attachment } from "./report.ts"
import { readRoster, type Roster } from "./roster.ts"
import { seal } from "./seal.ts"
import { send, type Pause } from "./send.ts"

const find = <E extends Element>(selector: string, type: new () => E): E => {
  const element = document.querySelector(selector)
  if (!(element instanceof type)) throw new Error(`the page has no ${selector}`)
  return element
}

const form = find("#form", HTMLFormElement)
const fields = find("#fields", HTMLFieldSetElement)
const trouble = find("#trouble", HTMLElement)
const status = find("#status", HTMLElement)
const trust = find("#trust", HTMLElement)
const progress = find("#progress", HTMLProgressElement)
const retry = find("#retry", HTMLButtonElement)
const sendButton = find("#send", HTMLButtonElement)

const files: File[] = []
let sent = false

const sentences = new Map(SENTENCES.map((sentence) =>
  [sentence, find(`#sentences [data-sentence="${sentence}"]`, HTMLElement).textContent] as const))

/** A sentence in the page's language, its gaps filled. */
const worded = ({ sentence, gaps = {} }: Saying): string =>
  (sentences.get(sentence) ?? "").replace(/\{\$(\w+)\}/g, (_, gap: string) => String(gaps[gap] ?? ""))

/** Whatever waits for time to pass, or for the reporter to say that it shall not. */
const waiting = new Set<() => void>()

/** What the page is doing; shown again when a pause is over. */
let doing: Saying = { sentence: "sealing" }

const say = (saying: Saying): void => {
  doing = saying
  if (waiting.size === 0) status.textContent = worded(saying)
}

const complain = (cause: unknown): void => {
  trouble.textContent = worded(cause instanceof Trouble ? cause.saying : { sentence: "refused" })
  trouble.hidden = false
}

const sizeOf = (bytes: number): string => {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  const format = { style: "unit", unit: units[power] ?? "byte", maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(document.documentElement.lang, format).format(bytes / 1000 ** power)
}

/** Whom to seal to, fetched and checked; asked again until it is there. */
const meet = async (rootKey: Bytes): Promise<Roster> => {
  let signed: string
  try {
    const response = await fetch("/roster.signed", { credentials: "omit", cache: "no-store" })
    if (!response.ok) throw new Error("no roster")
    signed = await response.text()
  } catch {
    throw new Trouble("roster-unreachable")
  }
  return readRoster(signed, rootKey, new Date().toISOString().slice(0, 10))
}

const listFiles = (): void => {
  find("#file-list", HTMLElement).replaceChildren(...files.map((file) => {
    const item = document.createElement("li")
    const name = document.createElement("bdi")
    name.textContent = worded({ sentence: "file", gaps: { name: file.name, size: sizeOf(file.size) } })
    const remove = document.createElement("button")
    remove.type = "button"
    remove.className = "quiet"
    remove.textContent = worded({ sentence: "remove", gaps: { name: file.name } })
    remove.addEventListener("click", () => {
      files.splice(files.indexOf(file), 1)
      listFiles()
      find("#files", HTMLElement).focus()
    })
    item.append(name, remove)
    return item
  }))
}

const answers = (): Answers => {
  const given: Record<string, string | readonly string[]> = {}
  const data = new FormData(form)
  for (const id of new Set(data.keys())) {
    const values = data.getAll(id).filter((value): value is string => typeof value === "string" && value.trim() !== "")
    const [first] = values
    if (first === undefined) continue
    given[id] = document.querySelector(`input[type="checkbox"][name="${id}"]`) === null ? first : values
  }
  return given
}

/** Says how long it waits, and lets the reporter cut that short. Several may wait at once. */
const pause: Pause = async (seconds) => {
  status.textContent = worded({ sentence: "waiting", gaps: { seconds } })
  retry.hidden = false
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      waiting.delete(wake)
      resolve()
    }
    const timer = setTimeout(wake, seconds * 1000)
    waiting.add(wake)
  })
  if (waiting.size > 0) return
  retry.hidden = true
  say(doing)
}

const sendFiles = async (put: (piece: Bytes) => Promise<string>): Promise<Attachment[]> => {
  const total = files.reduce((pieces, file) => pieces + piecesOf(file.size), 0)
  const attachments: Attachment[] = []
  progress.hidden = total === 0
  progress.max = total
  progress.value = 0
  const onPiece = (): void => {
    progress.value += 1
    say({ sentence: "sending-files", gaps: { done: progress.value, total } })
  }
  for (const file of files) attachments.push(await sealFile(file, put, onPiece))
  return attachments
}

/** Counts tickets over all tries of this page, so that none ever names two things. */
let pieces = 0

const report = async (roster: Roster, codename: Codename, rootKey: Bytes): Promise<void> => {
  const given = answers()
  if (given["story"] === undefined && files.length === 0) throw new Trouble("empty")
  if (files.some((file) => file.size > LARGEST)) throw new Trouble("too-many")
  if (!find("#noted", HTMLInputElement).checked) throw new Trouble("codename")
  say({ sentence: "sealing" })
  const keys = await keysOf(codename, new Uint8Array(await crypto.subtle.digest("SHA-256", rootKey)))
  const attachments = await sendFiles(async (piece) => {
    const { ticket } = await keys.ticket(++pieces)
    await send(`/pieces/${ticket}`, piece, pause)
    return ticket
  })
  say({ sentence: "sealing" })
  const sealed = await seal(roster.recipients, {
    format: "sotto/1 report", page: document.documentElement.lang, answers: given, attachments,
    reply_to: keys.recipient, tag_key: toHex(keys.tagKey),
  })
  document.documentElement.dataset["sealed"] = "yes"
  say({ sentence: "sending" })
  await send(`/reports/${(await keys.ticket(0)).ticket}`, sealed, pause)
}

const showCodename = (codename: Codename): void => {
  find("#words", HTMLElement).replaceChildren(...codename.words.map((word) => {
    const item = document.createElement("li")
    item.textContent = word
    return item
  }))
  find("#digits", HTMLElement).textContent = codename.digits.join(" ")
}

const showSent = (): void => {
  sent = true
  form.reset()
  files.length = 0
  find("#sent-codename", HTMLElement).append(find("#words", HTMLElement))
  for (const element of document.querySelectorAll("#form, .before, .lead, #asked, #trust")) element.remove()
  find("#sent", HTMLElement).hidden = false
  find("#sent-heading", HTMLElement).focus()
}

const submit = async (roster: Roster, codename: Codename, rootKey: Bytes): Promise<void> => {
  trouble.hidden = true
  // Begun before the fields are closed: it reads them at once, and closed fields have no answers.
  const sending = report(roster, codename, rootKey)
  fields.disabled = true
  sendButton.disabled = true
  try {
    await sending
    showSent()
  } catch (cause) {
    fields.disabled = false
    sendButton.disabled = false
    progress.hidden = true
    status.textContent = ""
    complain(cause)
  }
}

const start = async (): Promise<void> => {
  trust.textContent = worded({ sentence: "checking" })
  retry.hidden = true
  trouble.hidden = true
  const rootKey = fromHex(find('meta[name="sotto-root"]', HTMLMetaElement).content, 32)
  // The subtle API is missing where the page is not a secure context, whatever its type says.
  if (!("subtle" in crypto)) throw new Trouble("no-crypto")
  const roster = await meet(rootKey)
  const codename = await newCodename()
  showCodename(codename)
  const gaps = { count: roster.recipients.length, organisation: roster.organisation }
  trust.textContent = worded({ sentence: "ready", gaps })
  sendButton.disabled = false
  form.addEventListener("submit", () => void submit(roster, codename, rootKey))
}

const begin = (): void => {
  start().catch((cause: unknown) => {
    trust.textContent = ""
    complain(cause)
    const temporary = cause instanceof Trouble && cause.saying.sentence === "roster-unreachable"
    if (!temporary) return
    retry.hidden = false
    waiting.add(begin)
  })
}

retry.addEventListener("click", () => {
  const all = [...waiting]
  waiting.clear()
  for (const wake of all) wake()
})
form.addEventListener("submit", (event) => { event.preventDefault() })
// Closed until here: without scripts nothing could be sent, and nothing typed may go anywhere in clear.
fields.disabled = false
find("#files", HTMLInputElement).addEventListener("change", (event) => {
  const input = event.currentTarget as HTMLInputElement
  files.push(...(input.files ?? []))
  input.value = ""
  listFiles()
})
window.addEventListener("beforeunload", (event) => {
  const unsent = !sent && (files.length > 0 || Object.keys(answers()).length > 0 || fields.disabled)
  if (unsent) event.preventDefault()
})
begin()
