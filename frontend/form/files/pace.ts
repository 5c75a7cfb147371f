/** How far the files have come, how fast they go, and the pause that the reporter may make. */
import { find, say, sizeOf } from "../page.ts"
import { doingNow } from "../waiting.ts"
import { items } from "./items.ts"
import { PIECE, piecesOf } from "./pieces.ts"

const progress = find("#progress", HTMLElement)
const all = find("#all", HTMLProgressElement)
const paceLine = find("#pace", HTMLElement)
const pauseButton = find("#pause", HTMLButtonElement)

/** When sending began, and how long it was paused since, in milliseconds. */
const clock = { began: 0, paused: 0 }

interface Pause {
  readonly over: Promise<void>
  readonly end: () => void
}
let pause: Pause | undefined

/** Begins to measure, and shows how far each file has come. */
export const showProgress = (): void => {
  clock.began = performance.now()
  clock.paused = 0
  measure()
  progress.hidden = items().length === 0
}

/** Shows no progress any more, and ends a pause. */
export const hideProgress = (): void => {
  progress.hidden = true
  goOn()
  for (const { bar, line } of items()) {
    bar.hidden = true
    line.textContent = ""
  }
}

/** Resolves once the reporter has ended the pause; at once if there is none. */
export const unpaused = async (): Promise<void> => { await pause?.over }

/** Shows how far each file and all of them have come, how fast, and how long it will take. */
export const measure = (): void => {
  let [done, total] = [0, 0]
  for (const { file, bar, line, pieces } of items()) {
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
  paceLine.textContent = inWords(done * PIECE, total * PIECE)
}

/** Returns the pace and how long it will take, in words, once there is something to measure; both arguments in bytes. */
const inWords = (done: number, total: number): string => {
  const seconds = (performance.now() - clock.began - clock.paused) / 1000
  const gaps = { done: sizeOf(done), total: sizeOf(total) }
  if (done === 0 || seconds < 1) return say("pace-unknown", gaps)
  const pace = done / seconds
  return say("pace", { ...gaps, pace: sizeOf(pace), left: lasting((total - done) / pace) })
}

const lasting = (seconds: number): string => {
  if (seconds < 90) return say("duration-seconds", { count: Math.ceil(seconds) })
  if (seconds < 5400) return say("duration-minutes", { count: Math.round(seconds / 60) })
  return say("duration-hours", { count: Math.round(seconds / 360) / 10 })
}

const beginPause = (): void => {
  let resolve = (): void => undefined
  const over = new Promise<void>((settle) => { resolve = settle })
  const since = performance.now()
  const end = (): void => {
    clock.paused += performance.now() - since
    resolve()
  }
  pause = { over, end }
  pauseButton.textContent = say("resume")
}

/** Ends a pause, if there is one. */
const goOn = (): void => {
  pause?.end()
  pause = undefined
  pauseButton.textContent = say("pause")
}

pauseButton.addEventListener("click", () => {
  const begins = pause === undefined
  if (begins) beginPause()
  else goOn()
  doingNow(say(begins ? "paused" : "sealing"))
})
