/**
 * Two handlers at two desks, in real browsers, against a real intake: triage by keys, search, answers, a team that agrees,
 * a lock that holds.
 */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { after, before, test } from "node:test"
import type { Browser, ElementHandle, HTTPRequest, KeyInput, Page } from "puppeteer-core"
import { chromium, safer } from "./browsers.ts"
import { Organisation, freePort, TOP } from "./organisation.ts"

const PICTURES = join(TOP, "frontend/dist-test/pictures")
let organisation: Organisation
let browser: Browser
let ana: Page
let bo: Page

const textOf = (page: Page, selector: string): Promise<string> => page.$eval(selector, (element) => element.textContent ?? "")
const waitFor = (page: Page, selector: string, text: string): Promise<unknown> =>
  page.waitForFunction((selector, text) => document.querySelector(selector)?.textContent?.includes(text), { timeout: 30_000 }, selector, text)
const shoot = async (page: Page, name: string): Promise<void> => { await page.screenshot({ path: join(PICTURES, `desk-${name}.png`) as `${string}.png` }) }
const at = (page: Page): Promise<string> => page.$eval("#rows > li.at", (row) => (row as HTMLElement).dataset["ticket"] ?? "")

/** Clicks in the queue, which may be drawn anew at any moment: what is found is clicked at once. */
const tap = (page: Page, selector: string): Promise<void> =>
  page.evaluate((selector) => { document.querySelector<HTMLElement>(selector)?.click() }, selector)

/** Opens the case at which the queue stands. */
const open = async (page: Page): Promise<string> => {
  const ticket = await at(page)
  await page.keyboard.press("Enter")
  await waitFor(page, "#case .mono", ticket)
  return ticket
}

/** Presses a key that opens a menu, and chooses. */
const choose = async (page: Page, key: KeyInput, choice: KeyInput): Promise<void> => {
  await page.keyboard.press(key)
  await page.waitForSelector("#menu[open] .choices")
  await page.keyboard.press(choice)
  await page.waitForSelector("#menu:not([open])")
}

const search = async (page: Page, query: string, count: number): Promise<void> => {
  await page.keyboard.press("/")
  await page.keyboard.press("Backspace")
  await page.keyboard.type(query)
  await page.waitForFunction((count) => document.querySelectorAll("#rows > li").length === count, { timeout: 10_000 }, count)
  await page.keyboard.press("Escape")
}

const pull = async (page: Page): Promise<void> => {
  await page.click("#pull")
  await page.waitForFunction(() => document.querySelector("#badge.busy") !== null, { timeout: 10_000 }).catch(() => undefined)
  await waitFor(page, "#badge", "Last sync: just now")
}

before(async () => {
  mkdirSync(PICTURES, { recursive: true })
  organisation = await Organisation.make()
  await organisation.start()
  browser = await chromium()
  const tab = async (file: string): Promise<Page> => {
    const page = await browser.newPage()
    await page.setViewport({ width: 1440, height: 900 })
    await page.goto(`file://${file}`)
    await page.waitForFunction(() => document.querySelectorAll("#rows > li").length >= 24, { timeout: 30_000 })
    return page
  }
  ana = await tab(join(organisation.folder, "ana/open.html"))
  bo = await tab(await organisation.serveDesk("bo", await freePort()))
}, { timeout: 180_000 })

after(async () => {
  await browser.close()
  await organisation.interrupt()
  assert.deepEqual(organisation.running(), [], "Ctrl-C leaves nothing")
  organisation.remove()
})

