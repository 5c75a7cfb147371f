/** Opens cases, by the mouse and by keys, and notes which were read. */
import { ask } from "./api.ts"
import { complain, find, shown } from "./dom.ts"
import { arrived, fill } from "./pane.ts"
import { mark, rows, showQueue, ticketOf } from "./queue.ts"
import { now } from "./state.ts"

/** A case to which a key leads is asked for when no further key follows for so long, in milliseconds. */
const PAUSE = 120
/** A case to which a key led is read once it has been shown for so long, in milliseconds. */
const READ = 1_000

let pause: ReturnType<typeof setTimeout> | undefined
let reading: ReturnType<typeof setTimeout> | undefined

/** Opens a case. It is read once it has been shown for `stay` milliseconds. */
export const showCase = async (ticket: string, stay = 0): Promise<void> => {
  clearTimeout(pause)
  pause = undefined
  now.at = ticket
  mark()
  await fill(`/case/${ticket}`)
  if (now.at !== ticket || shown() === "") return
  // A case has several tickets; the queue knows it by the first.
  now.at = shown()
  find("case").scrollTop = 0
  mark()
  readAfter(stay)
}

/** Shows the team in the place of a case. */
export const showTeam = async (): Promise<void> => {
  clearTimeout(pause)
  pause = undefined
  now.at = ""
  mark()
  await fill("/team")
}

/** Highlights a case, and opens it unless another follows at once. */
const openSoon = (ticket: string): void => {
  clearTimeout(pause)
  now.at = ticket
  mark()
  pause = setTimeout(() => { showCase(ticket, READ).catch(complain) }, PAUSE)
}

/** Resolves once the highlighted case is in the pane: nothing is done by keys to what is not shown. */
export const settled = async (): Promise<void> => {
  if (pause !== undefined) await showCase(now.at, READ).catch(complain)
  else await arrived().catch(() => undefined)
}

/** Opens the case so many rows further; where the open case is not in the queue, the one that stands in its place now. */
export const move = (by: 1 | -1): void => {
  const all = rows()
  const at = all.findIndex((row) => ticketOf(row) === now.at)
  const further = at !== -1 ? at + by : by > 0 ? now.row : now.row - 1
  const next = all[Math.min(all.length - 1, Math.max(0, further))]
  if (next === undefined || ticketOf(next) === now.at) return
  openSoon(ticketOf(next))
  next.focus()
  next.scrollIntoView({ block: "nearest" })
}

/** Opens the row that has the focus, or else the one to which the focus would come. */
export const openRow = async (): Promise<void> => {
  const row = rows().find((row) => row === document.activeElement) ?? rows().find((row) => row.tabIndex === 0)
  if (row !== undefined) await showCase(ticketOf(row))
}

/** Notes that the shown case is read, if it stays for so many milliseconds before somebody's eyes. */
export const readAfter = (stay = READ): void => {
  clearTimeout(reading)
  const ticket = shown()
  if (ticket === "") return
  reading = setTimeout(() => {
    if (shown() === ticket && !document.hidden) ask(`/read/${ticket}`, {}).catch(complain)
  }, stay)
}

/** Shows the open case as it is by now; nothing, once it is forgotten. */
export const showAgain = async (): Promise<void> => {
  const ticket = shown()
  // Nothing is open, or another case is on its way.
  if (ticket === "" || ticket !== now.at) return
  await fill(`/case/${ticket}`)
  readAfter()
}

/** Shows the queue and the open case as they are by now. */
export const again = async (): Promise<void> => {
  await showQueue()
  await showAgain()
}
