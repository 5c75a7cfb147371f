/** What a person does in a page, a step at a time. */
import type { ElementHandle, Page } from "puppeteer-core"

/** Waits until the page trusts its roster, and lets a report be sent. */
export const ready = (page: Page) => page.waitForSelector("#send:not([disabled])", { timeout: 60_000 })

export const textOf = (page: Page, selector: string) => page.$eval(selector, (element) => element.textContent ?? "")
export const textsOf = (page: Page, selector: string) => page.$$eval(selector, (elements) => elements.map((element) => element.textContent ?? ""))

/** Puts a text into a field as if it had been pasted: the keys would take long. */
export const fill = (page: Page, selector: string, text: string) =>
  page.$eval(selector, (field, text) => { (field as HTMLTextAreaElement).value = text }, text)

/** Presses what may lie under the button that leaves the page. */
export const press = (page: Page, selector: string) => page.$eval(selector, (element) => { (element as HTMLElement).click() })

export const upload = async (page: Page, selector: string, ...paths: string[]): Promise<void> => {
  const input = await page.$(selector) as ElementHandle<HTMLInputElement> | null
  await input?.uploadFile(...paths)
}

export const attach = async (page: Page, ...paths: string[]): Promise<void> => {
  const before = await page.$$eval("#file-list > li", (items) => items.length)
  await upload(page, "#files", ...paths)
  await page.waitForFunction((count) => document.querySelectorAll("#file-list > li").length === count, {}, before + paths.length)
}

export const sent = (page: Page) => page.waitForSelector("#sent:not([hidden])", { timeout: 120_000 })