test("without the token the page has nothing, and the token does not stay in the address", { timeout: 60_000 }, async () => {
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${organisation.ports.desk}/`)
  await waitFor(page, "#said", "locked")
  assert.equal(await page.$("#rows > li"), null)
  await page.close()
  assert.equal(await ana.evaluate(() => location.hash), "")
  assert.match(await textOf(ana, ".demo"), /demonstration/u)
})

test("a case is taken up, labelled and noted without the mouse, and the other desk sees who did what", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  assert.match(await textOf(ana, "#rows > li:first-child"), /P1.*in danger/su)
  await ana.keyboard.press("j")
  await ana.keyboard.press("k")
  const ticket = await open(ana)
  await waitFor(ana, "#case", "Someone is in danger now.")
  await choose(ana, "a", "1")
  await waitFor(ana, "#case .facts", "Assignee: ana")
  await waitFor(ana, "#case .facts", "Open")
  await ana.keyboard.press("l")
  await ana.waitForSelector("#menu[open] input")
  await ana.keyboard.type("campaign:blue")
  await ana.keyboard.press("Enter")
  await waitFor(ana, "#case .facts", "campaign:blue")
  await ana.keyboard.press("n")
  await ana.keyboard.type("Called the lawyer. عاجل")
  await ana.click("#case form[data-act=note] button")
  await waitFor(ana, "#case .note", "Called the lawyer. عاجل")
  await shoot(ana, "case")
  await pull(ana)
  await bo.bringToFront()
  await pull(bo)
  await waitFor(bo, `#rows > li[data-ticket="${ticket}"]`, "@ana")
  await tap(bo, `#rows > li[data-ticket="${ticket}"]`)
  await waitFor(bo, "#case .timeline", "ana owner ana")
  assert.match(await textOf(bo, "#case .note"), /Called the lawyer/u)
})

test("what two set without seeing each other is one thing in the end, and both are told", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  await ana.keyboard.press("j")
  const ticket = await open(ana)
  await choose(ana, "s", "5")
  await bo.bringToFront()
  await tap(bo, `#rows > li[data-ticket="${ticket}"]`)
  await waitFor(bo, "#case .mono", ticket)
  await choose(bo, "s", "3")
  for (const page of [ana, bo, ana]) {
    await page.bringToFront()
    await pull(page)
  }
  for (const page of [ana, bo]) {
    await page.bringToFront()
    await waitFor(page, "#case .timeline", "conflict: did not know of")
  }
  assert.equal(await textOf(ana, "#case .timeline"), await textOf(bo, "#case .timeline"))
  assert.deepEqual(organisation.deskOf("ana", "show", ticket, "--json").replace(/"complete".*/u, ""), organisation.deskOf("bo", "show", ticket, "--json").replace(/"complete".*/u, ""))
})

