/** Everything that can go wrong for a reporter: a clear sentence, and nothing changes. */
import assert from "node:assert/strict"
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto"
import { readFileSync, unlinkSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { ChildProcess } from "node:child_process"
import { join } from "node:path"
import { after, before, test } from "node:test"
import type { Browser, Page } from "puppeteer-core"
import { chromium } from "./browsers.ts"
import { cardOf, newHandlers, rawKey, signedText } from "../rosters.ts"
import { attach, ready } from "./doing.ts"
import { keysOf, tagsOf } from "../../form/codename/codename.ts"
import { ANA, answerOf, sealedTo, signer, strangers, type Hung } from "../hung.ts"
import { Organisation, freePort, reachable } from "./organisation.ts"

let organisation: Organisation
let intake: ChildProcess
let browser: Browser
let roster: Record<string, unknown>

before(async () => {
  organisation = await Organisation.make()
  await organisation.start()
  await organisation.interrupt()
  intake = organisation.restartIntake()
  await reachable(organisation)
  browser = await chromium("--host-resolver-rules=MAP insecure.test 127.0.0.1,MAP *.onion 127.0.0.1")
  roster = JSON.parse(readFileSync(join(organisation.folder, "roster/roster.json"), "utf8")) as Record<string, unknown>
})

after(async () => {
  await browser.close()
  intake.kill("SIGTERM")
  organisation.remove()
})

/** A page of ours, and what it sent. */
const open = async (url = organisation.page): Promise<{ page: Page, puts: string[] }> => {
  const page = await browser.newPage()
  const puts: string[] = []
  page.on("request", (request) => { if (request.method() === "PUT") puts.push(new URL(request.url()).pathname) })
  await page.goto(url)
  return { page, puts }
}

const trouble = async (page: Page): Promise<string> => {
  const shown = await page.waitForSelector("#trouble:not([hidden]), #trust-trouble:not([hidden])", { timeout: 30_000 })
  return await shown?.evaluate((element) => element.textContent) ?? ""
}
const canSend = (page: Page) => page.$eval("#send", (button) => !(button as HTMLButtonElement).disabled)
test("with no answer at all nothing is sent, and what is missing is said", async () => {
  const { page, puts } = await open()
  await ready(page)
  await page.click("#noted")
  await page.click("#send")
  assert.match(await trouble(page), /Tell us what happened, or add a file/)
  assert.ok(await canSend(page))
  assert.deepEqual(puts, [])
  await page.close()
})

test("before the codename is written down nothing is sent", async () => {
  const { page, puts } = await open()
  await ready(page)
  await page.type("#q-story", "something")
  await page.click("#send")
  assert.match(await trouble(page), /write down your codename/)
  assert.equal(await page.$eval("#q-story", (field) => (field as HTMLTextAreaElement).value), "something")
  assert.deepEqual(puts, [])
  await page.close()
})

test("a text too long to seal is kept, and what to do is said", async () => {
  const { page, puts } = await open()
  await ready(page)
  await page.$eval("#q-story", (field) => { (field as HTMLTextAreaElement).value = "x".repeat(1_100_000) })
  await page.click("#noted")
  await page.click("#send")
  assert.match(await trouble(page), /too long to seal/)
  assert.deepEqual(puts, [])
  await page.close()
})

test("a file that vanishes is named, the text stays, and without it the report goes", { timeout: 60_000 }, async () => {
  const { page, puts } = await open()
  await ready(page)
  const path = join(organisation.folder, "vanishing.bin")
  writeFileSync(path, randomBytes(100_000))
  await attach(page, path)
  unlinkSync(path)
  await page.type("#q-story", "with a file")
  await page.click("#noted")
  await page.click("#send")
  assert.match(await trouble(page), /vanishing\.bin can no longer be read/)
  assert.equal(await page.$eval("#q-story", (field) => (field as HTMLTextAreaElement).value), "with a file")
  assert.deepEqual(puts.filter((path) => path.startsWith("/reports/")), [])
  await page.click("#file-list .file-head button")
  await page.click("#send")
  await page.waitForSelector("#sent:not([hidden])", { timeout: 30_000 })
  await page.close()
})

test("the server gone mid-upload: the text stays, a reload warns, and it arrives when the server is back", { timeout: 120_000 }, async () => {
  const { page } = await open()
  await ready(page)
  const path = join(organisation.folder, "long.bin")
  writeFileSync(path, randomBytes(9_000_000))
  await attach(page, path)
  await page.type("#q-story", "sent in bad weather")
  await page.click("#noted")
  await page.click("#send")
  await page.waitForFunction(() => document.querySelector("#status")?.textContent?.includes("Sending long.bin"), { timeout: 30_000 })
  intake.kill("SIGKILL")
  await page.waitForFunction(() => document.querySelector("#status")?.textContent?.includes("Next try in"), { timeout: 30_000 })
  assert.equal(await page.$eval("#q-story", (field) => (field as HTMLTextAreaElement).value), "sent in bad weather")
  const warned = new Promise<string>((resolve) => page.once("dialog", (dialog) => { void dialog.dismiss().then(() => { resolve(dialog.type()) }) }))
  await page.evaluate(() => { setTimeout(() => { location.reload() }, 0) })
  assert.equal(await warned, "beforeunload")
  intake = organisation.restartIntake()
  await reachable(organisation)
  await page.waitForSelector("#sent:not([hidden])", { timeout: 90_000 })
  await page.close()
  organisation.desk("pull")
  const rows = JSON.parse(organisation.desk("list", "--json")) as { ticket: string, opening: string }[]
  const ticket = rows.find((row) => row.opening === "sent in bad weather")?.ticket ?? ""
  const out = join(organisation.folder, "long.out")
  organisation.desk("attachment", ticket, "1", "--out", out)
  const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex")
  assert.equal(digest(out), digest(path))
})

/** Between page and intake: the page trusts another root key here, and gets the roster that a test wants. */
class Between {
  readonly root = generateKeyPairSync("ed25519")
  signed: string | undefined
  /** What hangs on the board, in place of the intake's. */
  board: readonly Hung[] | undefined
  readonly server: Server
  port = 0

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request.url ?? "/").then(({ status, headers, body }) => { response.writeHead(status, headers).end(body) })
    })
  }

  async listen(): Promise<this> {
    this.port = await freePort()
    await new Promise<void>((resolve) => this.server.listen(this.port, "127.0.0.1", resolve))
    return this
  }

  private async answer(path: string): Promise<{ status: number, headers: Record<string, string>, body: Buffer }> {
    if (path === "/roster.signed") {
      return this.signed === undefined ? { status: 503, headers: {}, body: Buffer.from("") } : { status: 200, headers: {}, body: Buffer.from(this.signed) }
    }
    if (this.board !== undefined && path.startsWith("/board")) {
      return { status: 200, headers: { "content-type": "application/octet-stream" }, body: Buffer.from(answerOf(this.board, path)) }
    }
    const response = await fetch(organisation.page + path.slice(1), { headers: { "accept-encoding": "identity" } })
    const bytes = Buffer.from(await response.arrayBuffer())
    const own = bytes.toString("latin1").replace(organisation.rootKey, rawKey(this.root.publicKey))
    const kept = ["content-type", "content-security-policy"]
    const headers = Object.fromEntries(kept.map((name) => [name, response.headers.get(name) ?? ""]))
    return { status: response.status, headers, body: Buffer.from(own, "latin1") }
  }
}

