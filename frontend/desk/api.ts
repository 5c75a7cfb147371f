/** Speaks to the desk on this machine, with a token that only this tab has. */
import { idle } from "./dom.ts"

const TOKEN = "token"

let showLocked = (): void => undefined

/** Names what is done when the desk answers that it is locked. */
export const whenLocked = (act: () => void): void => { showLocked = act }

/** Returns true once this tab has a token. */
export const isAdmitted = (): boolean => sessionStorage.getItem(TOKEN) !== null

/** Returns what a tab without a token says. */
export const notAdmitted = (): string => document.body.dataset["notAdmitted"] ?? ""

/** Takes the token out of the address, where the file put it, for one that only this tab has. */
export const exchange = async (): Promise<void> => {
  const handed = location.hash.slice(1)
  history.replaceState(null, "", "/")
  if (handed === "") return
  const headers = { "content-type": "application/json" }
  const response = await fetch("/session", { method: "POST", headers, body: JSON.stringify({ token: handed }) })
  if (!response.ok) return
  const { token } = await response.json() as { token: string }
  sessionStorage.setItem(TOKEN, token)
}

/** Returns what the desk answers, as text: GET without a body, POST with one. Throws an error with the desk's own words. */
export const ask = async (path: string, body?: unknown, options: RequestInit = {}): Promise<string> => {
  const headers = {
    authorization: `Bearer ${sessionStorage.getItem(TOKEN) ?? ""}`,
    "content-type": "application/json",
    // For how many seconds nobody has done anything here: the desk locks itself by it.
    "sotto-idle": String(Math.floor(idle() / 1_000)),
  }
  const sent = body === undefined ? { method: "GET" } : { method: "POST", body: JSON.stringify(body) }
  const response = await fetch(path, { headers, ...sent, ...options })
  if (response.status === 401) throw new Error(notAdmitted())
  if (response.status === 423) showLocked()
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}