test("whatever is in the pane of a case is done to that case, whichever rows are selected", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  const [first, second, third] = await ana.$$eval("#rows > li", (rows) => (rows as HTMLElement[]).slice(8, 11).map((row) => row.dataset["ticket"] ?? "")) as [string, string, string]
  for (const ticket of [first, second]) {
    await tap(ana, `#rows > li[data-ticket="${ticket}"]`)
    await waitFor(ana, "#case .mono", ticket)
    await ana.keyboard.press("x")
  }
  await tap(ana, `#rows > li[data-ticket="${third}"]`)
  await waitFor(ana, "#case .mono", third)
  await ana.focus("#note-text")
  await ana.keyboard.type("Only of the third.")
  await ana.click("#case form[data-act=note] button")
  await waitFor(ana, "#case .note", "Only of the third.")
  await waitFor(ana, "#selected", "2 cases selected")
  const priority = /P\d/u.exec(await textOf(ana, `#rows > li[data-ticket="${third}"] .priority`))?.[0] ?? ""
  await ana.click("#case [data-menu=priority]")
  await ana.waitForSelector("#menu[open] .choices")
  const opening = await textOf(ana, `#rows > li[data-ticket="${third}"] .opening`)
  assert.deepEqual(await ana.$$eval("#menu .about", (names) => names.map((name) => name.textContent)), [`${priority} · ${opening}`])
  await ana.keyboard.press("1")
  await waitFor(ana, `#rows > li[data-ticket="${third}"] .priority`, "P1!")
  await waitFor(ana, "#said", opening)
  assert.deepEqual(await ana.$$eval("#rows > li[aria-selected=true]", (rows) => (rows as HTMLElement[]).map((row) => row.dataset["ticket"]).sort()), [first, second].sort())
  assert.equal(await ana.$$eval("#rows > li[aria-selected=true] .priority", (found) => found.some((one) => one.textContent?.includes("!"))), false)
  // From the queue a key is for the selected, and the menu says for which.
  await ana.focus("#rows > li[tabindex='0']")
  await ana.keyboard.press("s")
  await ana.waitForSelector("#menu[open] .choices")
  assert.match(await textOf(ana, "#menu .about"), /2 cases selected/u)
  assert.equal((await ana.$$("#menu .about")).length, 3)
  await ana.keyboard.press("Escape")
  await ana.waitForSelector("#menu:not([open])")
  // What is about one case is refused for two, whoever asks.
  const refused = await ana.evaluate(async (tickets) => {
    const ask = (act: string, value: string): Promise<Response> => fetch("/act", {
      method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${sessionStorage.getItem("token") ?? ""}` },
      body: JSON.stringify({ act, value, tickets }),
    })
    return [await ask("note", "x"), await ask("propose", "purge"), await ask("agree", "purge")].map(({ status }) => status)
  }, [first, second])
  assert.deepEqual(refused, [422, 422, 422])
  await ana.keyboard.press("Escape")
  await ana.waitForSelector("#selected[hidden]")
  for (const ticket of [first, second]) {
    await tap(ana, `#rows > li[data-ticket="${ticket}"]`)
    await waitFor(ana, "#case .mono", ticket)
    assert.equal(await ana.$("#case .note"), null)
  }
})

test("the case that is highlighted is the one that is open, and keys do nothing to any other", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  const row = (ticket: string): string => `#rows > li[data-ticket="${ticket}"]`
  const [first, second, third, last] = await ana.$$eval("#rows > li", (rows) => (rows as HTMLElement[]).slice(-6, -2).map((row) => row.dataset["ticket"] ?? "")) as [string, string, string, string]
  await tap(ana, row(first))
  await waitFor(ana, "#case .mono", first)
  for (const key of ["j", "j", "j"] as const) await ana.keyboard.press(key)
  await choose(ana, "p", "4")
  await waitFor(ana, `${row(last)} .priority`, "P4!")
  assert.equal(await at(ana), last)
  assert.match(await textOf(ana, "#case .mono"), new RegExp(last, "u"))
  assert.doesNotMatch(await textOf(ana, `${row(first)} .priority`), /!/u)
  // What was paged past is not read; what stayed is.
  await ana.waitForFunction((row) => document.querySelector(row)?.hasAttribute("data-unread") === false, { timeout: 10_000 }, row(last))
  for (const ticket of [second, third]) assert.notEqual(await ana.$(`${row(ticket)}[data-unread]`), null)
  await ana.keyboard.press("u")
  await ana.waitForFunction((row) => document.querySelector(`${row} .priority`)?.textContent?.includes("!") === false, {}, row(last))
  // An answer that comes late does not take the place of a later one.
  await ana.setRequestInterception(true)
  const slow = (request: HTTPRequest): void => { setTimeout(() => { void request.continue() }, request.url().endsWith(`/case/${second}`) ? 1_000 : 0) }
  ana.on("request", slow)
  await tap(ana, row(second))
  await ana.keyboard.press("j")
  await waitFor(ana, "#case .mono", third)
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  assert.match(await textOf(ana, "#case .mono"), new RegExp(third, "u"))
  assert.equal(await at(ana), third)
  ana.off("request", slow)
  await ana.setRequestInterception(false)
  // No case is open beside what the team's page shows.
  await ana.click("#team")
  await waitFor(ana, "#case", "Roster")
  assert.equal(await ana.$("#rows > li.at"), null)
  for (const key of ["p", "s", "l", "x"] as const) await ana.keyboard.press(key)
  await waitFor(ana, "#said", "No case is open.")
  assert.equal(await ana.$("#menu[open], #rows > li[aria-selected=true]"), null)
})

test("several are changed at once, and that is taken back", { timeout: 60_000 }, async () => {
  await ana.bringToFront()
  await search(ana, "state:new PDF", 3)
  await tap(ana, "#rows > li:first-child")
  await ana.keyboard.press("x")
  await ana.keyboard.press("j")
  await ana.keyboard.press("x")
  await choose(ana, "s", "6")
  await ana.waitForFunction(() => document.querySelectorAll("#rows > li").length === 1)
  await waitFor(ana, "#said", "Done for 2 cases: status set to “Closed”")
  await ana.keyboard.press("u")
  await ana.waitForFunction(() => document.querySelectorAll("#rows > li").length === 3)
  await waitFor(ana, "#said", "Undone: status set to “Closed”")
})

test("words are found in every script as they are typed, and a search can be kept", { timeout: 60_000 }, async () => {
  await ana.bringToFront()
  for (const [query, text] of [["رساله", "رسالة"], ["письмо", "письмо"], ["inquiete", ""], ["danger:yes", "P1"], ["owner:me", "@ana"], ["label:blue", "blue"]] as const) {
    await ana.keyboard.press("/")
    await ana.keyboard.type(query)
    await ana.waitForFunction((text) => {
      const rows = [...document.querySelectorAll("#rows > li")]
      return text === "" ? rows.length === 0 : rows.length > 0 && rows.length < 24 && rows.some((row) => row.textContent?.includes(text))
    }, { timeout: 10_000 }, text)
    await ana.keyboard.press("Escape")
  }
  await shoot(ana, "search")
  await ana.click("[data-menu=filter]")
  await ana.waitForSelector("#menu[open] input")
  await ana.keyboard.type("Blue ones")
  await ana.keyboard.press("Enter")
  await waitFor(ana, ".filters", "Blue ones")
  await ana.keyboard.press("/")
  await ana.keyboard.type("mood:grim")
  await waitFor(ana, "#said", "there is no field")
  await ana.keyboard.press("Escape")
  await tap(ana, ".filters button[data-query='']")
  await ana.waitForFunction(() => document.querySelectorAll("#rows > li").length >= 24)
})

test("an answer is kept as a draft, looked at, and posted; what is missing in it stops it", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  const ticket = await ana.$$eval("#rows > li", (rows) => (rows as HTMLElement[]).find((row) => row.textContent?.includes("وصلتني رسالة"))?.dataset["ticket"] ?? "")
  await tap(ana, `#rows > li[data-ticket="${ticket}"]`)
  await waitFor(ana, "#case .mono", ticket)
  await ana.click("#reply [data-template*='[question]']")
  await ana.click("#reply-preview")
  await ana.waitForSelector("#gaps:not([hidden])")
  assert.equal(await ana.$eval("#reply-post", (button) => (button as HTMLElement).hidden), true)
  await ana.click("#reply-edit")
  await ana.click("#reply-text", { count: 3 })
  await ana.$eval("#reply-text", (field) => { (field as HTMLTextAreaElement).value = "" })
  await ana.keyboard.type("شكرا لك.\nPlease keep the message. <b>No</b> link.")
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  await tap(ana, "#rows > li:last-child")
  await ana.waitForFunction((ticket) => !document.querySelector("#case .mono")?.textContent?.includes(ticket), {}, ticket)
  await tap(ana, `#rows > li[data-ticket="${ticket}"]`)
  await waitFor(ana, "#case .mono", ticket)
  assert.equal(await ana.$eval("#reply-text", (field) => (field as HTMLTextAreaElement).value), "شكرا لك.\nPlease keep the message. <b>No</b> link.")
  await ana.click("#reply-preview")
  await ana.waitForSelector("#preview:not([hidden])")
  assert.equal(await textOf(ana, "#preview .text p:last-child"), "Please keep the message. <b>No</b> link.")
  await shoot(ana, "reply")
  await ana.click("#reply-post")
  await waitFor(ana, "#said", "There are no read receipts.")
  await waitFor(ana, "#case .reply", "no read receipt")
  assert.equal(await ana.$eval("#reply-text", (field) => (field as HTMLTextAreaElement).value), "", "the draft is gone")
})

