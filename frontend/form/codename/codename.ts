/**
 * The reporter's secret words, and what is derived from them. 110 random bits; the intake sees neither them nor anything a guess
 * could be tested on, and they are too many to be guessed even by who has seized it.
 *
 * Words name symbols by their places in a list of BIP-39 (https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki), in the
 * page's language where one was agreed on; digits are for every language. See symbols.ts.
 */
// Order: codename, wordlist > symbols
import { bech32 } from "@scure/base"
import { identityToRecipient } from "age-encryption"
import { concat, toTicket, utf8, type Bytes } from "../bytes.ts"
import { BYTES, GROUPS, toSymbols, WORDS } from "./symbols.ts"

/** A new codename, as the page shows it, and what it stands for. */
export interface Codename {
  readonly words: readonly string[]
  readonly digits: readonly string[]
  readonly entropy: Bytes
}

/** The name of a report or piece, and the secret that proves that it may be withdrawn. */
export interface Named {
  readonly ticket: string
  readonly secret: Bytes
}

/** What only the codename leads to. */
export interface Keys {
  /** Where handlers seal their replies to. */
  readonly recipient: string
  /** What opens them. */
  readonly identity: string
  /** Names each reply on the board. */
  readonly tagKey: Bytes
  /** The n-th name of the first report: 0 is the report itself, the rest are its pieces. */
  readonly name: (n: number) => Promise<Named>
}

/** Returns the bits of a new codename, as 14 bytes of which the two highest bits are zero. */
const draw = (): Bytes => {
  const bits = crypto.getRandomValues(new Uint8Array(BYTES))
  bits.set([(bits[0] ?? 0) & 63])
  return bits
}

/** Returns a new codename. `wordlist` has 2,048 words. */
export const newCodename = (wordlist: readonly string[], entropy = draw()): Codename => ({
  words: toSymbols(WORDS, entropy).map((symbol) => wordlist[symbol] ?? ""),
  digits: toSymbols(GROUPS, entropy).map((symbol) => symbol.toString().padStart(4, "0")),
  entropy,
})

/** Derives the keys. `fingerprint` is SHA-256 of the organisation's root key, 32 bytes. */
export const keysOf = async (entropy: Bytes, fingerprint: Bytes): Promise<Keys> => {
  const root = await derive(entropy, "sotto/2 root", fingerprint)
  const seed = await derive(root, "sotto/2 reply-identity")
  const identity = bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase()
  const withdraw = await hmacKey(await derive(root, "sotto/2 withdraw"))
  return {
    recipient: await identityToRecipient(identity),
    identity,
    tagKey: await derive(root, "sotto/2 reply-tag"),
    name: async (n) => named(new Uint8Array(await crypto.subtle.sign("HMAC", withdraw, concat(utf8("ticket"), counter(n))))),
  }
}

/** Returns the name that a secret of 32 bytes proves to be one's own. */
export const named = async (secret: Bytes): Promise<Named> => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", secret))
  return { ticket: toTicket(digest.subarray(0, 16)), secret }
}

/** Returns a name that leads to no codename: for what is sent later, so that it can't be tied to what came before. */
export const unlinked = (): Promise<Named> => named(crypto.getRandomValues(new Uint8Array(32)))

/** Returns the tags of the first `count` replies: the first 16 bytes of HMAC-SHA256 over its number. */
export const tagsOf = async (tagKey: Bytes, count: number): Promise<string[]> => {
  const key = await hmacKey(tagKey)
  return Promise.all(Array.from({ length: count }, async (_, n) =>
    toTicket(new Uint8Array(await crypto.subtle.sign("HMAC", key, counter(n))).subarray(0, 16))))
}

const counter = (n: number): Bytes => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, n)
  return bytes
}

/** Returns 32 bytes of HKDF-SHA256. */
const derive = async (secret: Bytes, label: string, salt: Bytes = new Uint8Array()): Promise<Bytes> => {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"])
  const derivation = { name: "HKDF", hash: "SHA-256", salt, info: utf8(label) }
  return new Uint8Array(await crypto.subtle.deriveBits(derivation, key, 256))
}

const hmacKey = (bytes: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
