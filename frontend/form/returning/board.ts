/**
 * Reads the board: always the index and the same number of whole pages, whether or not anything there is for
 * this reporter. The intake learns that somebody looked, and not for what.
 */
// Order: board, recall, withdraw
import { Decrypter } from "age-encryption"
import { toTicket } from "../bytes.ts"
import { tagsOf, type Keys } from "../codename/codename.ts"
import { UserError } from "../language/messages.ts"

const TAG = 16
const REPLY = 4 << 10
const ON_A_PAGE = 32
/** Pages taken at one look. */
const PAGES = 4
/** How many replies to one codename are looked for. */
const MOST = 256
const LOOKS = 3
const MAGIC = "sotto/1 reply\n"

/** A reply, opened. */
export interface Reply {
  /** Counted from 0, in the order of writing. */
  readonly number: number
  readonly text: string
}

/** What one look at the board found. */
export interface Look {
  readonly replies: readonly Reply[]
  /** Replies that are there, on pages that were not taken. */
  readonly others: number
}

/** Fetches bytes, or throws. */
export type Fetch = (path: string) => Promise<Uint8Array>

/** Looks once, past the replies that are `known`. Throws {@link UserError}. */
export const readBoard = async (keys: Keys, get: Fetch, known: ReadonlySet<number> = new Set()): Promise<Look> => {
  const tags = await tagsOf(keys.tagKey, MOST)
  const numbers = new Map(tags.map((tag, number) => [tag, number]))
  for (let looks = 0; looks < LOOKS; looks++) {
    const index = split(await get("/board"), TAG).map(toTicket)
    const wanted = index.flatMap((tag, at) => {
      const number = numbers.get(tag)
      return number === undefined || known.has(number) ? [] : [{ number, page: Math.floor(at / ON_A_PAGE) }]
    })
    const pages = choose(wanted.sort((one, other) => other.number - one.number).map(({ page }) => page), index.length / ON_A_PAGE)
    const found = await take(pages, index, get)
    // The board changed between index and pages: everybody looks again, with replies or without.
    if (found === undefined) continue
    const replies = await opened(found, numbers, keys.identity)
    return { replies, others: wanted.filter(({ page }) => !pages.includes(page)).length }
  }
  throw new UserError("board-changing")
}

/** Returns as many pages as are always taken: those with something, and others at random; in random order. */
const choose = (wanted: readonly number[], count: number): number[] => {
  const rest = shuffled(Array.from({ length: count }, (_, page) => page).filter((page) => !wanted.includes(page)))
  return shuffled([...new Set(wanted), ...rest].slice(0, PAGES))
}

const shuffled = <T>(items: readonly T[]): T[] => {
  const keyed = items.map((item) => ({ item, at: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 }))
  return keyed.sort((one, other) => one.at - other.at).map(({ item }) => item)
}

/** Returns each sealed reply by its tag; nothing if a page does not fit the index. */
const take = async (pages: readonly number[], index: readonly string[], get: Fetch): Promise<Map<string, Uint8Array> | undefined> => {
  const found = new Map<string, Uint8Array>()
  for (const page of pages) {
    const entries = split(await get(`/board/${page}`), TAG + REPLY)
    const tags = entries.map((entry) => toTicket(entry.subarray(0, TAG)))
    if (tags.join() !== index.slice(page * ON_A_PAGE, (page + 1) * ON_A_PAGE).join()) return undefined
    entries.forEach((entry, at) => found.set(tags[at] ?? "", entry.subarray(TAG)))
  }
  return found
}

const split = (bytes: Uint8Array, size: number): Uint8Array[] => {
  if (bytes.length === 0 || bytes.length % (size * ON_A_PAGE) !== 0) throw new UserError("board-unreachable")
  return Array.from({ length: bytes.length / size }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
}

const opened = async (found: ReadonlyMap<string, Uint8Array>, numbers: ReadonlyMap<string, number>, identity: string): Promise<Reply[]> => {
  const age = new Decrypter()
  age.addIdentity(identity)
  const replies: Reply[] = []
  for (const [tag, sealed] of found) {
    const number = numbers.get(tag)
    if (number === undefined) continue
    const text = unframe(await age.decrypt(sealed).catch(() => new Uint8Array()))
    // What hangs under our tag and is not sealed to us was not written by a handler.
    if (text !== undefined) replies.push({ number, text })
  }
  return replies.sort((one, other) => one.number - other.number)
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