test("nothing that was written is replaced or lost: a template is inserted, and what is not sent stays with its case", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  const [ticket, other] = await ana.$$eval("#rows > li", (rows) => (rows as HTMLElement[]).slice(5, 7).map((row) => row.dataset["ticket"] ?? "")) as [string, string]
  const row = (ticket: string): string => `#rows > li[data-ticket="${ticket}"]`
  const written = (id: string): Promise<string> => ana.$eval(id, (field) => (field as HTMLTextAreaElement).value)
  await tap(ana, row(ticket))
  await waitFor(ana, "#case .mono", ticket)
  await ana.focus("#reply-text")
  await ana.keyboard.type("Dear A, bye.")
  for (let back = 0; back < 4; back++) await ana.keyboard.press("ArrowLeft")
  await ana.click("#reply [data-template]")
  const template = await ana.$eval("#reply [data-template]", (button) => (button as HTMLElement).dataset["template"] ?? "")
  assert.equal(await written("#reply-text"), `Dear A, ${template}bye.`)
  await ana.keyboard.down("Control")
  await ana.keyboard.press("z")
  await ana.keyboard.up("Control")
  assert.equal(await written("#reply-text"), "Dear A, bye.")
  // The last second of typing, and a note that is half written: another case is opened, the list pulled, something set.
  await ana.keyboard.type("Now ")
  await ana.focus("#note-text")
  await ana.keyboard.type("Half a no")
  await tap(ana, row(other))
  await waitFor(ana, "#case .mono", other)
  assert.equal(await written("#reply-text") + await written("#note-text"), "", "each case has its own")
  await tap(ana, row(ticket))
  await waitFor(ana, "#case .mono", ticket)
  assert.equal(await written("#reply-text"), "Dear A, Now bye.")
  assert.equal(await written("#note-text"), "Half a no")
  await ana.focus("#reply-text")
  await ana.keyboard.type(" Soon.")
  await ana.$eval("#case [data-menu=priority]", (button) => { (button as HTMLElement).click() })
  await ana.waitForSelector("#menu[open] .choices")
  await ana.keyboard.press("2")
  await waitFor(ana, "#case .facts", "P2!")
  await pull(ana)
  assert.match(await written("#reply-text"), /^Dear A, Now bye\..*Soon\./u)
  assert.equal(await written("#note-text"), "Half a no")
  await ana.focus("#note-text")
  await ana.keyboard.type("te.")
  await ana.click("#case form[data-act=note] button")
  await waitFor(ana, "#case .note", "Half a note.")
  assert.equal(await written("#note-text"), "")
  // Locked at once after typing: what was typed is there when it is unlocked.
  await ana.$eval("#reply-text", (field) => { (field as HTMLTextAreaElement).select() })
  await ana.focus("#reply-text")
  await ana.keyboard.type("Typed last.")
  await ana.click("#lock")
  await ana.waitForSelector("#unlock[open]")
  await ana.type("#passphrase", "a demonstration protects nobody")
  await ana.keyboard.press("Enter")
  await ana.waitForSelector(row(ticket), { timeout: 20_000 })
  await tap(ana, row(ticket))
  await waitFor(ana, "#case .mono", ticket)
  assert.equal(await written("#reply-text"), "Typed last.")
})

