/**
 * Carries sealed bytes to the intake. The same bytes go under the same ticket until the intake says that
 * they are durable: a broken circuit costs one request, and nothing is sealed or counted twice.
 */
import type { Bytes } from "./bytes.ts"
import { UserError } from "./language/messages.ts"

/** Between tries, in seconds; the last one goes on. */
const PAUSES = [1, 2, 4, 8, 15, 30, 60] as const
/** How long one try may take, in seconds: a stalled circuit gives no error, and a slow one needs its time. */
const PATIENCE = [60, 120, 240, 480, 900] as const

/** Told before each pause; resolves early when the reporter wants to try again now. */
export type Pause = (seconds: number) => Promise<void>

/** Puts `sealed` at `path` until it is durable there. Throws {@link UserError} only if the intake refuses it. */
export const send = (path: string, sealed: Bytes, pause: Pause): Promise<void> => until("PUT", path, sealed, pause)

/** Takes back what lies under the tickets of these secrets: 32 bytes each, at most 64. */
export const takeBack = (secrets: Bytes, pause: Pause, base = ""): Promise<void> => until("POST", `${base}/withdrawals`, secrets, pause)

const until = async (method: string, path: string, body: Bytes, pause: Pause): Promise<void> => {
  for (let tries = 0; ; tries++) {
    const status = await attempt(method, path, body, PATIENCE[Math.min(tries, PATIENCE.length - 1)] ?? 900)
    if (status === 200 || status === 201) return
    if (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429) throw new UserError("refused")
    await pause(PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 60)
  }
}

/** Returns the HTTP status, or nothing if no answer came. */
const attempt = async (method: string, path: string, body: Bytes, patience: number): Promise<number | undefined> => {
  try {
    const request = { method, body, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" } as const
    return (await fetch(path, { ...request, signal: AbortSignal.timeout(patience * 1000) })).status
  } catch {
    return undefined
  }
}
