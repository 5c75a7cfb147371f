/** What a person does: reports in a browser, and a handler reads it, byte for byte. On the real parts. */
import assert from "node:assert/strict"
import { createHash, randomBytes } from "node:crypto"
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { REPORTERS } from "./browsers.ts"
import { attach, ready, textOf } from "./doing.ts"
import { Organisation, TOP } from "./organisation.ts"

const STORY = [
  "وصلتني رسالة فيها رابط https://example.org/login?id=17 من رقم لا أعرفه، وتقول إن حسابي سيُغلق خلال ساعة.",
  "",
  "I did not open it. Two colleagues got the same message — “urgent”, 23:10, from +000 000 0017 — and one of them tapped the link 🙁",
  "\tSince then her phone is warm at night & the battery <empties> in 3 hours.",
  "مرفق: صورة الشاشة. ".repeat(30),
].join("\n")
const PICTURES = process.env["SOTTO_PICTURES"] ?? join(TOP, "test-output")
const PHOTO_SIZE = 3_000_000

let organisation: Organisation
let photo: string

before(async () => {
  mkdirSync(PICTURES, { recursive: true })
  organisation = await Organisation.make()
  const said = await organisation.start()
  assert.match(said, new RegExp(`Reporter +${organisation.page}`))
  photo = join(organisation.folder, "photo.jpg")
  writeFileSync(photo, Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(PHOTO_SIZE - 4)]))
})

after(async () => {
  await organisation.interrupt()
  assert.deepEqual(organisation.running(), [], "Ctrl-C leaves no process")
  const began = performance.now()
  await organisation.start()
  console.log(`a second start took ${Math.round(performance.now() - began)} ms`)
  await organisation.interrupt()
  assert.deepEqual(organisation.running(), [])
  organisation.remove()
})

for (const [name, launch] of REPORTERS) {
  test(`${name}: a report with a photograph arrives, byte for byte`, { timeout: 240_000 }, async () => {
    const browser = await launch()
    try {
      const page = await browser.newPage()
      const requests: string[] = []
      const errors: string[] = []
      page.on("request", (request) => { if (request.url().startsWith("http")) requests.push(`${request.method()} ${new URL(request.url()).pathname}`) })
      page.on("pageerror", (error) => { errors.push(String(error)) })
      await page.setViewport({ width: 1280, height: 900 })
      await page.goto(organisation.page)
      await ready(page)
      assert.deepEqual(requests.sort(), ["GET /", "GET /form.css", "GET /form.js", "GET /roster.signed"])
      assert.match(await textOf(page, ".demo"), /demonstration/)
      const words = await page.$$eval("#words li", (items) => items.map((item) => item.textContent))
      assert.equal(words.length, 12)
      assert.deepEqual((await page.$$eval("#digits li", (items) => items.map((item) => item.textContent ?? ""))).map((group) => /^\d{4}$/.test(group)), Array(11).fill(true))

      await page.type("#q-story", "z")
      await page.$eval("#q-story", (field, story) => { (field as HTMLTextAreaElement).value = story }, STORY)
      await page.$eval('input[name="need"][value="message"]', (field) => { (field as HTMLElement).click() })
      await page.$eval('input[name="need"][value="advice"]', (field) => { (field as HTMLElement).click() })
      await page.$eval('input[name="danger"][value="maybe"]', (field) => { (field as HTMLElement).click() })
      await attach(page, photo)
      await page.$eval("#noted", (field) => { (field as HTMLElement).click() })
      await page.screenshot({ path: join(PICTURES, `form-${name.replace(/\W+/g, "-")}.png`) as `${string}.png`, fullPage: true })
      await page.$eval("#send", (button) => { (button as HTMLElement).click() })
      await page.waitForSelector("#sent:not([hidden])", { timeout: 120_000 })
      assert.match(await textOf(page, "#sent"), /has arrived/)
      assert.deepEqual(await page.$$eval("#sent #words li", (items) => items.map((item) => item.textContent)), words)
      assert.equal(await page.$("#q-story"), null, "nothing typed is left in the page")
      assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]), ["", 0, 0])
      await page.screenshot({ path: join(PICTURES, `sent-${name.replace(/\W+/g, "-")}.png`) as `${string}.png`, fullPage: true })
      assert.deepEqual(errors, [])
    } finally {
      await browser.close()
    }
    const rows = organisation.pulled()
    assert.equal(rows.length, 1)
    const ticket = rows[0]?.ticket ?? ""
    const shown = organisation.shown(ticket)
    const answers = new Map(shown.answers)
    assert.deepEqual(answers.get("Tell us what happened"), [STORY])
    assert.deepEqual(answers.get("What do you need help with?"), ["A suspicious message or link", "Advice"])
    assert.deepEqual(answers.get("Is anyone in danger now?"), ["Maybe"])
    assert.equal(answers.size, 3, "what was not answered is not there")
    assert.deepEqual(shown.attachments.map(({ name, size }) => [name, size]), [["photo.jpg", PHOTO_SIZE]])
    const out = join(organisation.folder, `${ticket}.jpg`)
    organisation.desk("attachment", ticket, "1", "--out", out)
    assert.equal(digest(out), digest(photo))
    assert.equal(statSync(out).mode & 0o077, 0)
  })
}

const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex")

test("without a JIT a report of 1 KB is sealed and sent; how long sealing took is printed", { timeout: 120_000 }, async () => {
  const [, launch] = REPORTERS[2] ?? []
  assert.ok(launch)
  const browser = await launch()
  try {
    const page = await browser.newPage()
    await page.goto(organisation.page)
    await ready(page)
    const took = await page.evaluate(async (story) => {
      const field = document.querySelector<HTMLTextAreaElement>("#q-story")
      if (field !== null) field.value = story
      document.querySelector<HTMLInputElement>("#noted")?.click()
      const began = performance.now()
      const sealed = new Promise<number>((resolve) => {
        new MutationObserver(() => { resolve(performance.now() - began) }).observe(document.documentElement, { attributeFilter: ["data-sealed"] })
      })
      document.querySelector<HTMLButtonElement>("#send")?.click()
      return sealed
    }, "x".repeat(1000))
    await page.waitForSelector("#sent:not([hidden])", { timeout: 60_000 })
    // Reported, not asserted: machines are shared.
    console.log(`click to sealed without JIT: ${Math.round(took)} ms (goal: under 1000)`)
    assert.ok(took > 0)
  } finally {
    await browser.close()
  }
})

test("everything that loads is at most four requests and 60 KB compressed, in every language", async () => {
  const sizeOf = async (path: string): Promise<number> => {
    const response = await fetch(organisation.page + path, { headers: { "accept-encoding": "gzip" } })
    assert.equal(response.status, 200)
    const length = Number(response.headers.get("content-length"))
    assert.ok(length > 0)
    return length
  }
  for (const [page, script] of [["", "form.js"], ["back/", "back.js"]] as const) {
    const common = await Promise.all(["form.css", script, "roster.signed"].map(sizeOf))
    for (const language of ["en", "es", "pt", "fr", "ru", "ar", "fa", "zh"]) {
      const bytes = [...common, await sizeOf(`${language}/${page}`)].reduce((sum, part) => sum + part)
      console.log(`${language}/${page} with its roster: ${bytes} bytes on the wire`)
      assert.ok(bytes <= 60_000)
    }
  }
})
