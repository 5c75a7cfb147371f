/** What a file may tell about where, when, with what and by whom it was made. */
import type { Bytes } from "../bytes.ts"

/** The kinds of details that are looked for. */
export type Detail = "place" | "device" | "serial" | "author" | "date" | "preview" | "software" | "maker" | "text"

/** One detail, as the file has it. The value is shown to the reporter alone. */
export interface Found {
  readonly detail: Detail
  readonly value: string
}

/** A part of the clean file: from one byte of the original to another, or bytes of our own. */
export type Part = readonly [start: number, end: number] | Bytes

/** What is hidden in a picture, and the same picture without it. */
export interface Picture {
  readonly found: readonly Found[]
  readonly clean: readonly Part[]
}

/** The file does not hold together as its kind must; nothing is said about it then. */
export class Malformed extends Error {}

/** Numbers out of bytes. Reading beyond the end throws {@link Malformed}. */
export class Reader {
  readonly bytes: Uint8Array
  readonly #view: DataView
  readonly #little: boolean

  constructor(bytes: Uint8Array, little = false) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#little = little
  }

  get length(): number { return this.bytes.length }

  /** An unsigned integer of 1, 2, 4 or 8 bytes. */
  number(at: number, size: number): number {
    this.#within(at, size)
    if (size === 1) return this.#view.getUint8(at)
    if (size === 2) return this.#view.getUint16(at, this.#little)
    if (size === 4) return this.#view.getUint32(at, this.#little)
    return Number(this.#view.getBigUint64(at, this.#little))
  }

  signed(at: number): number {
    this.#within(at, 4)
    return this.#view.getInt32(at, this.#little)
  }

  part(start: number, length: number): Uint8Array {
    this.#within(start, length)
    return this.bytes.subarray(start, start + length)
  }

  /** Bytes as Latin-1. */
  ascii(start: number, length: number): string {
    return latin1(this.part(start, length))
  }

  #within(at: number, length: number): void {
    if (!(at >= 0 && length >= 0 && at + length <= this.bytes.length)) throw new Malformed()
  }
}

/** Returns bytes as text, one character each. */
export const latin1 = (bytes: Uint8Array): string => new TextDecoder("windows-1252").decode(bytes)
/** Returns UTF-8 as text; what is none becomes U+FFFD. */
export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const LONGEST = 120

/** Returns a value fit to be shown on a line; nothing if there is none. */
export const detail = (detail: Detail, value: string): Found[] => {
  const plain = value.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim()
  return plain === "" ? [] : [{ detail, value: plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain }]
}
