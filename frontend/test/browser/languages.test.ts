/** Every language and every step: laid out its way, on every width, for every ability. Pictures are kept to be looked at. */
import axe from "axe-core"
import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, test } from "node:test"
import type { Browser, Page } from "puppeteer-core"
import { chromium } from "./browsers.ts"
import { attach, fill, press, ready, sent, textOf, textsOf } from "./doing.ts"
import { Organisation, TOP } from "./organisation.ts"

const LANGUAGES = ["en", "es", "pt", "fr", "ru", "ar", "fa", "zh"] as const
const RIGHT_TO_LEFT: readonly string[] = ["ar", "fa"]
const PICTURES = process.env["SOTTO_PICTURES"] ?? join(TOP, "test-output")
/** A story in each script, with a link in the middle of it. */
const STORIES: Readonly<Record<string, string>> = {
  ar: "وصلتني رسالة فيها رابط https://example.org/login?id=17 من رقم لا أعرفه.", fa: "پیامی با پیوند https://example.org/login?id=17 از شماره‌ای ناشناس گرفتم.",
  ru: "Пришло сообщение со ссылкой https://example.org/login?id=17 с незнакомого номера.", zh: "我收到一条带有链接 https://example.org/login?id=17 的消息。",
}
let organisation: Organisation
let browser: Browser

before(async () => {
  mkdirSync(PICTURES, { recursive: true })
  organisation = await Organisation.make()
  await organisation.start()
  browser = await chromium()
})

after(async () => {
  await browser.close()
  await organisation.interrupt()
  organisation.remove()
})

/** Fails on anything that axe calls serious or worse, of WCAG 2.2 AA. */
const accessible = async (page: Page, step: string): Promise<void> => {
  await page.evaluate(axe.source)
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
  const { violations, passes } = await page.evaluate((tags) => (window as unknown as { axe: typeof axe }).axe.run({ runOnly: tags }), tags)
  assert.ok(passes.some(({ id }) => id === "color-contrast") && passes.length > 10, "axe has looked")
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical")
  assert.deepEqual(grave.map(({ id, nodes }) => `${step}: ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`), [])
}

const fits = async (page: Page, step: string): Promise<void> => {
  const [wanted = 0, width = 0] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  assert.ok(wanted <= width, `${step} is ${wanted} wide on a screen of ${width}`)
}

const WIDTHS = [320, 1280] as const

for (const language of LANGUAGES) {
  test(`${language}: every page and step is accessible, and fits a small screen`, { timeout: 240_000 }, async () => {
    const page = await browser.newPage()
    page.on("dialog", (dialog) => void dialog.accept())
    const errors: string[] = []
    page.on("pageerror", (error) => errors.push(String(error)))
    const step = async (name: string): Promise<void> => {
      for (const width of WIDTHS) {
        await page.setViewport({ width, height: 800 })
        await fits(page, `${name} at ${width}`)
        await page.screenshot({ path: join(PICTURES, `${language}-${name}-${width}.png`) as `${string}.png`, fullPage: true })
      }
      await accessible(page, name)
    }
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: RIGHT_TO_LEFT.includes(language) ? "dark" : "light" }, { name: "prefers-reduced-motion", value: "reduce" }])
    await page.goto(`${organisation.page}${language}/`)
    await ready(page)
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [language, RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr"])
    assert.deepEqual(await page.$$eval(".languages a", (links) => links.map((link) => link.getAttribute("href"))), LANGUAGES.map((other) => `/${other}/`))
    assert.ok(!/\{|%[A-Z]|undefined/.test(await textOf(page, "body > main")), "no gap is left open")
    await step("start")
    await page.$eval("details", (details) => { details.open = true })
    await fill(page, "#q-story", STORIES[language] ?? "A message came with a link: https://example.org/login?id=17")
    writeFileSync(join(organisation.folder, "notes.txt"), "notes")
    await attach(page, join(organisation.folder, "notes.txt"))
    await step("filled")
    await press(page, "#send")
    await page.waitForSelector("#trouble:not([hidden])")
    await step("error")
    const digits = await textsOf(page, "#digits li")
    await press(page, "#noted")
    await press(page, "#send")
    await sent(page)
    await step("sent")
    const [row] = organisation.pulled()
    assert.ok(row !== undefined)
    organisation.deskReads(STORIES[language] ?? "Thank you. Do not open https://example.org/login?id=17 again.", "reply", row.ticket)
    await page.goto(`${organisation.page}${language}/back/`)
    await page.waitForSelector("#enter-fields:not([disabled])")
    await fill(page, "#code", "1234 5678")
    await press(page, "#open")
    await page.waitForSelector("#code-trouble:not([hidden])")
    await step("slip")
    await fill(page, "#code", digits.join(" "))
    await press(page, "#open")
    await page.waitForSelector(".reply", { timeout: 60_000 })
    await page.$eval("details", (details) => { details.open = true })
    await step("reply")
    for (const path of ["letter", "letter/replies", "letter/sent", "letter/refused", "letter/too-long", "letter/full"]) {
      await page.goto(`${organisation.page}${language}/${path}/`)
      await step(path.replace("/", "-"))
    }
    assert.deepEqual(errors, [])
    await page.close()
  })
}

