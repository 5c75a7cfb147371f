// @ts-check
// The handler's page: puts in place what the desk on this machine made, and hands on what the handler does. It decides
// nothing, and stores nothing but its token.

const TOKEN = "token"
/** After so long without a key or a click the desk is locked, in milliseconds. */
const IDLE = 10 * 60_000
const POLL = 3_000
/** A case to which a key leads is asked for when no further key follows for so long, in milliseconds. */
const PAUSE = 120
/** A case to which a key led is read once it has been shown for so long, in milliseconds. */
const READ = 1_000
/** A reply is kept sealed as a draft when nothing more is typed for so long, in milliseconds, and before anything else is done. */
const DRAFT = 1_000

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id))
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id))
const dialog = (/** @type {string} */ id) => /** @type {HTMLDialogElement} */ (document.getElementById(id))

// The one way from text to elements, for what our own desk sends: it escapes all that came from outside.
const makeHtml = (/** @type {string} */ html) => html
/** @typedef {{ createHTML: (html: string) => string }} Policy */
const { trustedTypes } = /** @type {{ trustedTypes?: { createPolicy: (name: string, policy: Policy) => Policy } }} */ (globalThis)
const policy = trustedTypes?.createPolicy("desk", { createHTML: makeHtml }) ?? { createHTML: makeHtml }

/** Puts what the desk made into a place of the page. */
const place = (/** @type {Element} */ into, /** @type {string} */ html) => {
  const made = document.createElement("template")
  made.innerHTML = policy.createHTML(html)
  into.replaceChildren(made.content)
}

/**
 * What is looked at. `at`: the case that is open, or on its way into the pane; the queue highlights it and no other. `row`: where
 * in the queue it stands or stood. `about`: the cases that the open menu names, and that its choice is for.
 */
const now = { query: "", limit: 0, at: "", row: 0, revision: -1, chosen: /** @type {Set<string>} */ (new Set()), about: /** @type {string[]} */ ([]) }

/** The case in the pane, as the pane itself has it: none, while it shows something else. */
const shown = () => {
  const first = find("case").firstElementChild
  return first instanceof HTMLElement ? first.dataset["ticket"] ?? "" : ""
}
const opened = () => [shown()].filter((ticket) => ticket !== "")

const say = (/** @type {string} */ text) => { find("said").textContent = text }
const complain = (/** @type {unknown} */ cause) => { say(cause instanceof Error ? cause.message : String(cause)) }

/** Takes the token out of the address, where the file put it, for one that only this tab has. */
const exchange = async () => {
  const handed = location.hash.slice(1)
  history.replaceState(null, "", "/")
  if (handed === "") return
  const response = await fetch("/session", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ token: handed }) })
  if (!response.ok) return
  /** @type {unknown} */
  const answer = await response.json()
  sessionStorage.setItem(TOKEN, /** @type {{ token: string }} */ (answer).token)
}

/**
 * Asks the desk; what it says as text.
 * @param {string} path
 * @param {unknown} [body]
 * @param {boolean} [keepalive] also when the page is left meanwhile
 * @returns {Promise<string>}
 */
const ask = async (path, body, keepalive = false) => {
  const headers = { authorization: `Bearer ${sessionStorage.getItem(TOKEN) ?? ""}`, "content-type": "application/json" }
  const response = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, body: body === undefined ? null : JSON.stringify(body), keepalive })
  if (response.status === 401) throw new Error("This page is locked. Open the file that “sotto-desk serve” named.")
  if (response.status === 423) showLocked()
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}

/** Nothing of a case stays in a page whose desk is locked. */
const showLocked = () => {
  find("queue").replaceChildren()
  find("case").replaceChildren()
  now.at = ""
  now.chosen.clear()
  unsent.clear()
  mark()
  for (const open of document.querySelectorAll("dialog[open]")) if (open.id !== "unlock") /** @type {HTMLDialogElement} */ (open).close()
  if (!dialog("unlock").open) dialog("unlock").showModal()
}

// The queue.

/** @type {() => HTMLElement[]} */
const rows = () => [...document.querySelectorAll("#rows > li")].filter((row) => row instanceof HTMLElement)

