/** Waits between tries: says for how long, and lets the reporter cut it short. Several may wait at once. */
import type { Pause } from "./send.ts"
import { find, say } from "./page.ts"

const status = find("#status", HTMLElement)
const retry = find("#retry", HTMLButtonElement)

/** Whatever waits for time to pass, or for the reporter to say that it shall not. */
const waiting = new Set<() => void>()

/** What the page is doing; shown again when a pause is over. */
let doing = ""

/** Says what the page is doing. */
export const doingNow = (text: string): void => {
  doing = text
  if (waiting.size === 0) status.textContent = text
}

/** Waits so many seconds, or until the reporter asks to try again at once. */
export const pause: Pause = async (seconds) => {
  status.textContent = say("waiting", { seconds })
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      waiting.delete(wake)
      resolve()
    }
    const timer = setTimeout(wake, seconds * 1000)
    waiting.add(wake)
    retry.hidden = false
  })
  if (waiting.size > 0) return
  retry.hidden = true
  doingNow(doing)
}

retry.addEventListener("click", () => {
  const all = [...waiting]
  waiting.clear()
  retry.hidden = true
  for (const wake of all) wake()
})