test("nothing that a reporter wrote is alive on the page", { timeout: 60_000 }, async () => {
  await ana.bringToFront()
  await tap(ana, ".filters button[data-query='']")
  const ticket = await ana.$$eval("#rows > li", (rows) => (rows as HTMLElement[]).find((row) => row.textContent?.includes("وصلتني رسالة"))?.dataset["ticket"] ?? "")
  await tap(ana, `#rows > li[data-ticket="${ticket}"]`)
  await waitFor(ana, "#case .mono", ticket)
  assert.equal(await ana.$("#case a, #case img, #case script, #case iframe"), null)
  assert.match(await textOf(ana, "#case"), /example\[\.\]org/u)
})

test("two must agree before a case is forgotten, and then it is gone at both desks", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  const ticket = await ana.$$eval("#rows > li", (rows) => (rows as HTMLElement[]).at(-1)?.dataset["ticket"] ?? "")
  await tap(ana, `#rows > li[data-ticket="${ticket}"]`)
  await waitFor(ana, "#case .mono", ticket)
  await ana.click("[data-act=propose][data-value=purge]")
  await waitFor(ana, "#case .banner", "ana proposes")
  assert.equal(await ana.$("[data-act=agree]"), null, "not by who proposed it")
  await pull(ana)
  await bo.bringToFront()
  await pull(bo)
  await bo.click("#team")
  await waitFor(bo, "#case", "Waiting for approval")
  await bo.click("[data-open]")
  await waitFor(bo, "#case .mono", ticket)
  await bo.click("[data-act=agree]")
  await waitFor(bo, "#said", "permanently for everyone approved")
  for (const page of [bo, ana]) {
    await page.bringToFront()
    await pull(page)
    await page.waitForFunction((ticket) => document.querySelector(`#rows > li[data-ticket="${ticket}"]`) === null, { timeout: 20_000 }, ticket)
  }
  assert.throws(() => organisation.deskOf("ana", "show", ticket))
})

