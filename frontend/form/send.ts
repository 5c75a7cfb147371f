/**
 * Carries sealed bytes to the intake. The same bytes go under the same ticket until the intake says that
 * they are durable: a broken circuit costs one request, and nothing is sealed or counted twice.
 */
import type { Bytes } from "./bytes.ts"
import { Trouble } from "./messages.ts"

/** Between tries, in seconds; the last one goes on. */
const PAUSES = [1, 2, 4, 8, 15, 30, 60] as const
const PATIENCE = 300_000

/** Told before each pause; resolves early when the reporter wants to try again now. */
export type Pause = (seconds: number) => Promise<void>

/** Puts `sealed` at `path` until it is durable there. Throws {@link Trouble} only if the intake refuses it. */
export const send = async (path: string, sealed: Bytes, pause: Pause): Promise<void> => {
  for (let tries = 0; ; tries++) {
    const status = await attempt(path, sealed)
    if (status === 200 || status === 201) return
    if (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429) throw new Trouble("refused")
    await pause(PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 60)
  }
}

/** The status, or nothing if no answer came. */
const attempt = async (path: string, sealed: Bytes): Promise<number | undefined> => {
  try {
    const request = { method: "PUT", body: sealed, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" } as const
    return (await fetch(path, { ...request, signal: AbortSignal.timeout(PATIENCE) })).status
  } catch {
    return undefined
  }
}