const today = new Date().toISOString().slice(0, 10)
const team = await newHandlers(2)

/** A roster of the team's, with its cards: what the page would seal to, but for the changes. */
const signedBy = (root: KeyObject, change: Record<string, unknown>, cards = team): string => {
  const json = JSON.stringify({ ...roster, handlers: team.map(({ entry }) => entry), ...change })
  return [signedText(root, "roster", json), ...cards.map((one) => cardOf(one, createPublicKey(root), today))].join("\n")
}

const REFUSED: readonly (readonly [string, (key: KeyObject) => string, RegExp])[] = [
  ["expired", (key) => signedBy(key, { not_after: "2020-01-02", not_before: "2020-01-01" }), /out of date/],
  ["not valid yet", (key) => signedBy(key, { not_before: "2059-01-01", not_after: "2059-02-01" }), /out of date/],
  ["unsigned", () => `${"0".repeat(128)}\n${JSON.stringify(roster)}`, /not signed by the organisation/],
  ["without a signature", () => JSON.stringify(roster), /not signed by the organisation/],
  ["signed by another key", () => signedBy(generateKeyPairSync("ed25519").privateKey, {}), /not signed by the organisation/],
  ["with no handler", (key) => signedBy(key, { handlers: [] }), /not safe to seal to/],
  ["with one handler twice", (key) => signedBy(key, { handlers: [team[0]?.entry, team[0]?.entry] }), /not safe to seal to/],
  ["of another kind", (key) => signedBy(key, { format: "sotto/1 roster" }), /not safe to seal to/],
  ["without cards", (key) => signedBy(key, {}, []), /too few case handlers/],
  ["with one card, where two are wanted", (key) => signedBy(key, {}, team.slice(1)), /too few case handlers/],
]

