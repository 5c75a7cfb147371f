/** What the page gives away and what it survives: read off the wire, and out of what a browser leaves behind. */
import assert from "node:assert/strict"
import { spawnSync, type ChildProcess } from "node:child_process"
import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import type { Browser, Page } from "puppeteer-core"
import { chromium, safer } from "./browsers.ts"
import { attach, fill, press, ready, sent, textOf, textsOf } from "./doing.ts"
import { Organisation, freePort, reachable } from "./organisation.ts"
import { Wire } from "./wire.ts"

let organisation: Organisation
let intake: ChildProcess
let wire: Wire
let elsewhere: Server
let browser: Browser
const at = (name: string): string => join(organisation.folder, name)

before(async () => {
  organisation = await Organisation.make()
  await organisation.start()
  await organisation.interrupt()
  const port = await freePort()
  intake = organisation.restartIntake(port)
  wire = await Wire.between(organisation.ports.public, port)
  elsewhere = createServer((_, response) => response.setHeader("content-type", "text/html").end("<title>Weather</title>Sunny."))
  await new Promise<void>((resolve) => elsewhere.listen(organisation.ports.exit, "127.0.0.1", resolve))
  writeFileSync(at("unwanted.bin"), randomBytes(14_000_000))
  writeFileSync(at("wanted.bin"), randomBytes(2_000_000))
  await reachable(organisation)
  browser = await chromium()
})

after(async () => {
  await browser.close()
  wire.close()
  elsewhere.closeAllConnections()
  elsewhere.close()
  intake.kill("SIGTERM")
  organisation.remove()
})

const open = async (within = browser): Promise<Page> => {
  const page = await within.newPage()
  await page.goto(organisation.page)
  await ready(page)
  return page
}

/** Sends, and gives what went over the wire meanwhile. */
const seenWhileSending = async (page: Page): Promise<string[]> => {
  wire.seen.length = 0
  await press(page, "#noted")
  await press(page, "#send")
  await sent(page)
  await page.close()
  return wire.seen.map(({ method, path, bytes }) => `${method} ${path.replace(/[a-z2-7]{26}/, "TICKET")} ${bytes}`)
}

test("a report of 10 characters and one of 5,000 look the same on the wire, and so do files of 1 and of 900,000 bytes", { timeout: 120_000 }, async () => {
  const told: string[][] = []
  for (const [length, size] of [[10, 1], [5000, 900_000]] as const) {
    const page = await open()
    await fill(page, "#q-story", "x".repeat(length))
    writeFileSync(at(`wire-${size}.bin`), randomBytes(size))
    await attach(page, at(`wire-${size}.bin`))
    told.push(await seenWhileSending(page))
  }
  assert.equal(told[0]?.length, 2)
  assert.match(told[0][0] ?? "", /^PUT \/pieces\/TICKET 1049\d{3}$/)
  assert.deepEqual(told[0], told[1])
})

const putsOf = (kind: string): string[] => wire.seen.filter(({ path }) => path.startsWith(`/${kind}/`)).map(({ path }) => path)

for (const [name, launch] of [["Chromium", chromium], ["Firefox as Tor Browser, Safer", safer]] as const) test(`${name}: a circuit that breaks in the middle costs the pieces in flight, and nothing else`, { timeout: 120_000 }, async () => {
  const own = await launch()
  const page = await open(own)
  writeFileSync(at("long.bin"), randomBytes(24_000_000))
  await attach(page, at("long.bin"))
  wire.seen.length = 0
  wire.slowness = 3
  await press(page, "#noted")
  await press(page, "#send")
  for (const pieces of [4, 12]) {
    await page.waitForFunction((count) => (document.querySelector<HTMLProgressElement>("#all")?.value ?? 0) > count, { timeout: 60_000 }, pieces)
    wire.cut()
  }
  await sent(page)
  wire.slowness = 0
  const puts = putsOf("pieces")
  assert.equal(new Set(puts).size, 24, "24 MB are 23 pieces, rounded up to 24")
  assert.ok(puts.length <= 24 + 2 * 4, `${puts.length} were sent`)
  await own.close()
  const [row] = organisation.pulled().filter(({ attachments }) => attachments === 1).slice(-1)
  assert.ok(row !== undefined)
})

