/** What sealing costs without a JIT: seconds of a processor, of Firefox and all its processes. Printed, not asserted. */
import { randomBytes } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { UNRECORDED } from "./browsers.ts"
import { attach, fill, press, ready, sent } from "./doing.ts"
import { processorTimeOf } from "./family.ts"
import { Organisation, freePort, reachable } from "./organisation.ts"
import { Sink } from "./sink.ts"

const organisation = await Organisation.make()
await organisation.start()
await organisation.interrupt()
organisation.growToThreeHandlers()
const port = await freePort()
const intake = organisation.restartIntake(port)
const sink = await Sink.between(organisation.ports.public, port)
await reachable(organisation)
organisation.joinThirdHandler()
const [, launch] = UNRECORDED[1] ?? []
if (launch === undefined) throw new Error("no browser")
const browser = await launch()
const page = await browser.newPage()
page.on("dialog", (dialog) => void dialog.accept())

/** Opens the page, does something to it, and gives what sending then costs up to the point that `until` waits for. */
const costOf = async (prepare: () => Promise<void>, until: () => Promise<unknown>): Promise<number> => {
  await page.goto(organisation.page)
  await ready(page)
  await prepare()
  await press(page, "#noted")
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const before = processorTimeOf(browser)
  await press(page, "#send")
  await until()
  return processorTimeOf(browser) - before
}
const sealed = () => page.waitForSelector("html[data-sealed]", { timeout: 60_000 })

for (let round = 0; round < 3; round++) {
  const text = await costOf(() => fill(page, "#q-story", "x".repeat(1000)), sealed)
  console.log(`text of 1 KB, three handlers: ${text.toFixed(2)} s (goal: at most 0.50)`)
}
writeFileSync(join(organisation.folder, "25.bin"), randomBytes(25_000_000))
for (let round = 0; round < 3; round++) {
  const file = await costOf(() => attach(page, join(organisation.folder, "25.bin")), () => sent(page))
  console.log(`file of 25 MB, sealed and sent: ${file.toFixed(2)} s, ${(25 / file).toFixed(0)} MB a second (goal: at least 20)`)
}
await browser.close()
sink.close()
intake.kill("SIGTERM")
organisation.remove()
