/** Keeps a reply sealed as a draft while it is written. */
import { ask } from "./api.ts"
import { complain, shown } from "./dom.ts"

/** A draft is kept when nothing more is typed for so long, in milliseconds, and before anything else is done. */
const PAUSE = 1_000

let pause: ReturnType<typeof setTimeout> | undefined
/** The drafts on their way: they arrive in the order in which they were written. */
let drafts = Promise.resolve("")

/** Returns the field of the reply and its case; undefined where none can be written. */
export const replyField = (): { text: HTMLTextAreaElement, ticket: string } | undefined => {
  const text = document.querySelector("#reply-text")
  return text instanceof HTMLTextAreaElement && shown() !== "" ? { text, ticket: shown() } : undefined
}

/** Keeps the draft once nothing more is typed. */
export const draftSoon = (): void => {
  clearTimeout(pause)
  pause = setTimeout(() => { keepDraft().catch(complain) }, PAUSE)
}

/** Keeps the draft as it is now. Returns the text as the reporter will see it. */
export const keepDraft = (): Promise<string> => {
  clearTimeout(pause)
  pause = undefined
  const field = replyField()
  if (field === undefined) return Promise.resolve("")
  const { ticket, text: { value } } = field
  // Also when the page is left meanwhile.
  drafts = drafts.catch(() => "").then(() => ask(`/draft/${ticket}`, { text: value }, { keepalive: true }))
  return drafts
}

/** Resolves once everything that was typed is kept, or the handler was told why it is not. */
export const flush = async (): Promise<void> => {
  if (pause !== undefined) void keepDraft()
  await drafts.catch(complain)
}
