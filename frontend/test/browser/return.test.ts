/** The way back with a codename, and the way without scripts: on the real parts. */
import assert from "node:assert/strict"
import { createHash, randomBytes } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { Decrypter, Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption"
import type { Page } from "puppeteer-core"
import { chromium, safer, safest } from "./browsers.ts"
import { attach, fill, press, ready, sent, textOf, textsOf, upload } from "./doing.ts"
import { Organisation, TOP } from "./organisation.ts"

const PICTURES = process.env["SOTTO_PICTURES"] ?? join(TOP, "test-output")
let organisation: Organisation
const at = (name: string): string => join(organisation.folder, name)

before(async () => {
  mkdirSync(PICTURES, { recursive: true })
  organisation = await Organisation.make()
  await organisation.start()
})

after(async () => {
  await organisation.interrupt()
  organisation.remove()
})

/** Tells something, and gives back the codename in both forms. */
const tell = async (page: Page, language: string, story: string): Promise<{ words: string[], digits: string[] }> => {
  await page.goto(`${organisation.page}${language}/`)
  await ready(page)
  const [words, digits] = [await textsOf(page, "#words li"), await textsOf(page, "#digits li")]
  await fill(page, "#q-story", story)
  await press(page, "#noted")
  await press(page, "#send")
  await sent(page)
  return { words, digits }
}

const enter = async (page: Page, language: string, codename: string): Promise<void> => {
  await page.goto(`${organisation.page}${language}/back/`)
  await page.waitForSelector("#enter-fields:not([disabled])")
  await fill(page, "#code", codename)
  await press(page, "#open")
}

const opened = (page: Page) => page.waitForSelector("#opened:not([hidden])", { timeout: 60_000 })

for (const [name, launch, language] of [["Chromium", chromium, "fr"], ["Firefox as Tor Browser, Safer (no JIT)", safer, "fa"]] as const) {
  test(`${name}: a reporter comes back, is pointed at a slip, reads the reply, tells more, and takes it all back`, { timeout: 300_000 }, async () => {
    const browser = await launch()
    try {
      const page = await browser.newPage()
      page.on("dialog", (dialog) => void dialog.accept())
      const asked: string[] = []
      page.on("request", (request) => { if (/board|reports|pieces|withdrawals/.test(request.url())) asked.push(`${request.method()} ${new URL(request.url()).pathname.replace(/[a-z2-7]{26}/, "TICKET")}`) })
      const { words, digits } = await tell(page, language, `the first of ${name}`)
      const [row] = organisation.pulled()
      assert.ok(row !== undefined && row.opening === `the first of ${name}`)
      organisation.deskReads("نقرأه. Do not open it:\nhttps://example.org/x", "reply", row.ticket)

      // A strange word, two exchanged ones, a slip in the digits: each is pointed at in the field.
      const selected = () => page.$eval("#code", (field) => (field as HTMLTextAreaElement).value.slice((field as HTMLTextAreaElement).selectionStart, (field as HTMLTextAreaElement).selectionEnd))
      await enter(page, language, words.map((word, n) => n === 6 ? "qqqq" : word).join(" "))
      await page.waitForSelector("#code-trouble:not([hidden])")
      assert.equal(await selected(), "qqqq")
      assert.equal(await page.$eval("#code", (field) => field.getAttribute("aria-invalid")), "true")
      await fill(page, "#code", words.map((word, n) => words[n === 6 ? 9 : n === 9 ? 6 : n] ?? word).join(" "))
      await press(page, "#open")
      await page.waitForFunction((word) => { const field = document.querySelector("textarea"); return field?.value.slice(field.selectionStart, field.selectionEnd) === word }, {}, words[9])
      const wrong = digits.map((group, n) => n === 2 ? String((Number(group) + 1) % 9973).padStart(4, "0") : group)
      await fill(page, "#code", wrong.join(" "))
      await press(page, "#open")
      await page.waitForFunction((group) => { const field = document.querySelector("textarea"); return field?.value.slice(field.selectionStart, field.selectionEnd) === group }, {}, wrong[2])

      // Somebody else's codename: nothing is found, and the same is asked of the intake.
      asked.length = 0
      await enter(page, language, "4711 0815 1234 5678 4711 0815 1234 5678 4711 0815 0000")
      await page.waitForSelector("#code-trouble:not([hidden])")
      assert.deepEqual(asked, [], "what can't be a codename is not even asked about")
      await enter(page, "en", "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon")
      await opened(page)
      assert.ok(await page.$eval("#none", (element) => !(element as HTMLElement).hidden))
      const without = asked.splice(0)
      assert.deepEqual(without, ["GET /board", "GET /board/0"], "the index, and all of a board of one page")

      await enter(page, language, name === "Chromium" ? words.map((word, n) => `${n + 1}) ${word}`).join("\n") : digits.join(" / "))
      await opened(page)
      assert.deepEqual(asked, without, "the intake is asked for the same, whether there is a reply or not")
      assert.deepEqual(await textsOf(page, ".reply .text"), ["نقرأه. Do not open it:\nhttps://example.org/x"])
      assert.equal(await page.$("#replies a"), null)
      assert.equal(await page.$("#code"), null, "the codename is not left in the page")

      asked.length = 0
      writeFileSync(at("more.bin"), randomBytes(1_200_000))
      await attach(page, at("more.bin"))
      await fill(page, "#q-story", "and this")
      await page.screenshot({ path: join(PICTURES, `back-${language}.png`), fullPage: true })
      await press(page, "#send")
      await sent(page)
      assert.deepEqual(asked, ["PUT /pieces/TICKET", "PUT /pieces/TICKET", "PUT /reports/TICKET"])
      assert.deepEqual(organisation.pulled(), [], "no new case")
      const shown = organisation.shown(row.ticket)
      assert.deepEqual(shown.followed.map(({ kind, answers }) => [kind, answers[0]?.[1]]), [["follow-up", ["and this"]]])
      const followUp = JSON.parse(organisation.desk("show", row.ticket, "--json")) as { followed: { ticket: string }[] }
      const out = at(`more-${language}.out`)
      organisation.desk("attachment", followUp.followed[0]?.ticket ?? "", "1", "--out", out)
      const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex")
      assert.equal(digest(out), digest(at("more.bin")))

      await press(page, "#withdraw")
      await page.waitForSelector("#withdraw-trouble:not([hidden])")
      asked.length = 0
      await press(page, "#sure")
      await press(page, "#withdraw")
      await page.waitForFunction(() => document.querySelector("#withdraw") === null, { timeout: 90_000 })
      assert.deepEqual(asked, [...Array<string>(16).fill("POST /withdrawals"), "PUT /reports/TICKET"], "always as many, however little there was")
      assert.notEqual(await textOf(page, "#withdraw-status"), "")
      organisation.desk("pull")
      const rows = JSON.parse(organisation.desk("list", "--json")) as { ticket: string, withdrawn: boolean }[]
      assert.equal(rows.find(({ ticket }) => ticket === row.ticket)?.withdrawn, true)
    } finally {
      await browser.close()
    }
  })
}

test("what no desk has pulled is gone from the intake when it is taken back, files and all", { timeout: 120_000 }, async () => {
  const browser = await chromium()
  try {
    const page = await browser.newPage()
    page.on("dialog", (dialog) => void dialog.accept())
    await page.goto(organisation.page)
    await ready(page)
    const digits = await textsOf(page, "#digits li")
    writeFileSync(at("gone.bin"), randomBytes(3_000_000))
    await attach(page, at("gone.bin"))
    await press(page, "#noted")
    await press(page, "#send")
    await sent(page)
    await enter(page, "en", digits.join(" "))
    await opened(page)
    await press(page, "#sure")
    await press(page, "#withdraw")
    await page.waitForFunction(() => document.querySelector("#withdraw") === null, { timeout: 90_000 })
    const [row, ...others] = organisation.pulled()
    assert.deepEqual([row?.withdrawn, row?.attachments, others.length], [true, 0, 0], "only the note is left")
  } finally {
    await browser.close()
  }
})

/** Everything here happens with scripts off. */
test("Firefox as Tor Browser, Safest: the page says how to seal a letter, takes it, refuses text, and shows the reply", { timeout: 240_000 }, async () => {
  const recipients = (await (await fetch(`${organisation.page}recipients.txt`)).text()).trim().split("\n")
  const identity = await generateHybridIdentity()
  const own = await identityToRecipient(identity)
  const seal = async (to: readonly string[], content: string | Uint8Array): Promise<Uint8Array> => {
    const age = new Encrypter()
    for (const recipient of to) age.addRecipient(recipient)
    return age.encrypt(content)
  }
  const number = "4711 0815 1234 5678"
  const letter = `They took my phone at the border.\n${own}\n${number}\n`
  writeFileSync(at("letter.age"), await seal(recipients, letter))
  writeFileSync(at("plain.txt"), "My name is Layla and I am afraid.")
  writeFileSync(at("classical.age"), await seal([await identityToRecipient(await generateX25519Identity())], "x"))
  writeFileSync(at("long.age"), await seal(recipients, randomBytes(1_200_000)))

  const browser = await safest()
  try {
    const page = await browser.newPage()
    await page.setViewport({ width: 1000, height: 800 })
    const go = async (path: string) => { await page.goto(organisation.page + path) }
    await go("en/")
    assert.equal(await page.$eval("#form", (form) => (form as HTMLElement).offsetHeight), 0, "no form that could send anything in clear")
    assert.match(await textOf(page, "main > noscript"), /Scripts are off/)
    await page.screenshot({ path: join(PICTURES, "safest-start.png"), fullPage: true })
    assert.equal(await page.$eval("main > noscript a", (link) => link.getAttribute("href")), "/en/letter/")
    await go("en/letter/")
    assert.match(await textOf(page, "main"), /age -R recipients\.txt -o letter\.age letter\.txt/)
    await page.screenshot({ path: join(PICTURES, "safest-letter.png"), fullPage: true })

    const submit = async (selector: string): Promise<string> => {
      await page.$eval(selector, (button) => { button.scrollIntoView({ block: "center" }) })
      const button = await page.$(selector)
      const navigated = page.waitForNavigation({ timeout: 60_000 })
      await button?.focus()
      await page.keyboard.press("Enter")
      await navigated
      return textOf(page, "main")
    }
    for (const [file, said] of [["plain.txt", /Not accepted/], ["classical.age", /Not accepted/], ["long.age", /at most 1 MB/], ["letter.age", /It has arrived/]] as const) {
      await go("en/letter/")
      await upload(page, "#letter-file", at(file))
      assert.match(await submit("#send-letter-now"), said, file)
    }
    await page.screenshot({ path: join(PICTURES, "safest-sent.png"), fullPage: true })

    const [row, ...others] = organisation.pulled()
    assert.ok(row !== undefined && others.length === 0)
    assert.equal(organisation.shown(row.ticket).letter, letter)
    organisation.deskReads("We can help.", "reply", row.ticket)

    await go("ar/letter/replies/")
    await page.type("#number", "٤٧١١ ٠٨١٥ ١٢٣٤ ٥٦٧٨")
    await submit("main form button")
    const armored = await textOf(page, ".replies pre")
    await page.screenshot({ path: join(PICTURES, "safest-reply-ar.png"), fullPage: true })
    const age = new Decrypter()
    age.addIdentity(identity)
    const base64 = armored.split("\n").filter((line) => !line.startsWith("-")).join("")
    assert.equal(new TextDecoder().decode(await age.decrypt(Buffer.from(base64, "base64"))).trimEnd(), "We can help.")
    assert.equal(await page.$eval("main > .if-none", (element) => (element as HTMLElement).offsetHeight), 0)
    await go("en/letter/replies/")
    await page.type("#number", "4711 0815 1234 5679")
    await submit("main form button")
    assert.ok(await page.$eval("main > .if-none", (element) => (element as HTMLElement).offsetHeight) > 0)
  } finally {
    await browser.close()
  }
  const { status } = spawnSync("grep", ["-rqaE", "Layla and I am|at the border", join(organisation.folder, "intake")])
  assert.equal(status, 1, "nothing of it is on the intake's disk")
})