const mark = () => {
  const all = rows()
  const at = all.findIndex((row) => row.dataset["ticket"] === now.at)
  if (at !== -1) now.row = at
  const reachable = Math.min(now.row, all.length - 1)
  for (const [index, row] of all.entries()) {
    row.setAttribute("aria-selected", String(now.chosen.has(row.dataset["ticket"] ?? "")))
    row.classList.toggle("at", index === at)
    row.tabIndex = index === reachable ? 0 : -1
    if (index === at) row.setAttribute("aria-current", "true")
    else row.removeAttribute("aria-current")
  }
  countChosen().catch(complain)
}

let counted = 0
/** Says how many rows are selected, wherever in the queue they are. */
const countChosen = async () => {
  if (now.chosen.size === counted) return
  const count = counted = now.chosen.size
  const text = count === 0 ? "" : await ask(`/selected/${count}`)
  if (count !== counted) return
  find("selected").textContent = text
  find("selected").hidden = count === 0
}

/** Selects the highlighted row, or no longer. */
const select = () => {
  if (document.querySelector("#rows > li.at") === null) return
  if (!now.chosen.delete(now.at)) now.chosen.add(now.at)
  mark()
}

const unselect = () => {
  now.chosen.clear()
  mark()
}

let asked = 0
const showQueue = async () => {
  const turn = ++asked
  const html = await ask("/queue", { query: now.query, limit: now.limit })
  // Of several on their way only the last is shown.
  if (turn !== asked) return
  const scrolled = find("queue").scrollTop
  place(find("queue"), html)
  find("queue").scrollTop = scrolled
  const here = new Set(rows().map((row) => row.dataset["ticket"] ?? ""))
  for (const ticket of now.chosen) if (!here.has(ticket)) now.chosen.delete(ticket)
  mark()
}

/** Opens the case so many rows further; where no open case is in the queue, the one that stands in its place now. */
const move = (/** @type {number} */ by) => {
  const all = rows()
  const at = all.findIndex((row) => row.dataset["ticket"] === now.at)
  const further = at !== -1 ? at + by : by > 0 ? now.row : now.row - 1
  const next = all[Math.min(all.length - 1, Math.max(0, further))]
  const ticket = next?.dataset["ticket"] ?? ""
  if (next === undefined || ticket === now.at) return
  openSoon(ticket)
  next.focus()
  next.scrollIntoView({ block: "nearest" })
}

/** Opens the row that has the focus, or could have it. */
const openRow = () => {
  const row = document.activeElement?.closest("#rows > li") ?? rows().find((row) => row.tabIndex === 0)
  const ticket = row instanceof HTMLElement ? row.dataset["ticket"] : undefined
  return ticket === undefined ? undefined : showCase(ticket)
}

// A case.

/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause
let turn = 0
/** The last that was asked for the pane, once it is there. */
let coming = Promise.resolve()

/** Puts into the pane what was asked for last, or nothing if that cannot be had; what comes too late is dropped. */
const fill = async (/** @type {string} */ path) => {
  clearTimeout(pause)
  pause = undefined
  const own = ++turn
  const pane = find("case")
  pane.setAttribute("aria-busy", "true")
  await flush()
  try {
    const html = await ask(path)
    if (own === turn) draw(html)
  } catch (cause) {
    if (own !== turn) return
    pane.replaceChildren()
    throw cause
  } finally {
    if (own === turn) pane.removeAttribute("aria-busy")
  }
}

/**
 * @param {string} ticket
 * @param {number} [stay] read once it has been shown for so long, in milliseconds
 */
const showCase = (ticket, stay = 0) => {
  now.at = ticket
  mark()
  coming = fill(`/case/${ticket}`).then(() => {
    if (shown() === "") return
    if (now.at === ticket) now.at = shown()
    find("case").scrollTop = 0
    mark()
    readAfter(stay)
  })
  return coming
}

/** Highlights a case, and opens it unless another follows at once. */
const openSoon = (/** @type {string} */ ticket) => {
  now.at = ticket
  mark()
  clearTimeout(pause)
  pause = setTimeout(() => { showCase(ticket, READ).catch(complain) }, PAUSE)
}

