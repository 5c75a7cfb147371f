/**
 * Takes back what a codename named: the first report and its pieces. The same number of secrets goes to the
 * intake however many pieces there were, so that it is not told.
 */
import { concat } from "../bytes.ts"
import type { Keys } from "../codename/codename.ts"
import { takeBack, type Pause } from "../send.ts"

/** Secrets in one request. */
const TOGETHER = 64
/** Requests for what most people send: 1 GiB; and for as much as anybody may. */
export const REQUESTS = { most: 16, all: 320 } as const

/** Requests under way at a time: each waits for the intake's tick. */
const IN_FLIGHT = 4

/** Resolves when all that the intake still held is erased. `onRequest` is called after each request. */
export const withdraw = async (keys: Keys, requests: number, pause: Pause, onRequest: () => void, base = ""): Promise<void> => {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < requests) {
      const first = TOGETHER * next++
      const names = await Promise.all(Array.from({ length: TOGETHER }, (_, n) => keys.name(first + n)))
      await takeBack(concat(...names.map(({ secret }) => secret)), pause, base)
      onRequest()
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, work))
}
