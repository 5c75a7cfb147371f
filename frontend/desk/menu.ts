/** The menus, and which cases an act is for. */
import { ask } from "./api.ts"
import { settled } from "./case.ts"
import { dialog, find, render, shown } from "./dom.ts"
import { now } from "./state.ts"

/** Menus that are about no case. */
const OF_NO_CASE = ["help", "filter"]

const opened = (): string[] => [shown()].filter((ticket) => ticket !== "")

/** Returns the cases for which an element stands: in the pane the one that is open, in a menu those that it names. */
export const aboutElement = (element: Element): readonly string[] => {
  if (find("case").contains(element)) return opened()
  return dialog("menu").contains(element) ? now.about : []
}

/** Returns the cases for which a key is: in the queue those that are selected, if any are; else the open one. */
const aboutKey = (): string[] => {
  const pane = find("case")
  if (pane.querySelector(":scope > [data-team]") !== null) return []
  return now.chosen.size === 0 || pane.contains(document.activeElement) ? opened() : [...now.chosen]
}

/** Shows a menu that names these cases, and whose choice is for them. */
export const showMenu = async (name: string, tickets: readonly string[] = []): Promise<void> => {
  const menu = dialog("menu")
  const about = OF_NO_CASE.includes(name) ? [] : tickets
  const { at } = now
  const html = await ask(`/menu/${name}`, { tickets: about })
  // Another case was opened meanwhile: the menu would come too late.
  if (at !== now.at || menu.firstElementChild === null) return
  render(menu.firstElementChild, html)
  now.about = about
  if (!menu.open) menu.showModal()
  menu.querySelector<HTMLElement>("input, .choices button")?.focus()
}

/** Shows the menu of a key, for what is selected or open once all that was pressed before is done. */
export const keyMenu = async (name: string): Promise<void> => {
  await settled()
  await showMenu(name, aboutKey())
}

/** Puts the cursor into a field of the open case. */
export const focusOn = async (id: string): Promise<void> => {
  await settled()
  document.getElementById(id)?.focus()
}
