/**
 * The handler's page: puts in place what the desk on this machine made, and hands on what the handler does. It decides
 * nothing, and stores nothing but its token.
 */
// Order: main > poll > act, lock, menu, reply > case > pane, queue > draft, unsent > api > dom > state
import { perform, sendForm } from "./act.ts"
import { ask, exchange, isAdmitted, notAdmitted, whenLocked } from "./api.ts"
import { move, openRow, readAfter, showCase, showTeam } from "./case.ts"
import { complain, dialog, find, input, say } from "./dom.ts"
import { draftSoon, flush } from "./draft.ts"
import { isLocked, lock, showLocked, unlock } from "./lock.ts"
import { aboutElement, focusOn, keyMenu, showMenu } from "./menu.ts"
import { look, watch } from "./poll.ts"
import { search, select, showQueue, unselect } from "./queue.ts"
import { insert, post, preview, takeDown, write } from "./reply.ts"
import { now } from "./state.ts"
import { writtenIn } from "./unsent.ts"

type Handler = (target: HTMLElement, value: string) => unknown

/** Buttons by their ids. */
const BUTTONS: Readonly<Record<string, Handler>> = {
  "pull": () => ask("/pull", {}).then(look),
  "undo": () => perform({ act: "undo" }),
  "team": showTeam,
  "alarm": showTeam,
  "help": () => showMenu("help"),
  "close": () => { dialog("menu").close() },
  "lock": lock,
  "selected": unselect,
  "reply-preview": preview,
  "reply-edit": write,
}

/** What the desk put into the page to be clicked, by the name of its data attribute. */
const CLICKS: Readonly<Record<string, Handler>> = {
  act: (target, act) => perform({ act, tickets: aboutElement(target), value: target.dataset["value"] ?? "" }),
  menu: (target, name) => showMenu(name, aboutElement(target)),
  open: (_, ticket) => showCase(ticket),
  ticket: (_, ticket) => showCase(ticket),
  query: (_, query) => {
    input("search").value = query
    return search(query)
  },
  more: (_, limit) => {
    now.limit = Number(limit)
    return showQueue()
  },
  template: (_, template) => { insert(template) },
  takeDown: (_, number) => takeDown(Number(number)),
}

/** Keys pressed outside of fields and menus. */
const KEYS: Readonly<Record<string, () => unknown>> = {
  j: () => { move(1) },
  k: () => { move(-1) },
  ArrowDown: () => { move(1) },
  ArrowUp: () => { move(-1) },
  Enter: openRow,
  Escape: unselect,
  x: select,
  a: () => keyMenu("assign"),
  s: () => keyMenu("state"),
  o: () => keyMenu("outcome"),
  p: () => keyMenu("priority"),
  l: () => keyMenu("label"),
  m: () => keyMenu("link"),
  n: () => focusOn("note-text"),
  r: () => focusOn("reply-text"),
  u: () => perform({ act: "undo" }),
  "/": () => { input("search").select() },
  "?": () => showMenu("help"),
}

/** Does something, and says what went wrong with it. */
const attempt = (act: () => unknown): void => { Promise.resolve().then(act).catch(complain) }

document.addEventListener("click", ({ target }) => {
  const clicked = target instanceof Element ? target.closest<HTMLElement>("button, #rows > li") : null
  if (clicked === null) return
  const button = BUTTONS[clicked.id]
  if (button !== undefined) attempt(() => button(clicked, ""))
  for (const [name, value = ""] of Object.entries(clicked.dataset)) {
    const handler = CLICKS[name]
    if (handler !== undefined) attempt(() => handler(clicked, value))
  }
})

document.addEventListener("submit", (event) => {
  event.preventDefault()
  const form = event.target
  if (!(form instanceof HTMLFormElement)) return
  const { act, send } = form.dataset
  if (form.closest("#unlock") !== null) void unlock()
  else if (form.id === "reply") void post()
  else if (send !== undefined) void sendForm(form, send, event.submitter)
  else if (act !== undefined) {
    const texts = [...new FormData(form)].filter((entry): entry is [string, string] => typeof entry[1] === "string")
    const { value = "", ...code } = Object.fromEntries(texts)
    void perform({ act, tickets: aboutElement(form), value, code }, writtenIn(form))
  }
})

document.addEventListener("input", ({ target }) => {
  if (target === find("search")) search(input("search").value).then(() => { say("") }, complain)
  if (target === document.getElementById("reply-text")) draftSoon()
})

/** Presses the button of a menu that bears this key. */
const chooseBy = (event: KeyboardEvent): void => {
  const choice = document.querySelector<HTMLElement>(`#menu [data-key="${CSS.escape(event.key)}"]`)
  if (choice === null) return
  event.preventDefault()
  choice.click()
}

const isField = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement || target instanceof HTMLSelectElement

document.addEventListener("keydown", (event) => {
  const { key, target } = event
  if (event.ctrlKey || event.metaKey || event.altKey || isLocked()) return
  if (isField(target)) {
    if (key === "Escape") target.blur()
    return
  }
  if (dialog("menu").open) {
    chooseBy(event)
    return
  }
  // Enter and the arrows belong to a button that has the focus, and to what is scrolled.
  const own = target instanceof HTMLButtonElement || target instanceof Node && find("case").contains(target)
  if (own && (key === "Enter" || key.startsWith("Arrow"))) return
  const act = KEYS[key]
  if (act === undefined) return
  event.preventDefault()
  attempt(act)
})

document.addEventListener("visibilitychange", () => {
  if (document.hidden) void flush()
  else readAfter()
})

dialog("unlock").addEventListener("cancel", (event) => { event.preventDefault() })

whenLocked(showLocked)
watch()
await exchange()
await look().catch(complain)
if (!isAdmitted()) say(notAdmitted())
