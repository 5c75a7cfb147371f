/** The queue: its rows, which of them is open, and which are selected. */
import { ask } from "./api.ts"
import { complain, find, render } from "./dom.ts"
import { now } from "./state.ts"

/** Returns the rows, most urgent first. */
export const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("#rows > li")]

/** Returns the ticket of a row; empty where there is no row. */
export const ticketOf = (row: HTMLElement | undefined): string => row?.dataset["ticket"] ?? ""

/** Shows which row is open, which are selected, and how many. */
export const mark = (): void => {
  const all = rows()
  const at = all.findIndex((row) => ticketOf(row) === now.at)
  if (at !== -1) now.row = at
  const reachable = Math.min(now.row, all.length - 1)
  for (const [index, row] of all.entries()) {
    row.setAttribute("aria-selected", String(now.chosen.has(ticketOf(row))))
    row.classList.toggle("at", index === at)
    row.tabIndex = index === reachable ? 0 : -1
    if (index === at) row.setAttribute("aria-current", "true")
    else row.removeAttribute("aria-current")
  }
  countChosen().catch(complain)
}

let counted = 0

/** Says how many rows are selected, wherever in the queue they are. */
const countChosen = async (): Promise<void> => {
  if (now.chosen.size === counted) return
  const count = counted = now.chosen.size
  const text = count === 0 ? "" : await ask(`/selected/${count}`)
  if (count !== counted) return
  find("selected").textContent = text
  find("selected").hidden = count === 0
}

/** Selects the row of the open case, or no longer. */
export const select = (): void => {
  if (document.querySelector("#rows > li.at") === null) return
  if (!now.chosen.delete(now.at)) now.chosen.add(now.at)
  mark()
}

/** Selects nothing. */
export const unselect = (): void => {
  now.chosen.clear()
  mark()
}

let turn = 0

/** Shows what is searched for as it is by now; of several answers on their way only the last. */
export const showQueue = async (): Promise<void> => {
  const own = ++turn
  const html = await ask("/queue", { query: now.query, limit: now.limit })
  if (own !== turn) return
  const scrolled = find("queue").scrollTop
  render(find("queue"), html)
  find("queue").scrollTop = scrolled
  const here = new Set(rows().map(ticketOf))
  for (const ticket of now.chosen) if (!here.has(ticket)) now.chosen.delete(ticket)
  mark()
}

/** Searches for something else. */
export const search = (query: string): Promise<void> => {
  now.query = query
  now.limit = 0
  return showQueue()
}