test("what leaves is looked at first, and what nobody allowed does not leave", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  const ticket = await ana.$$eval("#rows > li", (rows) => (rows as HTMLElement[]).find((row) => row.textContent?.includes("وصلتني رسالة"))?.dataset["ticket"] ?? "")
  await tap(ana, `#rows > li[data-ticket="${ticket}"]`)
  await waitFor(ana, "#case .mono", ticket)
  await ana.$eval("#case details", (details) => { (details as HTMLDetailsElement).open = true })
  const look = async (): Promise<void> => {
    await ana.$eval("#case details .result", (result) => { result.textContent = "" })
    await ana.$eval("#case details button[value=dry]", (button) => { (button as HTMLElement).click() })
    await ana.waitForFunction(() => !["", "…"].includes(document.querySelector("#case details .result")?.textContent ?? ""))
  }
  await ana.type("#case details [name=to]", "Partner")
  await ana.type("#case details [name=key]", organisation.recipientOf("bo"))
  await look()
  assert.match(await textOf(ana, "#case details .result"), /Choose what to share/u)
  await ana.click("#case details [value=indicators]")
  await look()
  assert.match(await textOf(ana, "#case details .result"), /has not agreed that indicators be shared/u)
  organisation.deskReads("she agreed by a reply", "consent", ticket)
  await look()
  const shown = await textOf(ana, "#case details .result")
  assert.match(shown, /https:\/\/example\.org\/login/u)
  assert.ok(!shown.includes("وصلتني") && shown.includes("This, and nothing else, would be given."))
  await shoot(ana, "hand-over")
  await ana.$eval("#case details button[value=do]", (button) => { (button as HTMLElement).click() })
  await waitFor(ana, "#case details .result", "Compare these words by voice with")
  const sealed = /^(\S+\.age) is sealed/u.exec(await textOf(ana, "#case details .result"))?.[1] ?? ""
  assert.ok(readFileSync(sealed).subarray(0, 21).equals(Buffer.from("age-encryption.org/v1")))
  await waitFor(ana, "#case .timeline", "handed over to Partner: indicators")
})

