/** What every page with a script does: finds its parts, speaks its language, and can be left at once. */
import { UserError, type Saying, type Sentence } from "./language/messages.ts"

/** Returns the element that the page has there. Throws if it is missing or of another kind. */
export const find = <E extends Element>(selector: string, type: new () => E): E => {
  const element = document.querySelector(selector)
  if (!(element instanceof type)) throw new Error(`the page has no ${selector}`)
  return element
}

/** Returns a number as the page's language writes it. */
export const numbered = (number: number, options: Intl.NumberFormatOptions = {}): string =>
  new Intl.NumberFormat(document.documentElement.lang, options).format(number)

/** Returns what is to be said, in the page's language: the build has put every sentence into the page. */
export const worded = ({ sentence, gaps = {} }: Saying): string =>
  find(`#sentences [data-sentence="${sentence}"]`, HTMLElement).textContent.replace(/\{\$(\w+)\}/g, (_, gap: string) => {
    const filling = gaps[gap] ?? ""
    return typeof filling === "number" ? numbered(filling) : filling
  })

/** Returns a sentence in the page's language, its gaps filled. */
export const say = (sentence: Sentence, gaps: Saying["gaps"] = {}): string => worded({ sentence, gaps })

/** Shows what went wrong, where the page keeps a place for it. */
export const complain = (place: HTMLElement, cause: unknown): void => {
  place.textContent = worded(cause instanceof UserError ? cause.saying : { sentence: "refused" })
  place.hidden = false
}

/** Returns a new element with text and a class. */
export const make = <K extends keyof HTMLElementTagNameMap>(tag: K, text = "", className = ""): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag)
  element.textContent = text
  if (className !== "") element.className = className
  return element
}

/** Returns a size in the unit that suits it, of 1,000 bytes and so on. */
export const sizeOf = (bytes: number): string => {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  return numbered(bytes / 1000 ** power, { style: "unit", unit: units[power] ?? "byte", maximumFractionDigits: 1 })
}

/** Opens or closes the fields: while something is sent nothing can be changed but the list of files. */
export const openFields = (opened: boolean): void => {
  const fields = document.querySelectorAll<HTMLInputElement>("#fields input, #fields textarea, #fields select, #send, #withdraw")
  for (const field of fields) field.disabled = !opened
}

let leaving = false

/** Blanks the page, then puts another in its place. What the browser and the network saw stays seen. */
const leave = (): void => {
  leaving = true
  const elsewhere = find("#exit", HTMLAnchorElement).href
  document.title = ""
  document.documentElement.replaceChildren()
  location.replace(elsewhere)
}

const SHIFTS_WITHIN = 3000

/** Lets the button and Shift three times leave; any other way of leaving is asked about while something is unsent. */
const watchExit = (unsent: () => boolean): void => {
  find("#exit", HTMLAnchorElement).addEventListener("click", (event) => {
    event.preventDefault()
    leave()
  })
  let shifts: number[] = []
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return
    shifts = event.key === "Shift" ? [...shifts, event.timeStamp].filter((at) => event.timeStamp - at < SHIFTS_WITHIN) : []
    if (shifts.length === 3) leave()
  })
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && unsent()) event.preventDefault()
  })
}

/** Begins the life of a page. `unsent` says whether something would be lost with it. */
export const initPage = (unsent: () => boolean): void => {
  watchExit(unsent)
  find("#exit-hint", HTMLElement).hidden = false
  find("#not-tor", HTMLElement).hidden = location.hostname.endsWith(".onion")
}
