/** Bytes as the formats spell them. */
import { base32nopad, hex } from "@scure/base"

export type Bytes = Uint8Array<ArrayBuffer>

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

export const concat = (...parts: readonly Uint8Array[]): Bytes => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const toHex = (bytes: Uint8Array): string => hex.encode(bytes)

/** Throws on anything but lower-case hexadecimal of `length` bytes. */
export const fromHex = (text: string, length: number): Bytes => {
  if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) throw new Error("not hexadecimal")
  return new Uint8Array(hex.decode(text))
}

/** 26 characters of lower-case base32 for 16 bytes. */
export const toTicket = (bytes: Uint8Array): string => base32nopad.encode(bytes).toLowerCase()