test("sending is paused, gone on with, and a file taken off in the middle is taken back", { timeout: 120_000 }, async () => {
  const page = await open()
  await attach(page, at("unwanted.bin"), at("wanted.bin"))
  await fill(page, "#q-story", "paused and gone on with")
  wire.seen.length = 0
  wire.slowness = 4
  await press(page, "#noted")
  await press(page, "#send")
  await page.waitForFunction(() => (document.querySelector<HTMLProgressElement>("#all")?.value ?? 0) > 2, { timeout: 60_000 })
  assert.match(await textOf(page, "#pace"), /MB of 16\.8 MB sent/)
  assert.match(await textOf(page, "#file-list > li:first-child progress + p"), /MB of 14\.7 MB sent/)
  await press(page, "#pause")
  assert.match(await textOf(page, "#status"), /Paused/)
  await new Promise((resolve) => setTimeout(resolve, 4000))
  const before = putsOf("pieces").length
  await new Promise((resolve) => setTimeout(resolve, 2500))
  assert.equal(putsOf("pieces").length, before, "nothing more goes out")
  assert.ok(before < 14)
  await press(page, "#file-list li:first-child .file-head button")
  assert.deepEqual(await textsOf(page, "#file-list .file-name"), ["wanted.bin (2 MB)"])
  await press(page, "#pause")
  wire.slowness = 0
  await sent(page)
  await page.close()
  assert.ok(wire.seen.some(({ path }) => path === "/withdrawals"), "what was sent of it is taken back")
  const row = organisation.pulled().find(({ opening }) => opening === "paused and gone on with")
  assert.deepEqual(organisation.shown(row?.ticket ?? "").attachments.map(({ name, size }) => [name, size]), [["wanted.bin", 2_000_000]])
})

test("a file taken off while its pieces are on their way leaves none of them at the intake", { timeout: 120_000 }, async () => {
  const page = await open()
  await attach(page, at("unwanted.bin"), at("wanted.bin"))
  wire.seen.length = 0
  wire.slowness = 10
  await press(page, "#noted")
  await press(page, "#send")
  await page.waitForFunction(() => (document.querySelector<HTMLProgressElement>("#all")?.value ?? 0) > 2, { timeout: 60_000 })
  const arrived = await page.$eval("#all", (bar) => (bar as HTMLProgressElement).value)
  await press(page, "#file-list li:first-child .file-head button")
  assert.ok(putsOf("pieces").length > arrived, "some are on their way")
  await sent(page)
  wire.slowness = 0
  await page.close()
  const tickets = [...new Set(putsOf("pieces"))]
  const answers = await Promise.all(tickets.map((path) => fetch(organisation.page + path.slice(1), { method: "PUT", body: randomBytes(1 << 20) }).then(({ status }) => status)))
  assert.equal(answers.filter((status) => status === 409).length, 2, "of all, those of the wanted file alone are still there")
  assert.ok(tickets.length > 5 && answers.every((status) => [201, 409].includes(status)), answers.join())
})

test("files may be dropped; a picture's hidden details are shown, and the original goes only if it is asked for", { timeout: 120_000 }, async () => {
  spawnSync("/usr/bin/python3", ["-c", `from PIL import Image; Image.effect_noise((64, 64), 90).convert("RGB").save(${JSON.stringify(at("holiday.jpg"))})`])
  assert.equal(spawnSync("exiftool", ["-q", "-overwrite_original", "-Artist=Layla", "-GPSLatitude=33.9", "-GPSLatitudeRef=N", "-GPSLongitude=35.5", "-GPSLongitudeRef=E", at("holiday.jpg")]).status, 0)
  const page = await open()
  await attach(page, at("holiday.jpg"), at("holiday.jpg"))
  await page.evaluate(() => {
    const dropped = new DataTransfer()
    dropped.items.add(new File(["dropped text"], "dropped.txt"))
    document.querySelector("#drop")?.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }))
  })
  await page.waitForFunction(() => document.querySelectorAll("#file-list .details").length === 2)
  const lines = await textsOf(page, "#file-list > li:first-child .details li")
  assert.deepEqual(lines, ["Place: 33.90000, 35.50000 – taken out before sending", "Person: Layla – taken out before sending"])
  await press(page, "#file-list > li:nth-child(2) .choice input")
  assert.deepEqual(await textsOf(page, "#file-list > li:nth-child(2) .details strong"), ["will be sent", "will be sent"])
  await fill(page, "#q-story", "two pictures")
  await seenWhileSending(page)
  const row = organisation.pulled().find(({ opening }) => opening === "two pictures")
  const shown = organisation.shown(row?.ticket ?? "").attachments
  assert.deepEqual(shown.map(({ name, metadata }) => [name, metadata]), [["holiday.jpg", "stripped"], ["holiday.jpg", "kept"], ["dropped.txt", "unread"]])
  for (const [number, left] of [[1, false], [2, true]] as const) {
    const out = at(`holiday-${number}.jpg`)
    organisation.desk("attachment", row?.ticket ?? "", String(number), "--out", out)
    assert.equal(spawnSync("exiftool", ["-Artist", out], { encoding: "utf8" }).stdout.includes("Layla"), left)
  }
})

