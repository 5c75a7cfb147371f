/** Replies as they hang on a board in a test, and the board's answers. */
import { Encrypter } from "age-encryption"
import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { concat, toTicket, utf8 } from "../form/bytes.ts"

/** What hangs under one tag. */
export interface Hung {
  readonly tag: string
  readonly bytes: Uint8Array
}

/** Returns a reply as the desk seals it: exactly 4 KiB. */
export const sealedTo = async (recipient: string, text: string): Promise<Uint8Array> => {
  const age = new Encrypter()
  age.addRecipient(recipient)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, utf8(text).length)
  const head = concat(utf8("sotto/1 reply\n"), length, utf8(text))
  const whole = await age.encrypt(concat(head, new Uint8Array(4096 - 70 - 1557 - 16 - 16 - head.length)))
  assert.equal(whole.length, 4096)
  return whole
}

/** Returns as many pages of what is nobody's. */
export const strangers = (pages: number): Hung[] =>
  Array.from({ length: 32 * pages }, () => ({ tag: toTicket(randomBytes(16)), bytes: randomBytes(4096) }))

const tagBytes = (tag: string): Uint8Array => {
  let bits = 0n
  for (const letter of tag) bits = bits << 5n | BigInt("abcdefghijklmnopqrstuvwxyz234567".indexOf(letter))
  return Uint8Array.from({ length: 16 }, (_, n) => Number(bits >> BigInt(8 * (15 - n) + 2) & 255n))
}

/** Returns what a board with these entries, in this order, answers to `GET /board` or `GET /board/{page}`. */
export const answerOf = (entries: readonly Hung[], path: string): Uint8Array => {
  if (path === "/board") return concat(...entries.map(({ tag }) => tagBytes(tag)))
  const page = Number(path.slice("/board/".length))
  return concat(...entries.slice(32 * page, 32 * page + 32).flatMap(({ tag, bytes }) => [tagBytes(tag), bytes]))
}
