/** Seals what was told to the handlers and sends it: files first, then what names them. */
import { toHex } from "./bytes.ts"
import type { Keys, Named } from "./codename/codename.ts"
import { sendFiles } from "./files/upload.ts"
import { UserError } from "./language/messages.ts"
import { say } from "./page.ts"
import type { Answers, Report } from "./seal/report.ts"
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
  const report: Omit<Report, "to"> = {
    format, page: document.documentElement.lang, answers, attachments,
    reply_to: keys.recipient, tag_key: toHex(keys.tagKey),
  }
  const path = `/reports/${(await name()).ticket}`
  try {
    await sealAndSend(roster, report, path)
  } catch (cause) {
    if (!(cause instanceof UserError) || cause.saying.sentence !== "refused") throw cause
    // The handlers may have changed while the reporter wrote: then it is sealed to those of today, and nobody else.
    const today = await fetchRoster()
    if (today.recipients.join() === roster.recipients.join()) throw cause
    await sealAndSend(today, report, path)
  }
}

const sealAndSend = async ({ recipients, to }: Roster, report: Omit<Report, "to">, path: string): Promise<void> => {
  doingNow(say("sealing"))
  const sealed = await seal(recipients, { ...report, to })
  document.documentElement.dataset["sealed"] = "yes"
  doingNow(say("sending"))
  await send(path, sealed, pause)
}
