/** Bytes as the formats spell them. */
import { base32nopad, hex } from "@scure/base"

/** Bytes in memory of their own, as the browser's interfaces ask for. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Returns text as UTF-8. */
export const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

/** Returns the parts, one after another. */
export const concat = (...parts: readonly Uint8Array[]): Bytes => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Returns bytes in lower-case hexadecimal. */
export const toHex = (bytes: Uint8Array): string => hex.encode(bytes)

/** Returns the bytes that hexadecimal stands for. Throws on anything but lower-case hexadecimal of `length` bytes. */
export const fromHex = (text: string, length: number): Bytes => {
  if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) throw new Error("not hexadecimal")
  return new Uint8Array(hex.decode(text))
}

/** Returns 26 characters of lower-case base32 for 16 bytes. */
export const toTicket = (bytes: Uint8Array): string => base32nopad.encode(bytes).toLowerCase()

/** Returns SHA-256. */
export const digest = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