/** Resolves once the highlighted case is in the pane: nothing is done by keys to what is not shown. */
const settled = async () => {
  if (pause !== undefined) void showCase(now.at, READ)
  await coming.catch(complain)
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let reading
/** Notes that the shown case is read, if it stays in the pane for so long before somebody's eyes. */
const readAfter = (/** @type {number} */ stay) => {
  clearTimeout(reading)
  const ticket = shown()
  if (ticket === "") return
  reading = setTimeout(() => {
    if (shown() === ticket && !document.hidden) ask(`/read/${ticket}`, {}).catch(complain)
  }, stay)
}

/** The shown case as it is by now; nothing, once it is forgotten. */
const showAgain = async () => {
  const ticket = shown()
  // Another is on its way.
  if (ticket !== now.at) return
  await fill(`/case/${ticket}`)
  readAfter(READ)
}

const again = async () => {
  await showQueue()
  if (shown() !== "") await showAgain()
}

/** What is pressed in the pane is for the case in it, in a menu for the cases that it names, and elsewhere for none. */
const aboutElement = (/** @type {Element} */ element) => find("case").contains(element) ? opened() : dialog("menu").contains(element) ? now.about : []

/** A key pressed in the queue is for what is selected there, if anything is; any other for the open case. */
const aboutKey = () => {
  const pane = find("case")
  if (pane.querySelector(":scope > [data-team]") !== null) return []
  return now.chosen.size === 0 || pane.contains(document.activeElement) ? opened() : [...now.chosen]
}

/**
 * @param {string[]} tickets
 * @param {string} act
 * @param {string} [value]
 * @param {Record<string, string>} [code]
 * @param {Written} [sent] what stands in the form of the pane from which this came
 */
const perform = async (tickets, act, value = "", code = {}, sent = new Map()) => {
  dialog("menu").close()
  await flush()
  try {
    const said = await ask("/act", { act, value, code, tickets, query: now.query })
    for (const ticket of tickets) forget(ticket, sent)
    say(said)
    find("undo").hidden = false
    if (act === "dismiss") await showTeam()
    else await again()
  } catch (cause) {
    complain(cause)
  }
}

/** Menus that are about no case. */
const OF_NO_CASE = ["help", "filter"]

/**
 * @param {string} name
 * @param {string[]} tickets
 */
const showMenu = async (name, tickets) => {
  const menu = dialog("menu")
  const about = OF_NO_CASE.includes(name) ? [] : tickets
  const { at } = now
  const html = await ask(`/menu/${name}`, { tickets: about })
  // Another case was opened meanwhile: the menu would come too late.
  if (at !== now.at) return
  place(/** @type {Element} */ (menu.firstElementChild), html)
  now.about = about
  if (!menu.open) menu.showModal()
  const first = menu.querySelector("input, .choices button")
  if (first instanceof HTMLElement) first.focus()
}

const showTeam = async () => {
  now.at = ""
  mark()
  coming = fill("/team")
  await coming
}

const keyMenu = async (/** @type {string} */ name) => {
  await settled()
  await showMenu(name, aboutKey())
}

/** Puts the cursor into a field of the open case. */
const focusOn = async (/** @type {string} */ id) => {
  await settled()
  document.getElementById(id)?.focus()
}

// What is written in the pane.

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */
/** Values by the names of fields. @typedef {Map<string, string>} Written */

/** What was written and not sent, by case: a pane that is drawn anew has it again. Gone when the desk is locked. */
const unsent = /** @type {Map<string, Written>} */ (new Map())

const fields = () => /** @type {Field[]} */ ([...find("case").querySelectorAll("form :is(input:not([type=file]), select, textarea)")])
const isBox = (/** @type {Field} */ field) => field instanceof HTMLInputElement && field.type === "checkbox"
const nameOf = (/** @type {Field} */ field) =>
  `${field.form?.dataset["act"] ?? field.form?.dataset["send"] ?? field.form?.id ?? ""} ${field.name} ${isBox(field) ? field.value : ""}`
const valueOf = (/** @type {Field} */ field) => field instanceof HTMLInputElement && isBox(field) ? String(field.checked) : field.value

/** As the desk made it. */
const drawn = (/** @type {Field} */ field) => {
  if (field instanceof HTMLSelectElement) return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? ""
  return field instanceof HTMLInputElement && isBox(field) ? String(field.defaultChecked) : field.defaultValue
}

const setField = (/** @type {Field} */ field, /** @type {string} */ value) => {
  if (field instanceof HTMLInputElement && isBox(field)) field.checked = value === "true"
  else field.value = value
}

/** @returns {Written} */
const writtenIn = (/** @type {Element} */ part) =>
  new Map(fields().filter((field) => part.contains(field) && valueOf(field) !== drawn(field)).map((field) => [nameOf(field), valueOf(field)]))

/** What was sent is written no longer; what was written after it was sent, still is. */
const forget = (/** @type {string} */ ticket, /** @type {Written} */ sent) => {
  const kept = unsent.get(ticket)
  for (const [name, value] of sent) if (kept?.get(name) === value) kept.delete(name)
  if (shown() !== ticket) return
  for (const field of fields()) if (sent.get(nameOf(field)) === valueOf(field)) setField(field, drawn(field))
}

const putBack = (/** @type {Written} */ written) => {
  for (const field of fields()) {
    const value = written.get(nameOf(field))
    if (value === undefined) continue
    setField(field, value)
    field.closest("details")?.setAttribute("open", "")
  }
}

/** Puts a case into the pane, with what was written about it and not sent, and the cursor where it was. */
const draw = (/** @type {string} */ html) => {
  const before = shown()
  if (before !== "") unsent.set(before, writtenIn(find("case")))
  const focused = fields().find((field) => field === document.activeElement)
  const place_ = focused === undefined ? undefined : { name: nameOf(focused), range: focused instanceof HTMLTextAreaElement ? [focused.selectionStart, focused.selectionEnd] : [] }
  place(find("case"), html)
  const written = unsent.get(shown()) ?? /** @type {Written} */ (new Map())
  putBack(written)
  const text = reply()?.text
  // Whoever has not put the cursor anywhere goes on at the end.
  text?.setSelectionRange(text.value.length, text.value.length)
  if (text !== undefined && written.has(nameOf(text))) draftSoon()
  if (place_ === undefined || before !== shown()) return
  const again = fields().find((field) => nameOf(field) === place_.name)
  again?.focus()
  const [start, end] = place_.range
  if (again instanceof HTMLTextAreaElement && start !== undefined && end !== undefined) again.setSelectionRange(start, end)
}

// Answering.

const reply = () => {
  const text = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("#reply-text"))
  return text === null || shown() === "" ? undefined : { text, ticket: shown() }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let draft
/** The drafts on their way: they arrive in the order in which they were written. */
let drafts = Promise.resolve("")

const draftSoon = () => {
  clearTimeout(draft)
  draft = setTimeout(() => { keepDraft().catch(complain) }, DRAFT)
}

const keepDraft = () => {
  clearTimeout(draft)
  draft = undefined
  const written = reply()
  if (written === undefined) return Promise.resolve("")
  const { ticket, text: { value } } = written
  drafts = drafts.catch(() => "").then(() => ask(`/draft/${ticket}`, { text: value }, true))
  return drafts
}

/** Resolves once all that was typed is kept. */
const flush = async () => {
  if (draft !== undefined) void keepDraft()
  await drafts.catch(complain)
}

/** Puts a template where the cursor is, in the place of what is selected there and of nothing else. */
const insert = (/** @type {string} */ template) => {
  const written = reply()
  if (written === undefined) return
  preview(false)
  const { text } = written
  text.focus()
  // As if it were typed, so that the browser can take it back; its answer says whether it did.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else reaches the browser's own undo
  if (!document.execCommand("insertText", false, template)) text.setRangeText(template, text.selectionStart, text.selectionEnd, "end")
  draftSoon()
}

const showPreview = async () => {
  const ticket = shown()
  const text = await keepDraft()
  if (shown() === ticket) preview(true, text)
}

/** Writing, or looking at what the reporter will see. */
const preview = (/** @type {boolean} */ shown, /** @type {string} */ text = "") => {
  const paragraphs = text.split("\n").map((line) => {
    const paragraph = document.createElement("p")
    paragraph.dir = "auto"
    paragraph.textContent = line
    return paragraph
  })
  find("preview").lastElementChild?.replaceChildren(...paragraphs)
  const gaps = /\[[^\]]*\]/u.test(text)
  find("gaps").hidden = !shown || !gaps
  find("preview").hidden = find("reply-edit").hidden = !shown
  find("reply-post").hidden = !shown || gaps
  find("reply-text").hidden = find("reply-preview").hidden = shown
}

