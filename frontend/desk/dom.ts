/** The parts of the page: finds them, fills them, and says what happened. */

/** Returns the element of this id, which the page has. */
export const find = (id: string): HTMLElement => {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`the page has no #${id}`)
  return element
}

/** Returns the input of this id, which the page has. */
export const input = (id: string): HTMLInputElement => {
  const element = find(id)
  if (!(element instanceof HTMLInputElement)) throw new Error(`#${id} is no input`)
  return element
}

/** Returns the dialog of this id, which the page has. */
export const dialog = (id: string): HTMLDialogElement => {
  const element = find(id)
  if (!(element instanceof HTMLDialogElement)) throw new Error(`#${id} is no dialog`)
  return element
}

interface Policy { readonly createHTML: (html: string) => string }
interface TrustedTypes { readonly createPolicy: (name: string, policy: Policy) => Policy }

// The one way from text to elements, for what our own desk sends: it escapes all that came from outside.
const asItIs: Policy = { createHTML: (html) => html }
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
const policy = trustedTypes?.createPolicy("desk", asItIs) ?? asItIs

/** Puts HTML that the desk made into a part of the page. */
export const render = (into: Element, html: string): void => {
  const made = document.createElement("template")
  made.innerHTML = policy.createHTML(html)
  into.replaceChildren(made.content)
}

/** Says what happened, in the header. */
export const say = (text: string): void => { find("said").textContent = text }

/** Returns what went wrong, in words. */
export const reason = (cause: unknown): string => cause instanceof Error ? cause.message : String(cause)

/** Says what went wrong, in the header. */
export const complain = (cause: unknown): void => { say(reason(cause)) }

/** Returns the ticket of the case in the pane, as the pane itself has it; empty while it shows something else. */
export const shown = (): string => {
  const first = find("case").firstElementChild
  return first instanceof HTMLElement ? first.dataset["ticket"] ?? "" : ""
}

/** When somebody last pressed a key or moved here, in milliseconds since the Unix epoch. The desk locks itself by it. */
let moved = Date.now()

for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  document.addEventListener(kind, () => { moved = Date.now() }, { passive: true })
}

/** Returns for how many milliseconds nobody has done anything here. */
export const idle = (): number => Date.now() - moved
