/**
 * Seals a report to the handlers' keys, as an age file of exactly one of four sizes
 * (https://c2sp.org/age). What was written shows in nothing but which of the four.
 */
// Order: seal, trust > report > roster
import { Encrypter } from "age-encryption"
import { concat, utf8, type Bytes } from "../bytes.ts"
import { UserError } from "../language/messages.ts"
import type { Recipients } from "./roster.ts"

/** In bytes, as sealed. */
export const SIZES = [16 << 10, 64 << 10, 256 << 10, 1 << 20] as const

const MAGIC = utf8("sotto/1\n")
const HEADER = 70
const STANZA = 1557
const CHUNK = 64 << 10
const TAG = 16
const NONCE = 16

/** Seals a signed report. Throws {@link UserError} if it is longer than the largest size holds. */
export const seal = async (recipients: Recipients, report: Bytes): Promise<Bytes> => {
  const plaintext = frame(report, recipients.length)
  const age = new Encrypter()
  for (const recipient of recipients) age.addRecipient(recipient)
  const sealed = new Uint8Array(await age.encrypt(plaintext))
  plaintext.fill(0)
  if (!SIZES.some((size) => size === sealed.length)) throw new Error("sealed to a size that was not agreed")
  return sealed
}

/** Returns `sotto/1`, a line feed, the length in four bytes, the signed report, zeros. */
export const frame = (report: Bytes, recipients: number): Bytes => {
  const needed = MAGIC.length + 4 + report.length
  const room = SIZES.map((size) => plaintextSize(size, recipients)).find((room) => room !== undefined && room >= needed)
  if (room === undefined) throw new UserError("too-long")
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, report.length)
  return concat(MAGIC, length, report, new Uint8Array(room - needed))
}

/**
 * How long a plaintext becomes a file of `size` bytes: less its header, a nonce, and a tag for each chunk.
 * Undefined if none does: the header fills it, or the last chunk would have to be empty, which age never makes.
 */
export const plaintextSize = (size: number, recipients: number): number | undefined => {
  const chunks = size - HEADER - STANZA * recipients - NONCE
  const last = chunks % (CHUNK + TAG)
  if (chunks <= TAG || (last > 0 && last <= TAG)) return undefined
  return chunks - TAG * Math.ceil(chunks / (CHUNK + TAG))
}
