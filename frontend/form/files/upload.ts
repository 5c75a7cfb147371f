/** Seals files piece by piece and sends them, and takes back what the reporter no longer wants to send. */
import { concat, type Bytes } from "../bytes.ts"
import type { Named } from "../codename/codename.ts"
import { UserError } from "../language/messages.ts"
import { say } from "../page.ts"
import type { Attachment } from "../seal/report.ts"
import { send, takeBack } from "../send.ts"
import { doingNow, pause } from "../waiting.ts"
import { items, type Item } from "./items.ts"
import { measure, showProgress, unpaused } from "./pace.ts"
import { piecesOf, sealFile } from "./pieces.ts"

/** So many pieces are taken back with one request. */
const SECRETS_AT_ONCE = 64

/** The reporter took the file off the list while it was being sent. */
class Removed extends Error {}

/** Takes back what was sent of a file already. What cannot be reached is deleted by the intake in time. */
export const takeBackPieces = async (item: Item): Promise<void> => {
  const secrets = item.secrets.splice(0)
  for (let at = 0; at < secrets.length; at += SECRETS_AT_ONCE) {
    await takeBack(concat(...secrets.slice(at, at + SECRETS_AT_ONCE)), pause).catch(() => undefined)
  }
}

/**
 * Seals and sends every file on the list, each piece under the next name. Returns what the report says of those that are
 * still on the list in the end. Throws {@link UserError}.
 */
export const sendFiles = async (nextName: () => Promise<Named>): Promise<Attachment[]> => {
  const sealed = new Map<Item, Attachment>()
  for (const item of items()) {
    item.pieces = 0
    // Of a try that failed.
    void takeBackPieces(item)
  }
  showProgress()
  for (let item = items()[0], sent = new Set<Item>(); item !== undefined; item = items().find((next) => !sent.has(next))) {
    sent.add(item)
    const attachment = await sendOne(item, nextName)
    if (attachment !== undefined) sealed.set(item, attachment)
  }
  // What was taken off after it had been sent is not mentioned either.
  return [...sealed].filter(([item]) => !item.removed).map(([, attachment]) => attachment)
}

/** Returns what the report says of the file; nothing, if it was taken off the list meanwhile. */
const sendOne = async (item: Item, nextName: () => Promise<Named>): Promise<Attachment | undefined> => {
  const inspected = await item.looked.catch(() => { throw new UserError("file-gone", { file: item.file.name }) })
  const stripped = inspected.kind === "picture" && !item.original ? inspected.clean : undefined
  try {
    const sealed = await sealFile(stripped ?? item.file, (piece) => put(item, piece, nextName), {
      onPiece: () => {
        item.pieces++
        measure()
        if (!item.removed) doingNow(say("sending-file", { name: item.file.name }))
      },
      gate: async () => {
        await unpaused()
        if (item.removed) throw new Removed()
      },
    })
    // Without its hidden details it may have taken fewer pieces.
    item.pieces = piecesOf(item.file.size)
    measure()
    const hidden = inspected.kind === "unread" ? "unread" : inspected.found.length === 0 ? "none" : "kept"
    return { ...sealed, metadata: stripped === undefined ? hidden : "stripped" }
  } catch (cause) {
    if (cause instanceof Removed) return undefined
    throw cause
  }
}

/** Sends a piece under the next name. Returns its ticket. */
const put = async (item: Item, piece: Bytes, nextName: () => Promise<Named>): Promise<string> => {
  const { ticket, secret } = await nextName()
  await send(`/pieces/${ticket}`, piece, pause)
  item.secrets.push(secret)
  // What was on its way when the file was taken off has arrived only now.
  if (item.removed) await takeBackPieces(item)
  return ticket
}