/** Cases to whose reporters a reply is on its way. */
const posting = /** @type {Set<string>} */ (new Set())

const post = async () => {
  const written = reply()
  if (written === undefined || posting.has(written.ticket)) return
  const { ticket, text } = written
  const button = field("reply-post")
  const { value } = text
  button.disabled = true
  posting.add(ticket)
  say("…")
  try {
    await flush()
    const said = await ask(`/reply/${ticket}`, { text: value })
    forget(ticket, new Map([[nameOf(text), value]]))
    await again()
    say(said)
  } catch (cause) {
    button.disabled = false
    complain(cause)
  } finally {
    posting.delete(ticket)
  }
}

const takeDown = async (/** @type {string} */ ticket, /** @type {number} */ number) => {
  await flush()
  const said = await ask(`/reply/${ticket}/take-down`, { number })
  await again()
  say(said)
}

// What is clicked, typed and sent.

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("[data-act], [data-menu], [data-open], [data-query], [data-more], [data-template], [data-take-down], #rows > li, #reply-preview, #reply-edit") : null
  if (!(target instanceof HTMLElement) || target instanceof HTMLFormElement) return
  const { act, value, menu, open, query, more, template, takeDown: number, ticket } = target.dataset
  const done = target.id === "reply-preview" ? showPreview()
    : target.id === "reply-edit" ? Promise.resolve().then(() => { preview(false) })
    : template !== undefined ? Promise.resolve().then(() => { insert(template) })
    : number !== undefined ? takeDown(shown(), Number(number))
    : act !== undefined ? perform(aboutElement(target), act, value)
    : menu !== undefined ? showMenu(menu, aboutElement(target))
    : open !== undefined ? showCase(open)
    : query !== undefined ? (now.query = field("search").value = query, now.limit = 0, showQueue())
    : more !== undefined ? (now.limit = Number(more), showQueue())
    : ticket !== undefined ? showCase(ticket)
    : undefined
  done?.catch(complain)
})

