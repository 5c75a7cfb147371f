/** Locks the desk, and unlocks it. */
import { ask } from "./api.ts"
import { dialog, find, input, reason } from "./dom.ts"
import { flush } from "./draft.ts"
import { showQueue, unselect } from "./queue.ts"
import { now } from "./state.ts"
import { forgetAll } from "./unsent.ts"

/** Returns true while the page asks for the passphrase. */
export const isLocked = (): boolean => dialog("unlock").open

/** Leaves nothing of a case in the page, and asks for the passphrase. */
export const showLocked = (): void => {
  find("queue").replaceChildren()
  find("case").replaceChildren()
  now.at = ""
  forgetAll()
  unselect()
  for (const open of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) if (open.id !== "unlock") open.close()
  if (!isLocked()) dialog("unlock").showModal()
}

/** Locks the desk, once what was typed is kept. */
export const lock = async (): Promise<void> => {
  await flush()
  await ask("/lock", {})
  showLocked()
}

/** Unlocks the desk with the passphrase in the field. */
export const unlock = async (): Promise<void> => {
  find("wrong").textContent = ""
  try {
    await ask("/unlock", { passphrase: input("passphrase").value })
    input("passphrase").value = ""
    dialog("unlock").close()
    await showQueue()
  } catch (cause) {
    find("wrong").textContent = reason(cause)
  }
}
