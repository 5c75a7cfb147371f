/** Files of any size: the tab holds a few pieces of them, never the whole. */
import assert from "node:assert/strict"
import { execFileSync, type ChildProcess } from "node:child_process"
import { createHash } from "node:crypto"
import { truncateSync, writeFileSync } from "node:fs"
import { createServer, request as ask, type Server } from "node:http"
import { join } from "node:path"
import { after, before, test } from "node:test"
import type { Browser } from "puppeteer-core"
import { UNRECORDED } from "./browsers.ts"
import { attach, press, ready, sent } from "./doing.ts"
import { Organisation, freePort } from "./organisation.ts"

/** More than this above what it had before, and a phone would end the tab. In bytes. */
const MOST = 400e6
/** How long the largest file is watched, in milliseconds. */
const WATCHED = Number(process.env["SOTTO_WATCHED"] ?? 25_000)

let organisation: Organisation
let intake: ChildProcess
let sink: Server
/** Digests of the pieces that were put, in no order. */
const pieces: string[] = []

/** Everything goes to the intake but pieces: those are counted and thrown away, so that no disk is filled. */
before(async () => {
  organisation = await Organisation.make()
  await organisation.start()
  await organisation.interrupt()
  const port = await freePort()
  intake = organisation.restartIntake(port)
  sink = createServer((request, response) => {
    if (request.method === "PUT" && request.url?.startsWith("/pieces/") === true) {
      const digest = createHash("sha256")
      request.on("data", (part: Buffer) => digest.update(part)).on("end", () => {
        pieces.push(digest.digest("hex"))
        response.writeHead(201).end()
      })
      return
    }
    const passed = ask({ host: "127.0.0.1", port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    passed.on("error", () => response.destroy())
    request.pipe(passed)
  })
  await new Promise<void>((resolve) => sink.listen(organisation.ports.public, "127.0.0.1", resolve))
  for (let tries = 0; !await fetch(organisation.page).then(({ ok }) => ok, () => false); tries++) {
    assert.ok(tries < 100, "the intake comes up")
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
})

after(() => {
  sink.closeAllConnections()
  sink.close()
  intake.kill("SIGTERM")
  organisation.remove()
})

/** What a process and all that it started hold in memory, in bytes; shared pages are shared out (PSS). */
const memoryOf = (browser: Browser): number => {
  const all = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number))
  const family = new Set([browser.process()?.pid ?? 0])
  for (let size = 0; size < family.size;) {
    size = family.size
    for (const [pid = 0, parent = 0] of all) if (family.has(parent)) family.add(pid)
  }
  const pss = [...family].map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(execFileSync("cat", [`/proc/${pid}/smaps_rollup`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }))?.[1] ?? 0)
    } catch {
      return 0
    }
  })
  return 1024 * pss.reduce((sum, part) => sum + part, 0)
}

for (const [name, launch] of UNRECORDED) {
  for (const [size, whole] of [[300_000_000, true], [4 * 2 ** 30, false]] as const) {
    test(`${name}: ${size} bytes ${whole ? "are sent" : "are begun"} with a few pieces in memory`, { timeout: 240_000 }, async () => {
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
        pieces.length = 0
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
        console.log(`${name}: ${pieces.length} pieces in ${seconds.toFixed(1)} s, at most ${Math.round(peak / 1e6)} MB above idle`)
        assert.ok(pieces.length >= (whole ? 288 : 20))
        assert.equal(new Set(pieces).size, pieces.length, "no two pieces of zeros look alike")
        assert.ok(peak < MOST, `${Math.round(peak / 1e6)} MB above idle`)
      } finally {
        await browser.close()
      }
    })
  }
}
