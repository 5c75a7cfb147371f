/**
 * Reads the board: the index, and then every page of it, in order. What is asked for depends on how many pages
 * the intake announces and on which answers fit, and on nothing else: not on the codename, nor on what is found.
 * An intake that lies therefore learns that somebody looked, and not for what. Nothing is opened before the last
 * page is here.
 */
// Order: board, recall, withdraw
import { Decrypter } from "age-encryption"
import { toTicket } from "../bytes.ts"
import { tagsOf, type Keys } from "../codename/codename.ts"
import { UserError } from "../language/messages.ts"

const TAG = 16
const REPLY = 4 << 10
const ON_A_PAGE = 32
/** The most pages that are read, 8.4 MB; the intake pins no more (`BOARD_PAGES` in src/wire.rs). */
const MOST_PAGES = 64
/** How many replies to one codename are looked for. */
const MOST = 256
const MAGIC = "sotto/1 reply\n"

/** A reply, opened. */
export interface Reply {
  /** Counted from 0, in the order of writing. */
  readonly number: number
  readonly text: string
}

/** Fetches bytes, or throws. */
export type Fetch = (path: string) => Promise<Uint8Array>

/** Returns the replies to this codename, in the order of writing. Throws {@link UserError}. */
export const readBoard = async (keys: Keys, get: Fetch): Promise<readonly Reply[]> => opened(await fetchAll(get), keys)

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

const opened = async (all: ReadonlyMap<string, Uint8Array>, keys: Keys): Promise<Reply[]> => {
  const age = new Decrypter()
  age.addIdentity(keys.identity)
  const replies: Reply[] = []
  for (const [number, tag] of (await tagsOf(keys.tagKey, MOST)).entries()) {
    const sealed = all.get(tag)
    if (sealed === undefined) continue
    const text = unframe(await age.decrypt(sealed).catch(() => new Uint8Array()))
    // What hangs under our tag and is not sealed to us was not written by a handler.
    if (text !== undefined) replies.push({ number, text })
  }
  return replies
}

/** Opens the frame: `sotto/1 reply`, a line feed, the length in four bytes, the text, zeros. */
export const unframe = (framed: Uint8Array): string | undefined => {
  const head = MAGIC.length + 4
  if (framed.length < head || new TextDecoder().decode(framed.subarray(0, MAGIC.length)) !== MAGIC) return undefined
  const length = new DataView(framed.buffer, framed.byteOffset).getUint32(MAGIC.length)
  const padding = framed.subarray(head + length)
  if (head + length > framed.length || padding.some((byte) => byte !== 0)) return undefined
  return new TextDecoder().decode(framed.subarray(head, head + length))
}
