/** The files that a reporter adds: what they hide, what is done about it, and how far each has come. */
// Order: files > pieces
import { concat, type Bytes } from "../bytes.ts"
import type { Named } from "../codename/codename.ts"
import { Trouble } from "../language/messages.ts"
import type { Detail } from "../metadata/detail.ts"
import { inspect, type Inspected } from "../metadata/inspect.ts"
import { find, make, say, sizeOf } from "../page.ts"
import { LARGEST, PIECE, piecesOf, sealFile } from "./pieces.ts"
import type { Attachment } from "../seal/report.ts"
import { send, takeBack } from "../send.ts"
import { doingNow, pause } from "../waiting.ts"

interface Item {
  readonly file: File
  readonly row: HTMLLIElement
  readonly bar: HTMLProgressElement
  /** How much of it has arrived, in words. */
  readonly line: HTMLParagraphElement
  /** Settles once somebody has looked into it. */
  readonly looked: Promise<Inspected>
  /** Whether the reporter wants to send what was found, as evidence. */
  original: boolean
  /** Set when the reporter takes it off the list. */
  removed: boolean
  pieces: number
  secrets: Bytes[]
}

/** The reporter took the file off the list while it was being sent. */
class Removed extends Error {}

const SECRETS_AT_ONCE = 64

const list = find("#file-list", HTMLElement)
const progress = find("#progress", HTMLElement)
const all = find("#all", HTMLProgressElement)
const paceLine = find("#pace", HTMLElement)
const pauseButton = find("#pause", HTMLButtonElement)

let items: Item[] = []
let paused: { over: Promise<void>, resume: () => void } | undefined
let began = 0
let waited = 0

export const hasFiles = (): boolean => items.length > 0

/** Files that go on the list, whether chosen or dropped. */
const add = (files: Iterable<File>): void => {
  for (const file of files) {
    const row = make("li")
    const [bar, line] = [make("progress"), make("p", "", "hint")]
    bar.hidden = true
    const item: Item = { file, row, bar, line, looked: inspect(file), original: false, removed: false, pieces: 0, secrets: [] }
    show(item)
    list.append(row)
    items.push(item)
  }
}

const show = (item: Item): void => {
  const { file, row, bar, line } = item
  const name = make("bdi", say("file", { name: file.name, size: sizeOf(file.size) }), "file-name")
  const remove = make("button", say("remove", { name: file.name }), "quiet")
  remove.type = "button"
  remove.addEventListener("click", () => { takeOff(item) })
  const head = make("div", "", "file-head")
  head.append(name, remove)
  const hides = make("div", say("looking"), "hides hint")
  bar.ariaLabel = file.name
  row.replaceChildren(head, bar, line, hides)
  // A file that is gone already is named when it is to be sent; here it only stays unread.
  item.looked.catch((): Inspected => ({ kind: "unread", found: [] })).then((inspected) => {
    hides.replaceChildren(...told(item, inspected))
  }, () => undefined)
}

/** What the file hides, before and after. */
const told = (item: Item, inspected: Inspected): HTMLElement[] => {
  const { kind, found } = inspected
  if (kind === "unread") return [make("p", say("hides-unread"))]
  if (found.length === 0) return [make("p", say("hides-nothing"))]
  const strippable = kind === "picture"
  const rows = [...byDetail(found)].map(([detail, values]) => {
    const fate = make("strong", strippable && !item.original ? say("taken-out") : say("stays-in"))
    const value = make("bdi", values.join(" · "))
    const line = make("li", `${say(`detail-${detail}`)}: `)
    line.append(value, " – ", fate)
    return { line, fate }
  })
  const lines = make("ul", "", "details")
  lines.append(...rows.map(({ line }) => line))
  if (!strippable) return [make("p", say("hides-document")), lines]
  const box = make("input")
  box.type = "checkbox"
  box.disabled = !open()
  const label = make("label", "", "choice")
  label.append(box, make("span", say("original")))
  box.addEventListener("change", () => {
    item.original = box.checked
    for (const { fate } of rows) fate.textContent = item.original ? say("stays-in") : say("taken-out")
  })
  return [make("p", say("hides")), lines, label]
}

const byDetail = (found: readonly { detail: Detail, value: string }[]): Map<Detail, string[]> => {
  const grouped = new Map<Detail, string[]>()
  for (const { detail, value } of found) {
    const values = grouped.get(detail) ?? []
    if (!values.includes(value)) grouped.set(detail, [...values, value])
  }
  return grouped
}

/** Off the list; what of it was sent already is taken back. */
const takeOff = (item: Item): void => {
  item.removed = true
  items = items.filter((other) => other !== item)
  item.row.remove()
  const next = open() ? find("#files", HTMLElement) : pauseButton
  next.focus()
  void takeBackPieces(item)
}

const takeBackPieces = async (item: Item): Promise<void> => {
  const secrets = item.secrets.splice(0)
  for (let at = 0; at < secrets.length; at += SECRETS_AT_ONCE) {
    await takeBack(concat(...secrets.slice(at, at + SECRETS_AT_ONCE)), pause).catch(() => undefined)
  }
}

/** Throws {@link Trouble} for a file that cannot be sent. */
export const checkFiles = (): void => {
  if (items.some(({ file }) => file.size > LARGEST)) throw new Trouble("too-large")
}