test("a list of known traces raises what it knows, and a false page raises an alarm", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  await ana.click("#team")
  await waitFor(ana, "#case", "No alerts")
  const list = join(organisation.folder, "list.txt")
  writeFileSync(list, "example.org\n")
  await (await ana.$("[data-send='/indicators'] [type=file]") as ElementHandle<HTMLInputElement>).uploadFile(list)
  await ana.type("[data-send='/indicators'] [name=name]", "lab")
  await ana.$eval("[data-send='/indicators'] button", (button) => { (button as HTMLElement).click() })
  await waitFor(ana, "[data-send='/indicators'] .result", "1 indicator. No match is not a clean result.")
  await waitFor(ana, "#rows", "indicator match")
  const matches = await ana.$$eval("#rows .danger", (marks) => marks.map(({ textContent }) => textContent ?? "").filter((text) => text.includes("indicator")))
  assert.ok(matches.length > 0 && matches.every((text) => /^◉ (?:1 indicator match|(?!1 )\d+ indicator matches)$/u.test(text)), matches.join())
  const liar = createServer((_request, response) => response.end("another page"))
  await new Promise<void>((resolve) => liar.listen(0, "127.0.0.1", resolve))
  const { port } = liar.address() as AddressInfo
  const join_ = (site: string): string => organisation.desk("join", "--root", join(organisation.folder, "root.pub"), "--intake", `http://127.0.0.1:${organisation.ports.staff}`, "--site", site)
  join_(`http://127.0.0.1:${port}`)
  assert.equal(await organisation.deskMeanwhile("watch"), 2)
  liar.close()
  await ana.waitForSelector("#alarm:not([hidden])", { timeout: 20_000 })
  await ana.click("#alarm")
  await waitFor(ana, "#case", "Reporters are shown something else at /ar/, ")
  await shoot(ana, "alarm")
  await ana.click("[data-act=dismiss]")
  await waitFor(ana, "#case", "No alerts")
  await ana.waitForSelector("#alarm[hidden]", { timeout: 20_000 })
  join_(organisation.page.replace(/\/$/u, ""))
  assert.match(organisation.desk("watch"), /; 0 differ\.$/mu)
})

test("what is counted is looked at before it leaves, and a plan that was changed is contributed to anew", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  const rows = JSON.parse(organisation.desk("list", "--json")) as { ticket: string }[]
  const closed = rows.slice(0, 3).map(({ ticket }) => ticket)
  organisation.desk("state", "closed", ...closed)
  organisation.desk("code", ...closed, "--kind", "phishing", "--country", "LB", "--finding", "probable", "--target", "journalist", "--outcome", "secured")
  const [first, second] = [organisation.plan("first"), organisation.plan("second")]
  // It may be shown already: only what the click draws is waited for.
  await ana.$eval("#case", (shown) => { shown.replaceChildren() })
  await ana.click("#team")
  await waitFor(ana, "#case", "Statistics")
  const form = "[data-send='/contribute']"
  const choose = async (name: string, file: string): Promise<void> =>
    (await ana.$(`${form} [name=${name}]`) as ElementHandle<HTMLInputElement>).uploadFile(file)
  const submit = (value: string): Promise<void> => tap(ana, `${form} [value=${value}]`)
  await choose("plan", first)
  await submit("dry")
  await waitFor(ana, `${form} .result`, "Counted 3 closed cases")
  await waitFor(ana, `${form} .result`, "Nothing was sealed, and nothing is marked.")
  await submit("do")
  await waitFor(ana, `${form} .result`, "The shares go to the intake with the next pull")
  await choose("plan", first)
  await submit("do")
  await waitFor(ana, `${form} .result`, "has contributed this team's cases to this plan already")
  await choose("plan", second)
  await submit("dry")
  await waitFor(ana, `${form} .result`, "3 closed in this period were counted for another plan already. If this plan replaces that one, name it, too")
  await ana.click(`${form} summary`)
  await choose("replaced", first)
  await submit("dry")
  await waitFor(ana, `${form} .result`, "Counted 3 closed cases")
  await shoot(ana, "counts")
  await submit("do")
  await waitFor(ana, `${form} .result`, "The shares go to the intake with the next pull")
  await pull(ana)
  const staff = `http://127.0.0.1:${organisation.ports.staff}`
  const came = join(organisation.folder, "came")
  const fetched = organisation.stats("di", "fetch", "--intake", staff, "--root", join(organisation.folder, "root.pub"), "--out", came)
  assert.match(fetched, /^Contributions for this coordinator: 1, new here: 1/, "what waited for the plan before is not sent")
  assert.match(organisation.stats("di", "collect", second, came), /Words to compare/)
})