test("a roster to be doubted: the page refuses, says why and what to do", { timeout: 120_000 }, async (context) => {
  const between = await new Between().listen()
  for (const [name, make, sentence] of REFUSED) {
    await context.test(name, async () => {
      between.signed = make(between.root.privateKey)
      const { page, puts } = await open(`http://127.0.0.1:${between.port}/`)
      assert.match(await trouble(page), sentence)
      assert.ok(!await canSend(page), "it can't be sent")
      assert.equal(await page.$eval("#words", (list) => list.childElementCount), 0, "no codename for what can't be sent")
      assert.deepEqual(puts, [])
      await page.close()
    })
  }
  await context.test("expired, to one who comes back: replies can be read, marked, and nothing can be sent", async () => {
    const fingerprint = new Uint8Array(createHash("sha256").update(Buffer.from(rawKey(between.root.publicKey), "hex")).digest())
    const keys = await keysOf(new Uint8Array(14), fingerprint)
    const [tag = "", other = ""] = await tagsOf(keys.tagKey, 2)
    const hung = [
      { tag, bytes: await sealedTo(keys.recipient, { tag, text: "We can help." }) },
      { tag: other, bytes: await sealedTo(keys.recipient, { tag: other, text: "Come out.", by: signer("ana") }) },
    ]
    between.board = [...hung, ...strangers(1).slice(2)]
    const handlers = [{ ...(roster["handlers"] as Record<string, unknown>[])[0], id: "ana", verifying_key: ANA.verifyingKey }]
    const days = { not_after: "2020-01-02", not_before: "2020-01-01" }
    const look = async (): Promise<{ page: Page, puts: string[] }> => {
      const opened = await open(`http://127.0.0.1:${between.port}/en/back/`)
      await opened.page.type("#code", "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon")
      await opened.page.click("#open")
      await opened.page.waitForSelector("#opened:not([hidden])", { timeout: 30_000 })
      return opened
    }
    const shown = (page: Page): Promise<readonly (string | boolean)[]> => page.evaluate(() => [
      ...Array.from(document.querySelectorAll(".reply"), (reply) => reply.textContent),
      ...["unverified", "unsigned", "none"].map((id) => !(document.getElementById(id)?.hidden ?? true)),
    ])

    between.signed = signedBy(between.root.privateKey, { ...days, handlers, least: 1 })
    const { page, puts } = await look()
    assert.match(await trouble(page), /out of date/)
    assert.deepEqual(await shown(page), ["Reply 1, November 25, 2026We can help.", true, true, false])
    assert.ok(!await canSend(page))
    assert.ok(await page.$eval("#withdraw", (button) => (button as HTMLButtonElement).disabled))
    assert.deepEqual(puts, [])
    await page.close()

    between.signed = signedBy(between.root.privateKey, { handlers, least: 1 })
    const today = await look()
    assert.deepEqual(await shown(today.page), ["Reply 1, November 25, 2026We can help.", false, true, false])
    await today.page.close()

    // Whoever signed it has left: the page does not show it, and says so.
    between.signed = signedBy(between.root.privateKey, {})
    const later = await look()
    assert.deepEqual(await shown(later.page), [false, true, false])
    await later.page.close()

    between.board = undefined
    between.signed = signedBy(between.root.privateKey, days)
    const nothing = await look()
    assert.deepEqual(await shown(nothing.page), [false, false, true])
    await nothing.page.close()
  })
  await context.test("unreachable, and then there", async () => {
    between.signed = undefined
    const { page } = await open(`http://127.0.0.1:${between.port}/`)
    assert.match(await trouble(page), /could not be fetched/)
    assert.ok(!await canSend(page))
    between.signed = signedBy(between.root.privateKey, {})
    await page.click("#trust-retry")
    await ready(page)
    assert.ok(await page.$eval("#trust-trouble", (element) => (element as HTMLElement).hidden))
    await page.close()
  })
  await context.test("a browser without crypto.subtle", async () => {
    const { page } = await open(`http://insecure.test:${between.port}/`)
    assert.ok(!await page.evaluate(() => window.isSecureContext))
    assert.match(await trouble(page), /this browser cannot seal/)
    assert.ok(!await canSend(page))
    assert.equal(await page.$eval("#to-letter a", (link) => (link as HTMLElement).offsetHeight > 0 ? link.getAttribute("href") : "hidden"), "/en/letter/")
    assert.ok(await page.$eval("#not-tor", (element) => (element as HTMLElement).offsetHeight > 0), "and it is not reached over Tor")
    await page.goto(`http://abcdefghijklmnop.onion:${between.port}/`)
    assert.match(await trouble(page), /this browser cannot seal/)
    assert.equal(await page.$eval("#not-tor", (element) => (element as HTMLElement).offsetHeight), 0, "an onion is reached over Tor")
    await page.close()
  })
  between.server.closeAllConnections()
  between.server.close()
})

test("handlers who changed while the reporter wrote get the report, sealed to those of today", { timeout: 90_000 }, async () => {
  const { page, puts } = await open()
  await ready(page)
  await page.type("#q-story", "written before the change")
  const restart = async (): Promise<void> => {
    intake.kill("SIGTERM")
    await new Promise((resolve) => intake.once("exit", resolve))
    intake = organisation.restartIntake()
    await reachable(organisation)
  }
  organisation.growToThreeHandlers()
  await restart()
  organisation.joinThirdHandler()
  // After another start the intake takes nothing any more that is sealed to those of before.
  await restart()
  await page.click("#noted")
  await page.click("#send")
  await page.waitForSelector("#sent:not([hidden])", { timeout: 30_000 })
  assert.equal(puts.length, 2)
  assert.equal(new Set(puts).size, 1, "the first was refused, and its name is good for the second")
  await page.close()
  assert.deepEqual(organisation.pulled().map(({ opening }) => opening).filter((opening) => opening === "written before the change"), ["written before the change"])
})
