/** Whom this page seals to: the roster, fetched, checked, and said. */
import { fromHex, type Bytes } from "../bytes.ts"
import { UserError } from "../language/messages.ts"
import { complain, find, say } from "../page.ts"
import { readRoster, type Roster } from "./roster.ts"

/** Calls `begin` with a roster to be trusted, now or when it can be had; says why if there is none. */
export const whenTrusted = (begin: (roster: Roster) => Promise<void> | void): void => {
  const [trust, trouble] = [find("#trust", HTMLElement), find("#trust-trouble", HTMLElement)]
  const retry = find("#trust-retry", HTMLButtonElement)
  trust.textContent = say("checking")
  trouble.hidden = true
  retry.hidden = true
  fetchRoster().then(async (roster) => {
    await begin(roster)
    trust.textContent = say("ready", { count: roster.recipients.length, organisation: roster.organisation })
  }).catch((cause: unknown) => {
    trust.textContent = ""
    complain(trouble, cause)
    const why = cause instanceof UserError ? cause.saying.sentence : undefined
    find("#to-letter", HTMLElement).hidden = why !== "no-crypto"
    if (why !== "roster-unreachable") return
    retry.hidden = false
    retry.addEventListener("click", () => { whenTrusted(begin) }, { once: true })
  })
}

const rootKey = (): Bytes => fromHex(find('meta[name="sotto-root"]', HTMLMetaElement).content, 32)

/** Returns SHA-256 of the organisation's root key: what codenames are derived with. */
export const fingerprint = async (): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", rootKey()))

/** Returns the roster of today. Throws {@link UserError} if there is none to be trusted. */
export const fetchRoster = async (): Promise<Roster> => {
  // The subtle API is missing where the page is not a secure context, whatever its type says.
  if (!("subtle" in crypto)) throw new UserError("no-crypto")
  return readRoster(await download(), rootKey(), new Date().toISOString().slice(0, 10))
}

const download = async (): Promise<string> => {
  try {
    const response = await fetch("/roster.signed", { credentials: "omit", cache: "no-store" })
    if (response.ok) return await response.text()
  } catch {
    // Said below, whatever it was.
  }
  throw new UserError("roster-unreachable")
}
