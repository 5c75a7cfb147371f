// @ts-check
// The handler's page: asks the desk on this machine, shows text as text, stores nothing but its token.

/** @typedef {{ ticket: string, state: string, danger: boolean, pulled: string, need: string, opening: string, attachments: number, complete: boolean, labels: string[], followed: number, news: boolean, withdrawn: boolean, burst: boolean }} Row */
/** @typedef {{ day: string, handler: string, text: string, taken_down: boolean }} Reply */
/** @typedef {{ ticket: string, kind: string, state: string, pulled: string, labels: string[], code: Record<string, string> | null, answers: [string, string[]][], letter: string | null, attachments: { number: number, name: string, media_type: string, size: number, metadata: string | null }[], replies: Record<string, Reply>, followed: Report[] }} Report */

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id))
const TOKEN = "token"

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} [className]
 */
const make = (tag, text, className) => {
  const element = document.createElement(tag)
  element.textContent = text
  element.dir = "auto"
  if (className !== undefined) element.className = className
  return element
}

const say = (/** @type {string} */ text) => { find("status").textContent = text }

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
 * @param {string} path
 * @param {string} method
 * @param {unknown} [body]
 * @returns {Promise<unknown>}
 */
const ask = async (path, method = "GET", body) => {
  const headers = { authorization: `Bearer ${sessionStorage.getItem(TOKEN) ?? ""}`, "content-type": "application/json" }
  const response = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
  if (response.status === 401) throw new Error("This page is locked. Open the file that “sotto-desk serve” named.")
  /** @type {unknown} */
  const answer = await response.json()
  if (!response.ok) throw new Error(/** @type {{ error: string }} */ (answer).error)
  return answer
}

const sizeOf = (/** @type {number} */ bytes) => `${new Intl.NumberFormat("en").format(bytes)} bytes`

const METADATA = new Map([["stripped", "hidden details taken out"], ["kept", "the original, with hidden details"], ["unread", "hidden details not looked for"]])

const partsOf = (/** @type {Report} */ report) => {
  const facts = [report.kind, report.state, report.pulled, ...report.labels, ...Object.values(report.code ?? {})].filter((fact) => fact !== "")
  const parts = [make("p", report.ticket, "mono"), make("p", facts.join(" · "), "facts")]
  if (report.kind === "withdrawal") parts.push(make("p", "The reporter asks that everything they told be forgotten.", "danger"))
  for (const [question, answers] of report.answers) parts.push(make("h2", question), make("pre", answers.join("\n")))
  if (report.letter !== null) parts.push(make("h2", "Letter"), make("pre", report.letter))
  if (report.attachments.length > 0) parts.push(make("h2", "Files"))
  for (const file of report.attachments) {
    const details = METADATA.get(file.metadata ?? "")
    parts.push(make("pre", `${file.number}. ${file.name} (${sizeOf(file.size)}${details === undefined ? "" : `, ${details}`})`))
  }
  if (report.attachments.length > 0) parts.push(make("p", `To take one out: sotto-desk attachment ${report.ticket} 1 --out FILE`, "hint"))
  return parts
}

const repliesOf = (/** @type {Report} */ report) => Object.entries(report.replies).flatMap(([n, reply]) => [
  make("h2", `Reply ${n}`), make("p", `${reply.handler} · ${reply.day} · ${reply.taken_down ? "taken down" : "on the board; nobody can know whether it was read"}`, "facts"), make("pre", reply.text),
])

/** Where the handler answers; what is typed stays until it is posted. */
const replyForm = (/** @type {string} */ ticket) => {
  const form = document.createElement("form")
  const label = make("label", "Answer the reporter (at most 1,900 bytes)")
  const text = document.createElement("textarea")
  text.dir = "auto"
  text.spellcheck = false
  label.append(text)
  const post = document.createElement("button")
  post.textContent = "Seal and post"
  form.append(label, post)
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    post.disabled = true
    say("Posting…")
    ask(`/api/reports/${ticket}/replies`, "POST", { text: text.value }).then(async () => {
      await showReport(ticket)
      say("Posted. Sotto cannot know whether it is read.")
    }, (/** @type {unknown} */ cause) => {
      post.disabled = false
      say(cause instanceof Error ? cause.message : String(cause))
    })
  })
  return form
}

const showReport = async (/** @type {string} */ ticket) => {
  const article = find("report")
  for (const button of document.querySelectorAll("nav button")) {
    button.setAttribute("aria-current", String(button instanceof HTMLElement && button.dataset["ticket"] === ticket))
  }
  try {
    const report = /** @type {Report} */ (await ask(`/api/reports/${ticket}`))
    article.replaceChildren(...[report, ...report.followed].flatMap(partsOf), ...repliesOf(report), replyForm(report.ticket))
    article.scrollTop = 0
  } catch (cause) {
    article.replaceChildren(make("p", cause instanceof Error ? cause.message : String(cause)))
  }
}

const showQueue = async () => {
  const rows = /** @type {Row[]} */ (await ask("/api/queue"))
  find("queue").replaceChildren(...rows.map((row) => {
    const button = document.createElement("button")
    button.type = "button"
    button.dataset["ticket"] = row.ticket
    const line = make("span", "", "line")
    if (row.danger) line.append(make("span", "▲ in danger", "danger"))
    const files = row.attachments === 0 ? "" : `${row.attachments} ${row.attachments === 1 ? "file" : "files"}${row.complete ? "" : ", not all here"}`
    if (row.withdrawn) line.append(make("span", "withdrawn by its reporter", "danger"))
    const many = row.burst ? "one of many" : ""
    const back = row.followed === 0 ? "" : row.news ? "came back, new" : "came back"
    for (const word of [row.state, row.pulled, row.need, files, back, many, ...row.labels]) if (word !== "") line.append(make("span", word))
    button.append(make("div", row.opening === "" ? row.ticket : row.opening), line)
    button.addEventListener("click", () => void showReport(row.ticket))
    const item = document.createElement("li")
    item.append(button)
    return item
  }))
  return rows.length
}

/** Moves the focus along the queue. */
const move = (/** @type {number} */ by) => {
  const buttons = [...document.querySelectorAll("nav button")].filter((button) => button instanceof HTMLElement)
  const at = buttons.findIndex((button) => button.getAttribute("aria-current") === "true")
  const next = buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]
  next?.focus()
  next?.click()
}

const pull = async () => {
  say("Pulling…")
  try {
    const pulled = /** @type {{ new: string[], unopened: string[] }} */ (await ask("/api/pull", "POST"))
    const count = await showQueue()
    const trouble = pulled.unopened.length === 0 ? "" : ` ${pulled.unopened.length} do not open.`
    say(`${pulled.new.length} new, ${count} in the queue.${trouble}`)
  } catch (cause) {
    say(cause instanceof Error ? cause.message : String(cause))
  }
}

find("pull").addEventListener("click", () => void pull())
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLTextAreaElement) return
  if (event.key === "j") move(1)
  if (event.key === "k") move(-1)
})

await exchange()
await showQueue().then(pull, (/** @type {unknown} */ cause) => { say(cause instanceof Error ? cause.message : String(cause)) })
export {}
