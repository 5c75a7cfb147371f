/** Shows what a file tells about its maker, and what will become of that. */
import type { Detail } from "../metadata/detail.ts"
import type { Inspected } from "../metadata/inspect.ts"
import { make, say } from "../page.ts"
import type { Item } from "./items.ts"

/**
 * Returns what stands below the file on the list: what it hides, whether that is taken out, and a choice to send it as it is.
 * The choice is `closed` while files are being sent.
 */
export const hiddenDetails = (item: Item, { kind, found }: Inspected, closed: boolean): HTMLElement[] => {
  if (kind === "unread") return [make("p", say("hides-unread"))]
  if (found.length === 0) return [make("p", say("hides-nothing"))]
  const strippable = kind === "picture"
  const fate = (): string => say(strippable && !item.original ? "taken-out" : "stays-in")
  const rows = [...byDetail(found)].map(([detail, values]) => row(detail, values, fate()))
  const lines = make("ul", "", "details")
  lines.append(...rows.map(({ line }) => line))
  if (!strippable) return [make("p", say("hides-document")), lines]
  const choice = keepOriginal(closed, (chosen) => {
    item.original = chosen
    for (const row of rows) row.fate.textContent = fate()
  })
  return [make("p", say("hides")), lines, choice]
}

const row = (detail: Detail, values: readonly string[], becomes: string): { line: HTMLLIElement, fate: HTMLElement } => {
  const line = make("li", `${say(`detail-${detail}`)}: `)
  const fate = make("strong", becomes)
  line.append(make("bdi", values.join(" · ")), " – ", fate)
  return { line, fate }
}

/** Returns the box to send a picture as it is, with its label. */
const keepOriginal = (closed: boolean, choose: (chosen: boolean) => void): HTMLLabelElement => {
  const box = make("input")
  box.type = "checkbox"
  box.disabled = closed
  box.addEventListener("change", () => { choose(box.checked) })
  const label = make("label", "", "choice")
  label.append(box, make("span", say("original")))
  return label
}

const byDetail = (found: readonly { detail: Detail, value: string }[]): Map<Detail, string[]> => {
  const grouped = new Map<Detail, string[]>()
  for (const { detail, value } of found) {
    const values = grouped.get(detail) ?? []
    if (!values.includes(value)) grouped.set(detail, [...values, value])
  }
  return grouped
}
