/** Files are chosen or dropped, shown with what they hide, and taken off again. */
// Order: files > upload, hidden-details > pace > items, pieces
import { UserError } from "../language/messages.ts"
import { inspect, type Inspected } from "../metadata/inspect.ts"
import { find, make, say, sizeOf } from "../page.ts"
import { hiddenDetails } from "./hidden-details.ts"
import { addItem, clearItems, items, removeItem, type Item } from "./items.ts"
import { hideProgress } from "./pace.ts"
import { LARGEST } from "./pieces.ts"
import { takeBackPieces } from "./upload.ts"

const list = find("#file-list", HTMLElement)
const chooser = find("#files", HTMLInputElement)
const drop = find("#drop", HTMLElement)

/** Returns false while files are being sent. */
const isOpen = (): boolean => !chooser.matches(":disabled")

/** Returns true if a file is on the list. */
export const hasFiles = (): boolean => items().length > 0

/** Checks the files on the list. Throws {@link UserError} for one that cannot be sent. */
export const checkFiles = (): void => {
  if (items().some(({ file }) => file.size > LARGEST)) throw new UserError("too-large")
}

/** Forgets every file. */
export const clearFiles = (): void => {
  hideProgress()
  clearItems()
  list.replaceChildren()
}

/** Puts files on the list, whether chosen or dropped. */
const add = (files: Iterable<File>): void => {
  for (const file of files) {
    const row = make("li")
    const [bar, line] = [make("progress"), make("p", "", "hint")]
    bar.hidden = true
    const item: Item = { file, row, bar, line, looked: inspect(file), original: false, removed: false, pieces: 0, secrets: [] }
    show(item)
    list.append(row)
    addItem(item)
  }
}

const show = (item: Item): void => {
  const { file, row, bar, line } = item
  const name = make("bdi", say("file", { name: file.name, size: sizeOf(file.size) }), "file-name")
  const remove = make("button", say("remove", { name: file.name }), "quiet")
  remove.type = "button"
  remove.addEventListener("click", () => { takeOff(item) })
  const head = make("div", "", "file-head")
  head.append(name, remove)
  const hides = make("div", say("looking"), "hides hint")
  bar.ariaLabel = file.name
  row.replaceChildren(head, bar, line, hides)
  // A file that is gone already is named when it is to be sent; here it only stays unread.
  item.looked.catch((): Inspected => ({ kind: "unread", found: [] })).then((inspected) => {
    hides.replaceChildren(...hiddenDetails(item, inspected, !isOpen()))
  }, () => undefined)
}

/** Takes a file off the list, and back what of it was sent already. */
const takeOff = (item: Item): void => {
  removeItem(item)
  item.row.remove()
  const next = isOpen() ? chooser : find("#pause", HTMLButtonElement)
  next.focus()
  void takeBackPieces(item)
}

chooser.addEventListener("change", () => {
  add(chooser.files ?? [])
  chooser.value = ""
})

// Also where nothing is to be dropped: or the browser would open the file in the page's place.
document.addEventListener("dragover", (event) => {
  event.preventDefault()
  drop.classList.toggle("over", isOpen())
})
document.addEventListener("dragleave", (event) => { if (event.relatedTarget === null) drop.classList.remove("over") })
document.addEventListener("drop", (event) => {
  event.preventDefault()
  drop.classList.remove("over")
  if (isOpen()) add(event.dataTransfer?.files ?? [])
})
