/** The pane: shows what was asked for last, with what was written about it. */
import { ask } from "./api.ts"
import { find, render, shown } from "./dom.ts"
import { draftSoon, flush, replyField } from "./draft.ts"
import { fields, keep, nameOf, putBack } from "./unsent.ts"

let turn = 0
/** What was asked for last, once it is there. */
let coming: Promise<void> = Promise.resolve()

/** Resolves once what was asked for last is in the pane. */
export const arrived = (): Promise<void> => coming

/** Puts into the pane what was asked for last, or nothing if that cannot be had; what comes too late is dropped. */
export const fill = (path: string): Promise<void> => {
  coming = fetchInto(find("case"), path)
  return coming
}

const fetchInto = async (pane: HTMLElement, path: string): Promise<void> => {
  const own = ++turn
  pane.setAttribute("aria-busy", "true")
  await flush()
  try {
    const html = await ask(path)
    if (own === turn) draw(pane, html)
  } catch (cause) {
    if (own !== turn) return
    pane.replaceChildren()
    throw cause
  } finally {
    if (own === turn) pane.removeAttribute("aria-busy")
  }
}

const draw = (pane: HTMLElement, html: string): void => {
  const before = shown()
  keep()
  const putCursorBack = cursor()
  render(pane, html)
  const written = putBack()
  const text = replyField()?.text
  // Whoever has not put the cursor anywhere goes on at the end.
  text?.setSelectionRange(text.value.length, text.value.length)
  if (text !== undefined && written.has(nameOf(text))) draftSoon()
  if (before === shown()) putCursorBack()
}

/** Returns what puts the cursor back to where it is now, in fields that were drawn anew. */
const cursor = (): () => void => {
  const field = fields().find((field) => field === document.activeElement)
  if (field === undefined) return () => undefined
  const name = nameOf(field)
  const range = field instanceof HTMLTextAreaElement ? [field.selectionStart, field.selectionEnd] as const : undefined
  return () => {
    const again = fields().find((field) => nameOf(field) === name)
    again?.focus()
    if (again instanceof HTMLTextAreaElement && range !== undefined) again.setSelectionRange(...range)
  }
}
