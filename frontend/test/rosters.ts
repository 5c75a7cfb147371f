/** Rosters and epoch cards that tests sign themselves. */
import { generateHybridIdentity, identityToRecipient } from "age-encryption"
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto"

/** Returns an Ed25519 public key in hexadecimal. */
export const rawKey = (key: KeyObject): string => key.export({ type: "spki", format: "der" }).subarray(-32).toString("hex")

/** Returns the signature for a purpose and the text, on a line each. */
export const signedText = (key: KeyObject, purpose: string, text: string): string =>
  `${sign(null, Buffer.from(`sotto/1 ${purpose}\n${text}`), key).toString("hex")}\n${text}`

/** Somebody who signs cards. */
export interface Handler { readonly id: string, readonly key: KeyObject, readonly recipient: string, readonly entry: { id: string, verifying_key: string } }

/** Returns so many handlers with fresh keys: `h0`, `h1`, …. */
export const newHandlers = (count: number): Promise<Handler[]> => Promise.all(Array.from({ length: count }, async (_, n) => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const id = `h${n}`
  return { id, key: privateKey, recipient: await identityToRecipient(await generateHybridIdentity()), entry: { id, verifying_key: rawKey(publicKey) } }
}))

/** Returns the number of a day's epoch. */
export const epochOf = (day: string): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000 / 28)

/** Returns a handler's signed card for the epoch of this day, with changes. */
export const cardOf = (handler: Handler, root: KeyObject, day: string, change: Record<string, unknown> = {}): string =>
  signedText(handler.key, "card", JSON.stringify({
    format: "sotto/2 card", root: rawKey(root), handler: handler.id, epoch: epochOf(day), recipient: handler.recipient, ...change,
  }))