document.addEventListener("submit", (event) => {
  event.preventDefault()
  const form = /** @type {HTMLFormElement} */ (event.target)
  if (form.closest("#unlock") !== null) void unlock()
  else if (form.dataset["send"] !== undefined) void sendForm(form, form.dataset["send"], event.submitter)
  else if (form.id === "reply") void post()
  else {
    const values = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)))
    const { value = "", ...code } = values
    void perform(aboutElement(form), form.dataset["act"] ?? "", value, code, writtenIn(form))
  }
})

/** Sends a form whole, with the text of its files; what is said stays beside it. */
const sendForm = async (/** @type {HTMLFormElement} */ form, /** @type {string} */ path, /** @type {HTMLElement | null} */ button) => {
  const values = new FormData(form)
  /** @type {Record<string, string | boolean | string[]>} */
  const body = { dry: button instanceof HTMLButtonElement && button.value === "dry" }
  for (const [name, value] of values) body[name] = value instanceof File ? await value.text() : value
  if (form.querySelector("[name=parts]") !== null) body["parts"] = values.getAll("parts").map(String)
  const sent = () => document.querySelector(`[data-send="${CSS.escape(path)}"]`)
  const answer = (/** @type {string} */ text) => {
    const result = sent()?.querySelector(".result")
    if (result != null) result.textContent = text
  }
  answer("…")
  const ticket = shown()
  const sentNow = writtenIn(form)
  try {
    await flush()
    const said = await ask(path, body)
    if (body["dry"] === false) forget(ticket, sentNow)
    if (body["dry"] === false && shown() !== "") {
      await again()
      sent()?.closest("details")?.setAttribute("open", "")
    }
    answer(said)
  } catch (cause) {
    answer(cause instanceof Error ? cause.message : String(cause))
  }
}

