/**
 * The reporter's secret words, and what is derived from them. 128 random bits; the intake sees neither
 * them nor anything a guess could be tested on.
 *
 * Words: BIP-39 (https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki). Digits: the same 132
 * bits, checksum included, as one decimal number of 40 digits.
 */
import { bech32 } from "@scure/base"
import { wordlist } from "@scure/bip39/wordlists/english.js"
import { identityToRecipient } from "age-encryption"
import { concat, toTicket, utf8, type Bytes } from "./bytes.ts"

/** How often PBKDF2 turns; native, so cheap even where scripts are slow. */
const ITERATIONS = 600_000

export interface Codename {
  readonly words: readonly string[]
  readonly digits: readonly string[]
  readonly entropy: Bytes
}

/** What only the codename leads to. */
export interface Keys {
  /** Where handlers seal their replies to. */
  readonly recipient: string
  /** What opens them. */
  readonly identity: string
  /** Names each reply on the board. */
  readonly tagKey: Bytes
  /** The n-th ticket of this report, and the secret that proves it may be withdrawn: 0 is the report, the rest pieces. */
  readonly ticket: (n: number) => Promise<{ ticket: string, secret: Bytes }>
}

export const newCodename = async (entropy = crypto.getRandomValues(new Uint8Array(16))): Promise<Codename> => {
  const checksum = new Uint8Array(await crypto.subtle.digest("SHA-256", entropy))
  const number = [...entropy].reduce((n, byte) => (n << 8n) | BigInt(byte), 0n) << 4n | BigInt((checksum[0] ?? 0) >> 4)
  const words = Array.from({ length: 12 }, (_, n) => wordlist[Number((number >> BigInt(11 * (11 - n))) & 2047n)] ?? "")
  const digits = number.toString().padStart(40, "0").match(/.{4}/g) ?? []
  return { words, digits, entropy }
}

/** Derives the keys. `fingerprint` is SHA-256 of the organisation's root key, 32 bytes. */
export const keysOf = async (codename: Codename, fingerprint: Bytes): Promise<Keys> => {
  const password = await crypto.subtle.importKey("raw", codename.entropy, "PBKDF2", false, ["deriveBits"])
  const stretching = { name: "PBKDF2", hash: "SHA-256", salt: fingerprint, iterations: ITERATIONS }
  const root = await crypto.subtle.deriveBits(stretching, password, 256)
  const seed = await labelled(root, "sotto/1 reply-identity")
  const identity = bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase()
  const withdraw = await hmacKey(await labelled(root, "sotto/1 withdraw"))
  return {
    recipient: await identityToRecipient(identity),
    identity,
    tagKey: await labelled(root, "sotto/1 reply-tag"),
    ticket: async (n) => {
      const counter = new Uint8Array(4)
      new DataView(counter.buffer).setUint32(0, n)
      const secret = new Uint8Array(await crypto.subtle.sign("HMAC", withdraw, concat(utf8("ticket"), counter)))
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", secret))
      return { ticket: toTicket(digest.subarray(0, 16)), secret }
    },
  }
}

const labelled = async (root: ArrayBuffer, label: string): Promise<Bytes> => {
  const key = await crypto.subtle.importKey("raw", root, "HKDF", false, ["deriveBits"])
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(label) }
  return new Uint8Array(await crypto.subtle.deriveBits(derivation, key, 256))
}

const hmacKey = (bytes: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
