/** Keeps what was written in the pane and not sent, by case: a pane that is drawn anew has it again. In memory only. */
import { find, shown } from "./dom.ts"

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** Values of fields that were changed, by the fields' names. */
export type Written = ReadonlyMap<string, string>

const kept = new Map<string, Map<string, string>>()

/** Returns the fields of every form in the pane, but for files. */
export const fields = (): Field[] => [...find("case").querySelectorAll<Field>("form :is(input:not([type=file]), select, textarea)")]

const isBox = (field: Field): field is HTMLInputElement => field instanceof HTMLInputElement && field.type === "checkbox"

/** Returns what tells a field of the pane from every other: its form, its name, and the value of a box. */
export const nameOf = (field: Field): string => {
  const form = field.form?.dataset["act"] ?? field.form?.dataset["send"] ?? field.form?.id ?? ""
  return `${form} ${field.name} ${isBox(field) ? field.value : ""}`
}

const valueOf = (field: Field): string => isBox(field) ? String(field.checked) : field.value

/** Returns the value with which the desk made the field. */
const drawnValue = (field: Field): string => {
  if (isBox(field)) return String(field.defaultChecked)
  if (!(field instanceof HTMLSelectElement)) return field.defaultValue
  const chosen = [...field.options].find((option) => option.defaultSelected) ?? field.options[0]
  return chosen?.value ?? ""
}

const set = (field: Field, value: string): void => {
  if (isBox(field)) field.checked = value === "true"
  else field.value = value
}

const changedIn = (part: Element): Map<string, string> => {
  const changed = fields().filter((field) => part.contains(field) && valueOf(field) !== drawnValue(field))
  return new Map(changed.map((field) => [nameOf(field), valueOf(field)]))
}

/** Returns what was written in a part of the pane. */
export const writtenIn = (part: Element): Written => changedIn(part)

/** Keeps what is written about the shown case. */
export const keep = (): void => {
  if (shown() !== "") kept.set(shown(), changedIn(find("case")))
}

/** Puts back what was kept about the shown case, and returns it. */
export const putBack = (): Written => {
  const written: Written = kept.get(shown()) ?? new Map<string, string>()
  for (const field of fields()) {
    const value = written.get(nameOf(field))
    if (value === undefined) continue
    set(field, value)
    field.closest("details")?.setAttribute("open", "")
  }
  return written
}

/** Forgets what was sent about a case; what was written after it was sent stays. */
export const forget = (ticket: string, sent: Written): void => {
  const still = kept.get(ticket)
  for (const [name, value] of sent) if (still?.get(name) === value) still.delete(name)
  if (shown() !== ticket) return
  for (const field of fields()) if (sent.get(nameOf(field)) === valueOf(field)) set(field, drawnValue(field))
}

/** Forgets everything. */
export const forgetAll = (): void => { kept.clear() }
