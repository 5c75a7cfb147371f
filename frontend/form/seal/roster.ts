/**
 * The handlers' keys, once the organisation's root key has vouched for the handlers and each handler for
 * their key. The server is not believed: whoever names the recipients reads the reports.
 */
import { digest, fromHex, toHex, utf8, type Bytes } from "../bytes.ts"
import { UserError } from "../language/messages.ts"

/** Never empty, never classical: an age file sealed to nobody is made without complaint and lost for ever. */
export type Recipients = readonly [`age1pq1${string}`, ...`age1pq1${string}`[]]

/** Who may open a report: handlers whom the root key has signed, by the keys that they have signed for these weeks. */
export interface Roster {
  readonly organisation: string
  readonly recipients: Recipients
  readonly to: SealedTo
  /** The key, in hexadecimal, with which each handler's signatures are verified, by the handler's id. */
  readonly handlers: ReadonlyMap<string, string>
}

/** What a report says of whom it was sealed to, so that a desk notices who was left out: SHA-256 of each, in hexadecimal. */
export interface SealedTo {
  readonly roster: string
  readonly cards: readonly string[]
}

/** The organisation signed this roster, but nothing may be sealed by it today: its days are over, or too few have a card. */
export class UnusableRoster extends UserError {
  readonly handlers: Roster["handlers"]

  constructor(sentence: "roster-expired" | "roster-away", handlers: Roster["handlers"]) {
    super(sentence)
    this.handlers = handlers
  }
}

const HYBRID = /^age1pq1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{1952}$/
const DAY = /^\d{4}-\d{2}-\d{2}$/
const KEY = /^[0-9a-f]{64}$/
/** How many days an epoch has, in which a handler keeps one key. */
const EPOCH = 28

/**
 * Reads `signed`: a signature of 128 hexadecimal digits and a text on a line each, first the roster, then epoch cards.
 * `today` is a UTC day such as 2026-11-22. Throws {@link UserError}, and never a roster to be doubted.
 */
export const readRoster = async (signed: string, rootKey: Bytes, today: string): Promise<Roster> => {
  const [first = "", json = "", ...cards] = signed.split("\n")
  if (!await isSigned(first, json, "roster", rootKey)) throw new UserError("roster-refused")
  const { organisation, handlers, least, notBefore, notAfter } = parseRoster(json)
  if (today < notBefore || today > notAfter) throw new UnusableRoster("roster-expired", handlers)
  const counted = await cardsThatCount(cards, handlers, toHex(rootKey), epochOf(today))
  const [one, ...others] = counted.map((card) => card.recipient)
  if (one === undefined || counted.length < least) throw new UnusableRoster("roster-away", handlers)
  const to = { roster: await digestOf(json), cards: await Promise.all(counted.map((card) => digestOf(card.json))) }
  return { organisation, recipients: [one, ...others], to, handlers }
}

/** Returns the number of a day's epoch. */
const epochOf = (today: string): number => Math.floor(Date.parse(`${today}T00:00:00Z`) / 86_400_000 / EPOCH)

const digestOf = async (text: string): Promise<string> => toHex(await digest(utf8(text)))

const isSigned = async (line: string, text: string, purpose: string, by: Bytes): Promise<boolean> => {
  let key: CryptoKey, signature: Bytes
  try {
    signature = fromHex(line, 64)
  } catch {
    return false
  }
  try {
    key = await crypto.subtle.importKey("raw", by, "Ed25519", false, ["verify"])
  } catch {
    throw new UserError("no-crypto")
  }
  return crypto.subtle.verify("Ed25519", key, signature, utf8(`sotto/1 ${purpose}\n${text}`))
}

interface Parsed {
  readonly organisation: string
  readonly notBefore: string
  readonly notAfter: string
  readonly least: number
  readonly handlers: ReadonlyMap<string, string>
}

const parseRoster = (json: string): Parsed => {
  const { format, organisation, not_before, not_after, least, handlers } = record(json) ?? {}
  const sound = format === "sotto/2 roster" && typeof organisation === "string" && isDay(not_before) && isDay(not_after)
  if (!sound || !Array.isArray(handlers) || !isCount(least)) throw new UserError("roster-malformed")
  const named = handlers.map(handler)
  const keys = new Map(named)
  const distinct = keys.size === named.length && new Set(keys.values()).size === named.length
  const sane = named.length >= 1 && named.length <= 64 && least >= Math.min(named.length, 2) && least <= named.length
  if (!distinct || !sane) throw new UserError("roster-malformed")
  return { organisation, notBefore: not_before, notAfter: not_after, least, handlers: keys }
}

const handler = (value: unknown): readonly [string, string] => {
  const { id, verifying_key } = isRecord(value) ? value : {}
  if (typeof id !== "string" || typeof verifying_key !== "string" || !KEY.test(verifying_key)) throw new UserError("roster-malformed")
  return [id, verifying_key]
}

interface Card { readonly json: string, readonly recipient: `age1pq1${string}` }

/** Returns the cards of this epoch that a handler signed for this organisation: one of each handler. All others are left out. */
const cardsThatCount = async (lines: readonly string[], handlers: ReadonlyMap<string, string>, root: string, epoch: number): Promise<Card[]> => {
  const counted = new Map<string, Card>()
  for (let n = 0; n + 1 < lines.length && n < 2 * 128; n += 2) {
    const [line = "", json = ""] = [lines[n], lines[n + 1]]
    const card = record(json) ?? {}
    const { recipient } = card
    const id = typeof card["handler"] === "string" ? card["handler"] : ""
    const key = handlers.get(id)
    const meant = card["format"] === "sotto/2 card" && card["root"] === root && card["epoch"] === epoch
    if (key === undefined || !meant || !isHybrid(recipient) || counted.has(id)) continue
    if (await isSigned(line, json, "card", fromHex(key, 32))) counted.set(id, { json, recipient })
  }
  return [...counted.values()]
}

const record = (json: string): Record<string, unknown> | undefined => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return undefined
  }
  return isRecord(value) ? value : undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null
const isDay = (value: unknown): value is string => typeof value === "string" && DAY.test(value)
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value > 0
const isHybrid = (value: unknown): value is `age1pq1${string}` => typeof value === "string" && HYBRID.test(value)
