/** Hands on what the handler does. */
import { ask } from "./api.ts"
import { again, showTeam } from "./case.ts"
import { complain, dialog, find, reason, say, shown } from "./dom.ts"
import { flush } from "./draft.ts"
import { now } from "./state.ts"
import { forget, writtenIn, type Written } from "./unsent.ts"

/** A verb, its value, and the cases for which it is. */
export interface Act {
  readonly act: string
  readonly tickets?: readonly string[]
  readonly value?: string
  /** A word for each list of the statistics. */
  readonly code?: Readonly<Record<string, string>>
}

/** Does it, and shows what became of it. `sent` stood in the form of the pane from which it came. */
export const perform = async ({ act, tickets = [], value = "", code = {} }: Act, sent: Written = new Map()): Promise<void> => {
  dialog("menu").close()
  await flush()
  try {
    const said = await ask("/act", { act, value, code, tickets, query: now.query })
    for (const ticket of tickets) forget(ticket, sent)
    say(said)
    find("undo").hidden = false
    await (act === "dismiss" ? showTeam() : again())
  } catch (cause) {
    complain(cause)
  }
}

/** Returns what a form holds, with the text of its files. A button of the value `dry` only looks. */
const contentOf = async (form: HTMLFormElement, button: HTMLElement | null): Promise<Record<string, string | boolean | string[]>> => {
  const values = new FormData(form)
  const content: Record<string, string | boolean | string[]> = { dry: button instanceof HTMLButtonElement && button.value === "dry" }
  for (const [name, value] of values) content[name] = value instanceof File ? await value.text() : value
  if (form.querySelector("[name=parts]") !== null) content["parts"] = values.getAll("parts").map(String)
  return content
}

/** Sends a form whole; what is said stays beside it. */
export const sendForm = async (form: HTMLFormElement, path: string, button: HTMLElement | null): Promise<void> => {
  const [ticket, written] = [shown(), writtenIn(form)]
  const drawn = (): Element | null => document.querySelector(`[data-send="${CSS.escape(path)}"]`)
  const answer = (text: string): void => {
    const result = drawn()?.querySelector(".result")
    if (result != null) result.textContent = text
  }
  answer("…")
  try {
    const content = await contentOf(form, button)
    await flush()
    const said = await ask(path, content)
    if (content["dry"] === false && ticket !== "") {
      forget(ticket, written)
      await again()
      drawn()?.closest("details")?.setAttribute("open", "")
    }
    answer(said)
  } catch (cause) {
    answer(reason(cause))
  }
}
