/** Seals what was told to the handlers and sends it: files first, then what names them. */
import { toHex } from "./bytes.ts"
import type { Keys, Named } from "./codename.ts"
import { sendFiles } from "./files.ts"
import { Trouble } from "./messages.ts"
import { say } from "./page.ts"
import type { Answers, Report } from "./report.ts"
import type { Roster } from "./roster.ts"
import { seal } from "./seal.ts"
import { send } from "./send.ts"
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

/** Resolves once all of it is durable at the intake. Throws Trouble. */
export const deliver = async ({ roster, keys, format, answers, name, nextName }: Delivery): Promise<void> => {
  doingNow(say("sealing"))
  const attachments = await sendFiles(nextName)
  if (format !== "sotto/1 withdrawal" && answers["story"] === undefined && attachments.length === 0) throw new Trouble("empty")
  doingNow(say("sealing"))
  const sealed = await seal(roster.recipients, {
    format, page: document.documentElement.lang, answers, attachments,
    reply_to: keys.recipient, tag_key: toHex(keys.tagKey),
  })
  document.documentElement.dataset["sealed"] = "yes"
  doingNow(say("sending"))
  await send(`/reports/${(await name()).ticket}`, sealed, pause)
}
