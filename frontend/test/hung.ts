/** Replies as they hang on a board in a test, and the board's answers. */
import { Encrypter } from "age-encryption"
import assert from "node:assert/strict"
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto"
import { concat, toTicket, utf8 } from "../form/bytes.ts"

/** What hangs under one tag. */
export interface Hung {
  readonly tag: string
  readonly bytes: Uint8Array
}

/** Somebody who signs, with the key that a roster has for them. */
export interface Signer {
  readonly id: string
  readonly verifyingKey: string
  readonly sign: (message: Uint8Array) => Uint8Array
}

/** Returns somebody with new keys. */
export const signer = (id: string): Signer => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const verifyingKey = publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("hex")
  return { id, verifyingKey, sign: (message) => sign(null, message, privateKey) }
}

/** The one handler of the roster. */
export const ANA = signer("ana")
export const HANDLERS: ReadonlyMap<string, string> = new Map([[ANA.id, ANA.verifyingKey]])

/** A reply, and whom its writer says that it is for, which in an honest one is whom it is sealed to. */
export interface Letter {
  readonly tag: string
  readonly text: string
  readonly by?: Signer
  /** The reply address that is signed. */
  readonly address?: string
  readonly purpose?: string
  /** What the signature is not over. */
  readonly changed?: Readonly<Record<string, unknown>>
}

/** Returns a reply as the desk seals it: exactly 4 KiB. */
export const sealedTo = async (recipient: string, letter: Letter): Promise<Uint8Array> => {
  const { tag, text, by = ANA, address = recipient, purpose = "reply", changed = {} } = letter
  const digest = createHash("sha256").update(address).digest("hex")
  const reply = { address: digest, day: "2026-11-25", handler: by.id, roster: 3, tag, text }
  const signature = Buffer.from(by.sign(utf8(`sotto/1 ${purpose}\n${JSON.stringify(reply)}`))).toString("hex")
  return sealedAs(recipient, "sotto/2 reply\n", JSON.stringify({ reply: { ...reply, ...changed }, signature }))
}

/** Returns a frame with this content, sealed: exactly 4 KiB. */
export const sealedAs = async (recipient: string, magic: string, content: string): Promise<Uint8Array> => {
  const age = new Encrypter()
  age.addRecipient(recipient)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, utf8(content).length)
  const head = concat(utf8(magic), length, utf8(content))
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