const unlock = async () => {
  find("wrong").textContent = ""
  try {
    await ask("/unlock", { passphrase: field("passphrase").value })
    field("passphrase").value = ""
    dialog("unlock").close()
    await showQueue()
  } catch (cause) {
    find("wrong").textContent = cause instanceof Error ? cause.message : String(cause)
  }
}

document.addEventListener("input", (event) => {
  if (event.target === find("search")) {
    now.query = field("search").value
    now.limit = 0
    showQueue().then(() => { say("") }, complain)
  }
  if (event.target === document.querySelector("#reply-text")) draftSoon()
})

const KEYS = /** @type {Record<string, () => unknown>} */ ({
  j: () => { move(1) }, k: () => { move(-1) }, ArrowDown: () => { move(1) }, ArrowUp: () => { move(-1) },
  Enter: openRow,
  x: select,
  a: () => keyMenu("owner"), s: () => keyMenu("state"), o: () => keyMenu("outcome"), p: () => keyMenu("priority"),
  l: () => keyMenu("label"), m: () => keyMenu("link"), "?": () => showMenu("help", []), u: () => perform([], "undo"),
  Escape: unselect,
  n: () => focusOn("note-text"), r: () => focusOn("reply-text"),
  "/": () => { field("search").select() },
})

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog("unlock").open) return
  const target = event.target
  const typing = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement || target instanceof HTMLSelectElement
  if (event.key === "Escape" && typing) {
    target.blur()
    return
  }
  if (typing) return
  if (dialog("menu").open) {
    const choice = document.querySelector(`#menu [data-key="${CSS.escape(event.key)}"]`)
    if (choice instanceof HTMLElement) {
      event.preventDefault()
      choice.click()
    }
    return
  }
  // Enter and the arrows belong to a button that has the focus, and to what is scrolled.
  const own = target instanceof HTMLButtonElement || find("case").contains(/** @type {Node} */ (target))
  if (own && (event.key === "Enter" || event.key.startsWith("Arrow"))) return
  const act = KEYS[event.key]
  if (act === undefined) return
  event.preventDefault()
  Promise.resolve(act()).catch(complain)
})

document.addEventListener("visibilitychange", () => {
  if (document.hidden) void flush()
  else readAfter(READ)
})
find("pull").addEventListener("click", () => { ask("/pull", {}).then(look).catch(complain) })
find("undo").addEventListener("click", () => { void perform([], "undo") })
find("selected").addEventListener("click", unselect)
find("team").addEventListener("click", () => { showTeam().catch(complain) })
find("alarm").addEventListener("click", () => { showTeam().catch(complain) })
find("help").addEventListener("click", () => { showMenu("help", []).catch(complain) })
find("close").addEventListener("click", () => { dialog("menu").close() })
const lock = () => { flush().then(() => ask("/lock", {})).then(showLocked).catch(complain) }
find("lock").addEventListener("click", lock)
dialog("unlock").addEventListener("cancel", (event) => { event.preventDefault() })

// What goes on without the handler.

/** Nothing that somebody is writing is taken from under their hands. */
const isWriting = () => document.activeElement?.closest("#case form, #case details") != null || document.querySelector("#preview:not([hidden]), #case details[open]") !== null

const look = async () => {
  if (dialog("unlock").open || sessionStorage.getItem(TOKEN) === null) return
  /** @type {unknown} */
  const answer = JSON.parse(await ask("/status"))
  const status = /** @type {{ revision: number, pull: string, pulling: boolean, notices: number }} */ (answer)
  find("badge").textContent = status.pull
  find("badge").classList.toggle("busy", status.pulling)
  find("alarm").hidden = status.notices === 0
  const count = find("alarm").lastElementChild
  if (count !== null) count.textContent = String(status.notices)
  if (status.revision === now.revision) return
  now.revision = status.revision
  await showQueue()
  if (shown() !== "" && !isWriting()) await showAgain()
}

let idle = Date.now()
for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) document.addEventListener(kind, () => { idle = Date.now() }, { passive: true })
setInterval(() => {
  if (Date.now() - idle > IDLE && !dialog("unlock").open) lock()
  else if (!document.hidden) look().catch(complain)
}, POLL)

await exchange()
await look().catch(complain)
if (sessionStorage.getItem(TOKEN) === null) say("This page is locked. Open the file that “sotto-desk serve” named.")
export {}