for (const [way, leave] of [
  ["the button", (page: Page) => page.click("#exit")],
  ["Shift three times", async (page: Page) => { for (let n = 0; n < 3; n++) await page.keyboard.press("Shift") }],
] as const) {
  test(`${way} leaves at once, unasked, and nothing leads back`, { timeout: 60_000 }, async () => {
    const page = await browser.newPage()
    let asked = false
    page.on("dialog", (dialog) => { asked = true; void dialog.accept() })
    await page.goto("about:blank")
    await page.goto(organisation.page)
    await ready(page)
    await page.type("#q-story", "secret words")
    const arrived = page.waitForNavigation()
    await leave(page)
    await arrived
    assert.equal(page.url(), `http://127.0.0.1:${organisation.ports.exit}/elsewhere`)
    assert.equal(await page.title(), "Weather")
    await page.goBack()
    assert.equal(page.url(), "about:blank", "the page is not in the history of this tab")
    assert.ok(!asked)
    await page.close()
  })
}

test("two times Shift, or Shift to write capitals, leave nothing", { timeout: 60_000 }, async () => {
  const page = await open()
  await page.focus("#q-story")
  for (const letter of "ABC") {
    await page.keyboard.down("Shift")
    await page.keyboard.press(`Key${letter}` as "KeyA")
    await page.keyboard.up("Shift")
  }
  await page.keyboard.press("Shift")
  await page.keyboard.press("Shift")
  assert.equal(await page.$eval("#q-story", (field) => (field as HTMLTextAreaElement).value), "ABC")
  await page.close()
})

const STORY = "a planted story nobody else would write 8471"

for (const [name, launch] of [
  ["Chromium", (folder: string) => chromium(`--user-data-dir=${folder}`)],
  ["Firefox as Tor Browser, Safer", safer],
] as const) {
  test(`${name}: after a report and a return nothing of either is in storage, cookies, cache or the profile`, { timeout: 180_000 }, async () => {
    const profile = mkdtempSync(join(tmpdir(), "sotto-profile-"))
    const own = await launch(profile)
    try {
      const page = await own.newPage()
      page.on("dialog", (dialog) => void dialog.accept())
      await page.goto(organisation.page)
      await ready(page)
      assert.ok(await page.$$eval("#form input, #form textarea, #form select", (fields) => fields.every((field) => {
        const type = field.getAttribute("type")
        return ["checkbox", "radio", "file"].includes(type ?? "") || field.getAttribute("autocomplete") === "off"
      })))
      const words = await textsOf(page, "#words li")
      await page.type("#q-story", STORY)
      await press(page, "#noted")
      await press(page, "#send")
      await sent(page)
      await page.goto(`${organisation.page}en/back/`)
      await page.waitForSelector("#enter-fields:not([disabled])")
      await page.type("#code", words.join(" "))
      await press(page, "#open")
      await page.waitForSelector("#opened:not([hidden])", { timeout: 60_000 })
      const stored = await page.evaluate(async () => [
        document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
        await caches.keys().then((keys) => keys.length, () => 0), history.state as unknown,
      ])
      assert.deepEqual(stored, ["", 0, 0, 0, 0, null])
      await own.close()
      for (const needle of [STORY, words.join(" ")]) {
        for (const encoding of ["utf8", "utf16le"] as const) {
          const bytes = Buffer.from(needle, encoding)
          const found = (): boolean => spawnSync("grep", ["-rqaP", bytes.toString("latin1").replaceAll("\0", "\\x00"), profile]).status === 0
          assert.ok(!found(), `not in the profile, in ${encoding}`)
          writeFileSync(join(profile, "control"), bytes)
          assert.ok(found(), "the search finds what is there")
          rmSync(join(profile, "control"))
        }
      }
    } finally {
      await own.close()
      rmSync(profile, { recursive: true, force: true })
    }
  })
}
