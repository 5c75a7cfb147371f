/** What goes on without the handler: shows what changed, and locks the desk when nobody is there. */
import { ask, isAdmitted } from "./api.ts"
import { showAgain } from "./case.ts"
import { complain, find, idle } from "./dom.ts"
import { isLocked, lock } from "./lock.ts"
import { showQueue } from "./queue.ts"
import { now } from "./state.ts"

/** After so long without a key or a click the desk is locked, in milliseconds. */
const IDLE = 10 * 60_000
/** The desk is asked what changed after every so many milliseconds. */
const EVERY = 3_000

interface Status {
  readonly revision: number
  readonly pull: string
  readonly pulling: boolean
  readonly alerts: number
}

/** Returns true while something is written that a redrawn pane would take from under somebody's hands. */
const isWriting = (): boolean => {
  const within = document.activeElement?.closest("#case form, #case details") ?? null
  return within !== null || document.querySelector("#preview:not([hidden]), #case details[open]") !== null
}

/** Shows what changed since the last look. */
export const look = async (): Promise<void> => {
  if (isLocked() || !isAdmitted()) return
  const status = JSON.parse(await ask("/status")) as Status
  find("badge").textContent = status.pull
  find("badge").classList.toggle("busy", status.pulling)
  find("alarm").hidden = status.alerts === 0
  const count = find("alarm").lastElementChild
  if (count !== null) count.textContent = String(status.alerts)
  if (status.revision === now.revision) return
  now.revision = status.revision
  await showQueue()
  if (!isWriting()) await showAgain()
}

/** Looks every few seconds while the page is seen, and locks the desk when nobody has moved for long. */
export const watch = (): void => {
  setInterval(() => {
    if (idle() > IDLE && !isLocked()) lock().catch(complain)
    else if (!document.hidden) look().catch(complain)
  }, EVERY)
}
