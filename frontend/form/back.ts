/** The page to which a reporter comes back: reads what was answered, tells more, or takes all of it back. */
import { readBoard, type Fetch } from "./returning/board.ts"
import { keysOf, unlinked, type Keys } from "./codename/codename.ts"
import { deliver } from "./deliver.ts"
import { checkFiles, clearFiles, hasFiles } from "./files/files.ts"
import { hideProgress } from "./files/pace.ts"
import { UserError } from "./language/messages.ts"
import { complain, dated, find, initPage, make, openFields, say } from "./page.ts"
import { recall, CodenameTypo } from "./returning/recall.ts"
import { UnusableRoster, type Roster } from "./seal/roster.ts"
import type { Pause } from "./send.ts"
import { fetchRoster, fingerprint, whenTrusted } from "./seal/trust.ts"
import { REQUESTS, withdraw } from "./returning/withdraw.ts"
import { wordlist } from "./codename/wordlist.ts"

const code = find("#code", HTMLTextAreaElement)
const codeTrouble = find("#code-trouble", HTMLElement)
const codeStatus = find("#code-status", HTMLElement)
const form = find("#form", HTMLFormElement)
const story = find("#q-story", HTMLTextAreaElement)
const sendButton = find("#send", HTMLButtonElement)

const get: Fetch = async (path) => {
  try {
    const response = await fetch(path, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(300_000) })
    if (response.ok) return new Uint8Array(await response.arrayBuffer())
  } catch {
    // Said below, whatever it was.
  }
  throw new UserError("board-unreachable")
}

/** Reads the board, and shows the replies to this codename. */
const look = async (keys: Keys): Promise<void> => {
  codeStatus.textContent = say("fetching")
  const { handlers, expired } = await authors()
  const { replies, unsigned } = await readBoard(keys, get, handlers)
  find("#replies", HTMLElement).replaceChildren(...replies.map(({ number, text, day }) => {
    const article = make("article", "", "reply")
    const body = make("p", text, "text")
    body.dir = "auto"
    article.append(make("h3", say("reply", { number: number + 1, day: dated(day) })), body)
    return article
  }))
  find("#unsigned", HTMLElement).hidden = unsigned.length === 0
  find("#unverified", HTMLElement).hidden = !expired || replies.length === 0
  find("#none", HTMLElement).hidden = replies.length + unsigned.length > 0
  codeStatus.textContent = ""
}

/**
 * Returns the handlers of the roster of today. Those of an expired one still serve for reading, marked: a roster that nobody
 * renewed must not cost anybody an answer.
 */
const authors = async (): Promise<{ handlers: Roster["handlers"], expired: boolean }> => {
  try {
    return { handlers: (await fetchRoster()).handlers, expired: false }
  } catch (cause) {
    if (cause instanceof UnusableRoster) return { handlers: cause.handlers, expired: cause.saying.sentence === "roster-expired" }
    throw cause
  }
}

/** Goes from the codename to the replies. */
const enter = async (): Promise<void> => {
  codeTrouble.hidden = true
  code.removeAttribute("aria-invalid")
  try {
    const entropy = recall(code.value, wordlist())
    codeStatus.textContent = say("opening")
    const keys = await keysOf(entropy, await fingerprint())
    await look(keys)
    show(keys)
  } catch (cause) {
    codeStatus.textContent = ""
    complain(codeTrouble, cause)
    if (!(cause instanceof CodenameTypo)) return
    code.ariaInvalid = "true"
    code.focus()
    if (cause.place !== undefined) code.setSelectionRange(cause.place.start, cause.place.end)
  }
}

const show = (keys: Keys): void => {
  code.value = ""
  for (const element of document.querySelectorAll("#enter, #not-tor")) element.remove()
  find("#opened", HTMLElement).hidden = false
  find("#replies-heading", HTMLElement).focus()
  // Replies can be read, marked, with a list of handlers that is out of date; nothing is sealed to such a list.
  void trusted.then((roster) => {
    sendButton.disabled = false
    find("#withdraw", HTMLButtonElement).disabled = false
    form.addEventListener("submit", () => void answer(roster, keys))
    find("#withdraw", HTMLButtonElement).addEventListener("click", () => void takeBack(roster, keys))
  })
}

/** Sends what the reporter adds, under names that lead nowhere. */
const answer = async (roster: Roster, keys: Keys): Promise<void> => {
  const trouble = find("#trouble", HTMLElement)
  const done = find("#sent", HTMLElement)
  trouble.hidden = true
  done.hidden = true
  const text = story.value
  openFields(false)
  try {
    if (text.trim() === "" && !hasFiles()) throw new UserError("empty")
    checkFiles()
    const answers = text.trim() === "" ? {} : { story: text }
    await deliver({ roster, keys, format: "sotto/1 follow-up", answers, name: unlinked, nextName: unlinked })
    form.reset()
    clearFiles()
    done.hidden = false
    done.focus()
  } catch (cause) {
    hideProgress()
    complain(trouble, cause)
  }
  find("#status", HTMLElement).textContent = ""
  openFields(true)
}

/** Takes everything back: erases what the intake still holds, then asks the handlers to forget the rest. */
const takeBack = async (roster: Roster, keys: Keys): Promise<void> => {
  const [trouble, status] = [find("#withdraw-trouble", HTMLElement), find("#withdraw-status", HTMLElement)]
  const [button, bar] = [find("#withdraw", HTMLButtonElement), find("#withdrawing", HTMLProgressElement)]
  trouble.hidden = true
  if (!find("#sure", HTMLInputElement).checked) {
    complain(trouble, new UserError("unsure"))
    return
  }
  const requests = find("#large", HTMLInputElement).checked ? REQUESTS.all : REQUESTS.most
  openFields(false)
  bar.hidden = false
  bar.max = requests
  bar.value = 0
  status.textContent = say("withdrawing")
  clearFiles()
  const pause: Pause = async (seconds) => {
    status.textContent = say("waiting", { seconds })
    await new Promise((resolve) => { setTimeout(resolve, seconds * 1000) })
    status.textContent = say("withdrawing")
  }
  try {
    await withdraw(keys, requests, pause, () => { bar.value += 1 })
    await deliver({ roster, keys, format: "sotto/1 withdrawal", answers: {}, name: unlinked, nextName: unlinked })
    status.textContent = say("withdrawn")
    find("#status", HTMLElement).textContent = ""
    button.remove()
  } catch (cause) {
    status.textContent = ""
    complain(trouble, cause)
  }
  bar.hidden = true
  openFields(true)
}

for (const form of document.forms) form.addEventListener("submit", (event) => { event.preventDefault() })
find("#enter", HTMLFormElement).hidden = false
initPage(() => code.value !== "" || story.value !== "" || hasFiles() || !find("#withdrawing", HTMLElement).hidden)
const trusted = new Promise<Roster>((resolve) => { whenTrusted(resolve) })
find("#enter-fields", HTMLFieldSetElement).disabled = !("subtle" in crypto)
find("#enter", HTMLFormElement).addEventListener("submit", () => void enter())
