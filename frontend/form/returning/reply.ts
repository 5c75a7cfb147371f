/**
 * A reply as a handler signed it: for one address, under one tag, on one day. Nothing else is shown as a reply: whoever
 * once opened a report knows its reply address and tag key, and can seal and hang what they like.
 */
import { fromHex, toHex, utf8 } from "../bytes.ts"
import type { Roster } from "../seal/roster.ts"

const MAGIC = "sotto/2 reply\n"

/** What a handler wrote, and the UTC day on which they did, such as 2026-11-25. */
export interface Written {
  readonly text: string
  readonly day: string
}

/** Returns SHA-256 of a reply address in hexadecimal, as it is signed. */
export const addressOf = async (recipient: string): Promise<string> =>
  toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(recipient))))

/** Returns the reply in an opened frame; undefined unless one of these handlers signed it for this address and this tag. */
export const readReply = async (
  framed: Uint8Array, address: string, tag: string, handlers: Roster["handlers"],
): Promise<Written | undefined> => {
  try {
    const content = unframe(framed)
    const { reply: { day, handler, roster, text }, signature } = JSON.parse(content) as Signed
    const reply = { address, day, handler, roster, tag, text }
    // One spelling of each reply, the canonical one: RFC 8785.
    if (JSON.stringify({ reply, signature }) !== content) return undefined
    const message = utf8(`sotto/1 reply\n${JSON.stringify(reply)}`)
    const key = await crypto.subtle.importKey("raw", fromHex(handlers.get(handler) ?? "", 32), "Ed25519", false, ["verify"])
    const genuine = await crypto.subtle.verify("Ed25519", key, fromHex(signature, 64), message)
    return genuine && typeof text === "string" && !Number.isNaN(Date.parse(day)) ? { text, day } : undefined
  } catch {
    // Whatever it is, it is not what a desk writes.
    return undefined
  }
}

/** What a desk writes. A handler's own program may write, and sign, anything else. */
interface Signed {
  readonly reply: { readonly day: string, readonly handler: string, readonly roster: unknown, readonly text: unknown }
  readonly signature: string
}

/** Returns what is in the frame: `sotto/2 reply`, a line feed, the length in four bytes, the content, zeros. Throws if there is none. */
const unframe = (framed: Uint8Array): string => {
  const head = MAGIC.length + 4
  const length = new DataView(framed.buffer, framed.byteOffset, framed.length).getUint32(MAGIC.length)
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
  const sound = text.decode(framed.subarray(0, MAGIC.length)) === MAGIC && head + length <= framed.length
  if (!sound || framed.subarray(head + length).some((byte) => byte !== 0)) throw new Error("not a reply")
  return text.decode(framed.subarray(head, head + length))
}