/** Where something is on the screen. */
const box = (page: Page, selector: string) => page.$eval(selector, (element) => {
  const { left, right } = element.getBoundingClientRect()
  return { left, right }
})

test("Arabic runs from right to left, and a Latin link inside it from left to right", { timeout: 60_000 }, async () => {
  const page = await browser.newPage()
  await page.setViewport({ width: 1000, height: 800 })
  await page.goto(`${organisation.page}ar/`)
  await ready(page)
  const main = await box(page, "main")
  const heading = await page.$eval("h1", (element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    return range.getBoundingClientRect().right
  })
  assert.ok(Math.abs(heading - main.right) < 2, "the heading begins at the right")
  const [tick, label] = [await box(page, ".choice input"), await box(page, ".choice span")]
  assert.ok(tick.left > label.right, "boxes stand to the right of their words")
  const exit = await box(page, "#exit")
  assert.ok(exit.left < 100, "the way out is at the left")
  assert.equal(await page.$eval("#words", (list) => getComputedStyle(list).direction), "ltr", "the words of a codename are Latin")
  assert.equal(await page.$eval("#q-story", (field, story) => {
    (field as HTMLTextAreaElement).value = story
    return getComputedStyle(field).direction
  }, STORIES["ar"] ?? ""), "rtl")
  assert.equal(await page.$eval("#q-artefacts", (field) => {
    (field as HTMLTextAreaElement).value = "https://example.org/login"
    return getComputedStyle(field).direction
  }), "ltr")
  await page.close()
})

test("everything can be done with the keyboard alone, and the focus is always seen", { timeout: 120_000 }, async () => {
  const page = await browser.newPage()
  await page.goto(`${organisation.page}en/`)
  await ready(page)
  const focused = () => page.evaluate(() => {
    const element = document.activeElement
    const shown = element instanceof HTMLInputElement && element.id === "files" ? element.nextElementSibling : element
    const { outlineStyle, outlineWidth } = shown === null ? { outlineStyle: "none", outlineWidth: "0" } : getComputedStyle(shown)
    return { id: element?.id ?? "", seen: outlineStyle !== "none" && outlineWidth !== "0px" }
  })
  const reach = async (id: string): Promise<void> => {
    for (let tabs = 0; tabs < 120; tabs++) {
      await page.keyboard.press("Tab")
      const { id: found, seen } = await focused()
      assert.ok(seen, `the focus on ${found || "something"} is seen`)
      if (found === id) return
    }
    throw new Error(`the keyboard never comes to ${id}`)
  }
  await reach("exit")
  await reach("q-story")
  await page.keyboard.type("written with keys alone")
  await reach("files")
  await reach("as-digits")
  await page.keyboard.press("Enter")
  assert.equal(await page.$eval("#as-digits", (button) => button.ariaPressed), "true")
  await reach("noted")
  await page.keyboard.press("Space")
  assert.ok(await page.$eval("#codename", (element) => (element as HTMLElement).hidden))
  await reach("again")
  await page.keyboard.press("Enter")
  assert.ok(await page.$eval("#codename", (element) => !(element as HTMLElement).hidden), "a second look")
  await reach("send")
  await page.keyboard.press("Enter")
  await sent(page)
  assert.equal(await page.evaluate(() => document.activeElement?.id), "sent-heading", "who can't see hears that it has arrived")
  await page.close()
})