/** Seals and sends every file on the list, each piece under the next name. Throws {@link Trouble}. */
export const sendFiles = async (nextName: () => Promise<Named>): Promise<Attachment[]> => {
  const sealed = new Map<Item, Attachment>()
  began = performance.now()
  waited = 0
  for (const item of items) {
    item.pieces = 0
    // Of a try that failed.
    void takeBackPieces(item)
  }
  measure()
  progress.hidden = items.length === 0
  for (let item = items[0], sent = new Set<Item>(); item !== undefined; item = items.find((next) => !sent.has(next))) {
    sent.add(item)
    const attachment = await sendOne(item, nextName)
    if (attachment !== undefined) sealed.set(item, attachment)
  }
  // What was taken off after it had been sent is not mentioned either.
  return [...sealed].filter(([item]) => !item.removed).map(([, attachment]) => attachment)
}

const sendOne = async (item: Item, nextName: () => Promise<Named>): Promise<Attachment | undefined> => {
  const inspected = await item.looked.catch(() => { throw new Trouble("file-gone", { file: item.file.name }) })
  const stripped = inspected.kind === "picture" && !item.original ? inspected.clean : undefined
  const put = async (piece: Bytes): Promise<string> => {
    const { ticket, secret } = await nextName()
    await send(`/pieces/${ticket}`, piece, pause)
    item.secrets.push(secret)
    // What was on its way when the file was taken off has arrived only now.
    if (item.removed) await takeBackPieces(item)
    return ticket
  }
  const onPiece = (): void => {
    item.pieces++
    measure()
    if (!item.removed) doingNow(say("sending-file", { name: item.file.name }))
  }
  const gate = async (): Promise<void> => {
    await paused?.over
    if (item.removed) throw new Removed()
  }
  try {
    const sealed = await sealFile(stripped ?? item.file, put, { onPiece, gate })
    // Without its hidden details it may have taken fewer pieces.
    item.pieces = piecesOf(item.file.size)
    measure()
    const hidden = inspected.kind === "unread" ? "unread" : inspected.found.length === 0 ? "none" : "kept"
    return { ...sealed, metadata: stripped === undefined ? hidden : "stripped" }
  } catch (cause) {
    if (cause instanceof Removed) return undefined
    throw cause
  }
}

/** Shows how far each file and all of them have come, how fast, and how long it will take. */
const measure = (): void => {
  let [done, total] = [0, 0]
  for (const { file, bar, line, pieces } of items) {
    const count = piecesOf(file.size)
    bar.hidden = false
    bar.max = count
    bar.value = Math.min(pieces, count)
    line.textContent = say("pace-unknown", { done: sizeOf(bar.value * PIECE), total: sizeOf(count * PIECE) })
    done += bar.value
    total += count
  }
  all.max = Math.max(total, 1)
  all.value = done
  const seconds = (performance.now() - began - waited) / 1000
  const gaps = { done: sizeOf(done * PIECE), total: sizeOf(total * PIECE) }
  if (done === 0 || seconds < 1) paceLine.textContent = say("pace-unknown", gaps)
  else {
    const pace = done * PIECE / seconds
    paceLine.textContent = say("pace", { ...gaps, pace: sizeOf(pace), left: lasting((total - done) * PIECE / pace) })
  }
}

const lasting = (seconds: number): string => {
  if (seconds < 90) return say("duration-seconds", { count: Math.ceil(seconds) })
  if (seconds < 5400) return say("duration-minutes", { count: Math.round(seconds / 60) })
  return say("duration-hours", { count: Math.round(seconds / 360) / 10 })
}

export const hideProgress = (): void => {
  progress.hidden = true
  goOn()
  for (const { bar, line } of items) {
    bar.hidden = true
    line.textContent = ""
  }
}

/** Forgets every file. */
export const clearFiles = (): void => {
  items = []
  list.replaceChildren()
  hideProgress()
}

pauseButton.addEventListener("click", () => {
  if (paused === undefined) {
    const { promise: over, resolve } = withResolvers()
    const since = performance.now()
    paused = { over, resume: () => { waited += performance.now() - since; resolve() } }
    pauseButton.textContent = say("resume")
    doingNow(say("paused"))
  } else {
    goOn()
    doingNow(say("sealing"))
  }
})

/** Ends a pause, if there is one. */
const goOn = (): void => {
  paused?.resume()
  paused = undefined
  pauseButton.textContent = say("pause")
}

const withResolvers = (): { promise: Promise<void>, resolve: () => void } => {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => { resolve = settle })
  return { promise, resolve }
}

find("#files", HTMLInputElement).addEventListener("change", (event) => {
  const input = event.currentTarget as HTMLInputElement
  add(input.files ?? [])
  input.value = ""
})

const drop = find("#drop", HTMLElement)
const open = (): boolean => !find("#files", HTMLInputElement).matches(":disabled")
// Also where nothing is to be dropped: or the browser would open the file in the page's place.
document.addEventListener("dragover", (event) => {
  event.preventDefault()
  drop.classList.toggle("over", open())
})
document.addEventListener("dragleave", (event) => { if (event.relatedTarget === null) drop.classList.remove("over") })
document.addEventListener("drop", (event) => {
  event.preventDefault()
  drop.classList.remove("over")
  if (open()) add(event.dataTransfer?.files ?? [])
})
