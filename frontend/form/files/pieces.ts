/**
 * Seals an attachment piece by piece: AES-256-GCM with a fresh key for each attachment, every piece
 * 1 MiB with its tag. No (key, index) pair ever seals two plaintexts: a file that is read again gets a
 * new key. Which pieces hold the file and which only pad cannot be told from outside.
 */
import { concat, toHex, type Bytes } from "../bytes.ts"
import { UserError } from "../language/messages.ts"
import type { Attachment } from "../seal/report.ts"

/** A sealed piece, in bytes. */
export const PIECE = 1 << 20
const TAG = 16
const HELD = PIECE - TAG
const IN_FLIGHT = 4

/** The largest file, in bytes. */
export const LARGEST = 4 * 2 ** 30

/** Where a sealed piece goes; resolves once it is durable there, with its ticket. The piece is gone afterwards. */
export type Put = (piece: Bytes) => Promise<string>

/** Returns how many pieces a file of `size` bytes becomes, padding included. At least one. */
export const piecesOf = (size: number): number => padme(Math.max(1, Math.ceil(size / HELD)))

/**
 * Padmé: rounds up so that only the leading bits of a length show
 * (Nikitin et al. 2019, https://arxiv.org/abs/1806.03160, algorithm 1).
 */
export const padme = (length: number): number => {
  if (length < 2) return length
  const exponent = Math.floor(Math.log2(length))
  const kept = Math.floor(Math.log2(exponent)) + 1
  const step = 2 ** Math.max(0, exponent - kept)
  return Math.ceil(length / step) * step
}

/** A sealed file, but for what its reporter chose about the details that it hides. */
export type SealedFile = Omit<Attachment, "metadata">

/** What happens around the pieces. */
export interface SealHooks {
  /** Called after each piece. */
  readonly onPiece: () => void
  /** Awaited before each piece: a pause. Throws if the file is not wanted any more. */
  readonly gate: () => Promise<void>
}

/** Seals and puts a file, four pieces in flight. Throws {@link UserError}, and whatever `put` or the gate throw. */
export const sealFile = async (file: File, put: Put, { onPiece, gate }: SealHooks): Promise<SealedFile> => {
  const secret = crypto.getRandomValues(new Uint8Array(32))
  const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt"])
  const count = piecesOf(file.size)
  const tags = new Uint8Array(TAG * count)
  const tickets = new Array<string>(count).fill("")
  let next = 0
  let failed = false
  const work = async (): Promise<void> => {
    while (next < count && !failed) {
      const index = next++
      await gate()
      const plaintext = await read(file, index)
      const piece = await sealPiece(key, index, index === count - 1, plaintext)
      release(plaintext)
      tags.set(piece.subarray(HELD), TAG * index)
      tickets[index] = await put(piece)
      release(piece)
      onPiece()
    }
  }
  const workers = Array.from({ length: Math.min(IN_FLIGHT, count) }, () => work().catch((cause: unknown) => {
    failed = true
    throw cause
  }))
  await Promise.all(workers)
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", tags))
  return {
    name: file.name, type: file.type, size: file.size,
    key: toHex(secret), pieces: tickets, digest: toHex(digest),
  }
}

/** Seals one piece. The nonce is the index in 11 bytes and a last byte that says whether this piece is the last one. */
export const sealPiece = async (key: CryptoKey, index: number, last: boolean, plaintext: Bytes): Promise<Bytes> => {
  const iv = new Uint8Array(12)
  new DataView(iv.buffer).setUint32(7, index)
  iv[11] = last ? 1 : 0
  return new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plaintext))
}

/** Reads a piece's worth of the file, zeros behind its end. */
const read = async (file: File, index: number): Promise<Bytes> => {
  const slice = file.slice(index * HELD, (index + 1) * HELD)
  let held: Bytes
  try {
    held = new Uint8Array(await slice.arrayBuffer())
  } catch {
    throw new UserError("file-gone", { file: file.name })
  }
  return held.length === HELD ? held : concat(held, new Uint8Array(HELD - held.length))
}

/**
 * Gives memory back at once: Firefox collects buffers late, and a large file would fill a phone (4 GiB: 47 MB
 * above idle with this, 536 without). Chromium is left to itself: the weight of such buffers is what makes it
 * collect, and it then lets go of what each request held, too (224 MB; with this it would grow without end).
 */
const release = ({ buffer }: Bytes): void => {
  if (!("chrome" in globalThis) && "transfer" in buffer) buffer.transfer(0)
}