test("a locked desk has nothing in its page, and a wrong passphrase must wait", { timeout: 60_000 }, async () => {
  await ana.bringToFront()
  await tap(ana, "#rows > li:first-child")
  await ana.click("#lock")
  await ana.waitForSelector("#unlock[open]")
  assert.equal(await ana.$("#rows > li, #case > *"), null)
  await shoot(ana, "locked")
  const enter = async (passphrase: string): Promise<void> => {
    await ana.$eval("#passphrase", (field) => { (field as HTMLInputElement).value = "" })
    await ana.type("#passphrase", passphrase)
    await ana.keyboard.press("Enter")
  }
  await enter("not this one at all")
  await waitFor(ana, "#wrong", "Wrong passphrase, or the vault was changed.")
  await enter("a demonstration protects nobody")
  await waitFor(ana, "#wrong", "Wait 1 s")
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  await enter("a demonstration protects nobody")
  await ana.waitForFunction(() => document.querySelectorAll("#rows > li").length > 20, { timeout: 20_000 })
})

test("it reads well in the dark, on a small screen, and to whoever cannot see it", { timeout: 120_000 }, async () => {
  await ana.bringToFront()
  const ticket = await ana.$$eval("#rows > li", (rows) => (rows as HTMLElement[]).find((row) => row.textContent?.includes("وصلتني رسالة"))?.dataset["ticket"] ?? "")
  await tap(ana, `#rows > li[data-ticket="${ticket}"]`)
  await waitFor(ana, "#case .mono", ticket)
  for (const value of ["light", "dark"]) {
    await ana.emulateMediaFeatures([{ name: "prefers-color-scheme", value }])
    await shoot(ana, value)
    await ana.addScriptTag({ path: join(TOP, "frontend/node_modules/axe-core/axe.min.js") }).catch(() => undefined)
    const axe = join(TOP, "frontend/node_modules/axe-core/axe.min.js")
    const source = execFileSync("cat", [axe], { encoding: "utf8", maxBuffer: 1 << 24 })
    // Run as the browser's own code, beside the page's policy.
    const client = await ana.createCDPSession()
    await client.send("Runtime.evaluate", { expression: source })
    if (value === "dark") {
      await ana.keyboard.press("s")
      await ana.waitForSelector("#menu[open] .choices")
    }
    const { result } = await client.send("Runtime.evaluate", {
      expression: "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])))",
      awaitPromise: true,
    })
    assert.equal(result.value, "[]", value)
  }
  await ana.keyboard.press("Escape")
  await ana.setViewport({ width: 420, height: 860 })
  await shoot(ana, "small")
  assert.equal(await ana.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
})

test("the page works in Firefox without a JIT, too", { timeout: 120_000 }, async () => {
  const firefox = await safer()
  try {
    const page = await firefox.newPage()
    await page.goto(`file://${join(organisation.folder, "ana/open.html")}`)
    await page.waitForFunction(() => document.querySelectorAll("#rows > li").length > 20, { timeout: 30_000 })
    await page.keyboard.press("j")
    const ticket = await open(page)
    assert.notEqual(ticket, "")
    const written = (): Promise<string> => page.$eval("#reply-text", (field) => (field as HTMLTextAreaElement).value)
    await page.keyboard.press("r")
    await page.waitForSelector("#reply-text:focus")
    await page.keyboard.type("Before it: ")
    await tap(page, "#reply [data-template]")
    assert.match(await written(), /^Before it: .{40}/u)
    await page.keyboard.down("Control")
    await page.keyboard.press("z")
    await page.keyboard.up("Control")
    assert.equal(await written(), "Before it: ")
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await waitFor(page, "#menu", "open the next or the previous case")
  } finally {
    await firefox.close()
  }
})
