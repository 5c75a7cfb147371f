/**
 * The handlers' keys, once the organisation's root key has vouched for them. The server is not
 * believed: whoever names the recipients reads the reports.
 */
import { fromHex, utf8, type Bytes } from "../bytes.ts"
import { UserError } from "../language/messages.ts"

/** Never empty, never classical: an age file sealed to nobody is made without complaint and lost for ever. */
export type Recipients = readonly [`age1pq1${string}`, ...`age1pq1${string}`[]]

/** Who may open a report, as the organisation's root key has signed it. */
export interface Roster {
  readonly organisation: string
  readonly recipients: Recipients
  /** The key, in hexadecimal, with which each handler's signatures are verified, by the handler's id. */
  readonly handlers: ReadonlyMap<string, string>
}

/** The organisation signed this roster, but for other days than today. */
export class ExpiredRoster extends UserError {
  readonly roster: Roster

  constructor(roster: Roster) {
    super("roster-expired")
    this.roster = roster
  }
}

const HYBRID = /^age1pq1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{1952}$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

/**
 * Reads `signed`: a signature of 128 hexadecimal digits, a line feed, the roster's JSON.
 * `today` is a UTC day such as 2026-11-22. Throws {@link UserError}, and never a roster to be doubted.
 */
export const readRoster = async (signed: string, rootKey: Bytes, today: string): Promise<Roster> => {
  const json = await vouchedFor(signed, rootKey)
  const roster = parse(json)
  if (today < roster.notBefore || today > roster.notAfter) throw new ExpiredRoster(roster)
  return roster
}

const vouchedFor = async (signed: string, rootKey: Bytes): Promise<string> => {
  const end = signed.indexOf("\n")
  const json = signed.slice(end + 1)
  let key: CryptoKey, signature: Bytes
  try {
    signature = fromHex(signed.slice(0, Math.max(end, 0)), 64)
  } catch {
    throw new UserError("roster-refused")
  }
  try {
    key = await crypto.subtle.importKey("raw", rootKey, "Ed25519", false, ["verify"])
  } catch {
    throw new UserError("no-crypto")
  }
  const genuine = await crypto.subtle.verify("Ed25519", key, signature, utf8(`sotto/1 roster\n${json}`))
  if (!genuine) throw new UserError("roster-refused")
  return json
}

const parse = (json: string): Roster & { notBefore: string, notAfter: string } => {
  let roster: unknown
  try {
    roster = JSON.parse(json)
  } catch {
    throw new UserError("roster-malformed")
  }
  if (!isRecord(roster)) throw new UserError("roster-malformed")
  const { format, organisation, not_before, not_after, handlers } = roster
  const sound = format === "sotto/1 roster" && typeof organisation === "string" && isDay(not_before) && isDay(not_after)
  if (!sound || !Array.isArray(handlers)) throw new UserError("roster-malformed")
  const [first, ...rest] = handlers.map((handler: unknown) => isRecord(handler) ? handler["recipient"] : undefined)
  const distinct = new Set([first, ...rest]).size === handlers.length && handlers.length <= 64
  if (!isHybrid(first) || !rest.every(isHybrid) || !distinct) throw new UserError("roster-malformed")
  return { organisation, recipients: [first, ...rest], handlers: signersOf(handlers), notBefore: not_before, notAfter: not_after }
}

/** Returns the verifying keys of the handlers who have one, by id. A handler without one can sign nothing. */
const signersOf = (handlers: readonly unknown[]): ReadonlyMap<string, string> => new Map(handlers.flatMap((handler) => {
  const { id, verifying_key } = isRecord(handler) ? handler : {}
  return typeof id === "string" && typeof verifying_key === "string" ? [[id, verifying_key] as const] : []
}))

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null
const isDay = (value: unknown): value is string => typeof value === "string" && DAY.test(value)
const isHybrid = (value: unknown): value is `age1pq1${string}` => typeof value === "string" && HYBRID.test(value)
