/** Seals what was told to the handlers and sends it: files first, then what names them. */
import { toHex } from "./bytes.ts"
import type { Keys, Named } from "./codename/codename.ts"
import { sendFiles } from "./files/upload.ts"
import { UserError } from "./language/messages.ts"
import { say } from "./page.ts"
import { signed, type Answers, type Report } from "./seal/report.ts"
import type { Roster } from "./seal/roster.ts"
import { seal } from "./seal/seal.ts"
import { send } from "./send.ts"
import { fetchRoster } from "./seal/trust.ts"
import { doingNow, pause } from "./waiting.ts"

/** What goes out, and under which names. */
export interface Delivery {
  readonly roster: Roster
  readonly keys: Keys
  readonly format: Report["format"]
  readonly answers: Answers
  /** The report's own name, and the next one for a piece. */
  readonly name: () => Promise<Named>
  readonly nextName: () => Promise<Named>
}

/** Resolves once all of it is durable at the intake. Throws UserError. */
export const deliver = async ({ roster, keys, format, answers, name, nextName }: Delivery): Promise<void> => {
  doingNow(say("sealing"))
  const attachments = await sendFiles(nextName)
  if (format !== "sotto/1 withdrawal" && answers["story"] === undefined && attachments.length === 0) throw new UserError("empty")
  const report = {
    format, page: document.documentElement.lang, answers, attachments,
    reply_to: keys.recipient, tag_key: toHex(keys.tagKey), reporter: toHex(keys.reporter),
  }
  const { ticket } = await name()
  const sealAndSend = async ({ recipients, to }: Roster): Promise<void> => {
    doingNow(say("sealing"))
    const sealed = await seal(recipients, await signed({ ...report, to }, ticket, keys))
    document.documentElement.dataset["sealed"] = "yes"
    doingNow(say("sending"))
    await send(`/reports/${ticket}`, sealed, pause)
  }
  try {
    await sealAndSend(roster)
  } catch (cause) {
    if (!(cause instanceof UserError) || cause.saying.sentence !== "refused") throw cause
    // The handlers may have changed while the reporter wrote: then it is sealed to those of today, and nobody else.
    const today = await fetchRoster()
    if (today.recipients.join() === roster.recipients.join()) throw cause
    await sealAndSend(today)
  }
}
