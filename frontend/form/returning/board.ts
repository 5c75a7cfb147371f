/**
 * Reads the board: the index, and then every page of it, in order. What is asked for depends on how many pages
 * the intake announces and on which answers fit, and on nothing else: not on the codename, nor on what is found.
 * An intake that lies therefore learns that somebody looked, and not for what. Nothing is opened before the last
 * page is here.
 */
// Order: board, recall, withdraw > reply
import { Decrypter } from "age-encryption"
import { toTicket } from "../bytes.ts"
import { tagsOf, type Keys } from "../codename/codename.ts"
import { UserError } from "../language/messages.ts"
import type { Roster } from "../seal/roster.ts"
import { addressOf, readReply, type Written } from "./reply.ts"

const TAG = 16
const REPLY = 4 << 10
const ON_A_PAGE = 32
/** The most pages that are read, 8.4 MB; the intake pins no more (`BOARD_PAGES` in src/wire.rs). */
const MOST_PAGES = 64
/** How many replies to one codename are looked for. */
const MOST = 256
/** A reply, opened, and signed by a handler. */
export interface Reply extends Written {
  /** Counted from 0, in the order of writing. */
  readonly number: number
}

/** What was found under the tags of a codename. */
export interface Found {
  /** In the order of writing. */
  readonly replies: readonly Reply[]
  /** The numbers of those that open, and that no handler signed for this reporter. Whoever once opened the report can make them. */
  readonly unsigned: readonly number[]
}

/** Fetches bytes, or throws. */
export type Fetch = (path: string) => Promise<Uint8Array>

/** Returns what hangs there for this codename; `handlers` are the verifying keys of those who may sign replies. Throws {@link UserError}. */
export const readBoard = async (keys: Keys, get: Fetch, handlers: Roster["handlers"]): Promise<Found> =>
  opened(await fetchAll(get), keys, handlers)

/** Returns everything on the board, sealed, by tag. Knows no codename. */
const fetchAll = async (get: Fetch): Promise<ReadonlyMap<string, Uint8Array>> => {
  const index = split(await get("/board"), TAG).map(toTicket)
  const pages = index.length / ON_A_PAGE
  if (pages > MOST_PAGES) throw new UserError("board-too-long")
  const all = new Map<string, Uint8Array>()
  for (let page = 0; page < pages; page++) {
    const tags = index.slice(page * ON_A_PAGE, (page + 1) * ON_A_PAGE)
    const fetchPage = async (): Promise<Uint8Array[]> => repliesOf(await get(`/board/${page}`), tags)
    // A page that does not come, or does not fit the index, is asked for once more; everybody does so at the same place.
    const replies = await fetchPage().catch(fetchPage)
    replies.forEach((reply, at) => all.set(tags[at] ?? "", reply))
  }
  return all
}

/** Returns the replies on a page. Throws {@link UserError} if they do not hang under these tags. */
const repliesOf = (page: Uint8Array, tags: readonly string[]): Uint8Array[] => {
  const entries = split(page, TAG + REPLY)
  if (entries.map((entry) => toTicket(entry.subarray(0, TAG))).join() !== tags.join()) throw new UserError("board-changing")
  return entries.map((entry) => entry.subarray(TAG))
}

const split = (bytes: Uint8Array, size: number): Uint8Array[] => {
  if (bytes.length === 0 || bytes.length % (size * ON_A_PAGE) !== 0) throw new UserError("board-unreachable")
  return Array.from({ length: bytes.length / size }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
}

/** Opens what hangs under the tags of this codename. Asks the intake for nothing. */
const opened = async (all: ReadonlyMap<string, Uint8Array>, keys: Keys, handlers: Roster["handlers"]): Promise<Found> => {
  const age = new Decrypter()
  age.addIdentity(keys.identity)
  const address = await addressOf(keys.recipient)
  const replies: Reply[] = []
  const unsigned: number[] = []
  for (const [number, tag] of (await tagsOf(keys.tagKey, MOST)).entries()) {
    const sealed = all.get(tag)
    const framed = sealed && await age.decrypt(sealed).catch(() => undefined)
    // What hangs under our tag and is not sealed to us is from nobody who read the report.
    if (framed === undefined) continue
    const written = await readReply(framed, address, tag, handlers)
    if (written === undefined) unsigned.push(number)
    else replies.push({ number, ...written })
  }
  return { replies, unsigned }
}
