/** Files of any size: the tab holds a few pieces of them, never the whole. */
import assert from "node:assert/strict"
import type { ChildProcess } from "node:child_process"
import { truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { UNRECORDED } from "./browsers.ts"
import { attach, press, ready, sent } from "./doing.ts"
import { memoryOf } from "./family.ts"
import { piecesOf } from "../../form/files/pieces.ts"
import { Organisation, freePort, reachable } from "./organisation.ts"
import { Sink } from "./sink.ts"

/** More than this above what it had before, and a phone would end the tab. In bytes. */
const MOST = 400e6
/** Whether the largest file is sent to its end; otherwise, how long it is watched, in milliseconds. */
const WHOLE = process.env["SOTTO_WHOLE"] !== undefined
const WATCHED = Number(process.env["SOTTO_WATCHED"] ?? 12_000)

let organisation: Organisation
let intake: ChildProcess
let sink: Sink

before(async () => {
  organisation = await Organisation.make()
  await organisation.start()
  await organisation.interrupt()
  const port = await freePort()
  intake = organisation.restartIntake(port)
  sink = await Sink.between(organisation.ports.public, port)
  await reachable(organisation)
})

after(() => {
  sink.close()
  intake.kill("SIGTERM")
  organisation.remove()
})

for (const [name, launch] of UNRECORDED) {
  for (const [size, whole] of [[300_000_000, true], [4 * 2 ** 30, WHOLE]] as const) {
    test(`${name}: ${size} bytes ${whole ? "are sent" : "are begun"} with a few pieces in memory`, { timeout: 400_000 }, async () => {
      const path = join(organisation.folder, "large.bin")
      writeFileSync(path, "")
      truncateSync(path, size)
      const browser = await launch()
      try {
        const page = await browser.newPage()
        page.on("dialog", (dialog) => void dialog.accept())
        await page.goto(organisation.page)
        await ready(page)
        const idle = memoryOf(browser)
        sink.pieces.length = 0
        await attach(page, path)
        await press(page, "#noted")
        const began = performance.now()
        await press(page, "#send")
        let done = false
        const arrived = whole ? sent(page).then(() => { done = true }) : new Promise<void>((resolve) => setTimeout(() => { done = true; resolve() }, WATCHED))
        let peak = 0
        while (!done) {
          peak = Math.max(peak, memoryOf(browser) - idle)
          await new Promise((resolve) => setTimeout(resolve, 250))
        }
        await arrived
        const seconds = (performance.now() - began) / 1000
        console.log(`${name}: ${sink.pieces.length} pieces in ${seconds.toFixed(1)} s, at most ${Math.round(peak / 1e6)} MB above idle`)
        assert.ok(sink.pieces.length >= (whole ? piecesOf(size) : 20))
        assert.equal(new Set(sink.pieces).size, sink.pieces.length, "no two pieces of zeros look alike")
        assert.ok(peak < MOST, `${Math.round(peak / 1e6)} MB above idle`)
      } finally {
        await browser.close()
      }
    })
  }
}
