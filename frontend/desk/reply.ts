/** Answering a reporter: templates, the preview, and posting. */
import { ask } from "./api.ts"
import { again } from "./case.ts"
import { complain, find, say, shown } from "./dom.ts"
import { draftSoon, flush, keepDraft, replyField } from "./draft.ts"
import { forget, nameOf } from "./unsent.ts"

/** Cases to whose reporters a reply is on its way. */
const posting = new Set<string>()

/** Puts a template where the cursor is, in the place of what is selected there and of nothing else. */
export const insert = (template: string): void => {
  const text = replyField()?.text
  if (text === undefined) return
  write()
  text.focus()
  // As if it were typed, so that the browser can take it back; its answer says whether it did.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else reaches the browser's own undo
  const typed = document.execCommand("insertText", false, template)
  if (!typed) text.setRangeText(template, text.selectionStart, text.selectionEnd, "end")
  draftSoon()
}

/** Shows the field again, in the place of the preview. */
export const write = (): void => { show(false, false) }

/** Shows what the reporter will see. It can be posted if no placeholder is left in it. */
export const preview = async (): Promise<void> => {
  const ticket = shown()
  const text = await keepDraft()
  if (shown() !== ticket) return
  const paragraphs = text.split("\n").map((line) => {
    const paragraph = document.createElement("p")
    paragraph.dir = "auto"
    paragraph.textContent = line
    return paragraph
  })
  find("preview").lastElementChild?.replaceChildren(...paragraphs)
  show(true, /\[[^\]]*\]/u.test(text))
}

const show = (previewed: boolean, placeholders: boolean): void => {
  find("gaps").hidden = !placeholders
  find("preview").hidden = find("reply-edit").hidden = !previewed
  find("reply-post").hidden = !previewed || placeholders
  find("reply-text").hidden = find("reply-preview").hidden = previewed
}

/** Seals and posts the reply: once, however often it is asked for while it is on its way. */
export const post = async (): Promise<void> => {
  const field = replyField()
  if (field === undefined || posting.has(field.ticket)) return
  const { ticket, text } = field
  const { value } = text
  const button = find("reply-post")
  button.setAttribute("disabled", "")
  posting.add(ticket)
  say("…")
  try {
    await flush()
    const said = await ask(`/reply/${ticket}`, { text: value })
    forget(ticket, new Map([[nameOf(text), value]]))
    await again()
    say(said)
  } catch (cause) {
    button.removeAttribute("disabled")
    complain(cause)
  } finally {
    posting.delete(ticket)
  }
}

/** Takes a reply to the open case off the board. */
export const takeDown = async (number: number): Promise<void> => {
  const ticket = shown()
  await flush()
  const said = await ask(`/reply/${ticket}/take-down`, { number })
  await again()
  say(said)
}
