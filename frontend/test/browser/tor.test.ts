/** The whole way over Tor: a network of its own on this machine, both onion services as `ops/tor` has them. */
import assert from "node:assert/strict"
import { type ChildProcess, execFile, execFileSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { promisify } from "node:util"
import { saferOverTor } from "./browsers.ts"
import { attach, fill, press, ready, textOf } from "./doing.ts"
import { Organisation, TOP } from "./organisation.ts"

const NETWORK = join(TOP, "tests/tor/network")
const PORT = 21_400 + process.pid % 400 * 24
const [REPORTER, HANDLER] = [PORT + 20, PORT + 21]
const PHOTO = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(5_000_000)])
const STORY = "Somebody was in my flat, and my telephone lay elsewhere than before."

// Sockets lie in it: its name must be short.
const folder = join(mkdtempSync("/tmp/st-"), "n")
const onion = (service: string): string => readFileSync(join(folder, service, "hostname"), "utf8").trim()
let organisation: Organisation
let intake: ChildProcess

before(async () => {
  organisation = await Organisation.make()
  const network = promisify(execFile)(NETWORK, ["up", folder, String(PORT), String(process.pid)])
  await organisation.start()
  await organisation.interrupt()
  await network
  intake = organisation.serveOnions(folder, onion("public"), onion("staff"))
}, { timeout: 300_000 })

after(async () => {
  intake.kill()
  execFileSync(NETWORK, ["down", folder])
  organisation.remove()
  rmSync(join(folder, ".."), { recursive: true, force: true })
})

/** What a tor answers on its control socket. */
const control = (node: string, command: string): Promise<string> => new Promise((resolve, reject) => {
  const cookie = readFileSync(join(folder, node, "control_auth_cookie")).toString("hex")
  const socket = connect(join(folder, node, "control")).once("error", reject)
  let said = ""
  socket.on("data", (part: Buffer) => { said += part.toString() }).once("end", () => { resolve(said) })
  socket.write(`AUTHENTICATE ${cookie}\r\n${command}\r\nQUIT\r\n`)
})

const written = async (): Promise<number> => Number(/traffic\/written=(\d+)/.exec(await control("reporter", "GETINFO traffic/written"))?.[1])

/** A relay in the middle of the circuit on which the reporter and the service have met. */
const middle = async (): Promise<string> => {
  const status = await control("reporter", "GETINFO circuit-status")
  const met = status.split("\r\n").filter((line) => line.includes("HSCR_JOINED"))
  const relays = met.flatMap((line) => [...line.matchAll(/~(r\d)/g)].slice(1).map(([, name]) => name ?? ""))
  assert.ok(relays[0] !== undefined, status)
  return relays[0]
}

/** What the SOCKS port of a tor says when somebody asks for this name: 0 is a connection. */
const knock = (port: number, name: string): Promise<number> => new Promise((resolve, reject) => {
  const socket = connect(port, "127.0.0.1").once("error", reject)
  const host = Buffer.from(name)
  socket.write(Buffer.from([5, 1, 0]))
  socket.on("data", (part: Buffer) => {
    if (part.length === 2) socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, host.length]), host, Buffer.from([0, 80])]))
    else {
      socket.destroy()
      resolve(part[1] ?? -1)
    }
  })
})

/** The first asking can come back empty in a network so young. */
const knockUntil = async (port: number, name: string): Promise<number> => {
  for (let tries = 0; ; tries++) {
    const answer = await knock(port, name)
    if (answer === 0 || tries === 5) return answer
    await new Promise((resolve) => setTimeout(resolve, 3000))
  }
}

test("a report with a file of 5 MB arrives although a relay on its way is gone in the middle of it", { timeout: 600_000 }, async () => {
  assert.equal(await knockUntil(REPORTER, onion("public")), 0)
  const photo = join(organisation.folder, "photo.jpg")
  writeFileSync(photo, PHOTO)
  const browser = await saferOverTor(REPORTER)
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(300_000)
    const began = performance.now()
    await page.goto(`http://${onion("public")}/`, { timeout: 120_000 })
    await ready(page)
    console.log(`the page is ready over Tor after ${Math.round(performance.now() - began)} ms`)
    assert.equal(await page.$eval("#not-tor", (notice) => (notice as HTMLElement).hidden), true, "this is an onion")
    const before = await written()
    const sending = performance.now()
    await fill(page, "#q-story", STORY)
    await attach(page, photo)
    await press(page, "#noted")
    await press(page, "#send")
    while (await written() < before + 2_000_000) await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal(await page.$eval("#sent", (sent) => (sent as HTMLElement).hidden), true, "it is still on its way")
    const cut = await middle()
    execFileSync(NETWORK, ["break", folder, cut, String(process.pid)])
    await page.waitForSelector("#sent:not([hidden])", { timeout: 300_000 })
    assert.match(await textOf(page, "#sent"), /has arrived/)
    console.log(`5 MB over Tor, with ${cut} gone in the middle of it: ${Math.round(performance.now() - sending)} ms`)
  } finally {
    await browser.close()
  }
})

test("the handlers' door is not to be found without a key, and a desk with one pulls through it", { timeout: 300_000 }, async () => {
  const staff = onion("staff")
  assert.notEqual(await knock(REPORTER, staff), 0)
  const join_ = (port: number): string =>
    organisation.desk("join", "--root", join(organisation.folder, "root.pub"), "--intake", `http://${staff}`, "--proxy", `socks5h://127.0.0.1:${port}`)
  join_(REPORTER)
  assert.throws(() => organisation.desk("pull"), "without the key")
  assert.equal(await knockUntil(HANDLER, staff), 0)
  join_(HANDLER)
  const [row, ...more] = organisation.pulled()
  assert.ok(row !== undefined && more.length === 0)
  const told = organisation.shown(row.ticket)
  assert.deepEqual(told.answers.filter(([, values]) => values.includes(STORY)).length, 1)
  const copy = join(organisation.folder, "copy.jpg")
  organisation.desk("attachment", row.ticket, "1", "--out", copy)
  assert.deepEqual(readFileSync(copy), PHOTO)
  // The intake was told which circuit it was: without that line nobody comes in at the socket.
  assert.equal(await knockAt(join(folder, "public.sock"), onion("public")), "")
  assert.match(await knockAt(join(folder, "staff.sock"), staff), /^HTTP\/1\.1 401 /)
})

test("what a desk contributes comes to each coordinator through it", { timeout: 300_000 }, async () => {
  const at = (name: string): string => join(organisation.folder, name)
  const plan = organisation.plan("a-year")
  organisation.desk("contribute", plan, "--out", at("sent"))
  organisation.desk("pull")
  const fetched = (who: string, port: number): string => organisation.stats(who, "fetch", "--intake", `http://${onion("staff")}`,
    "--proxy", `socks5h://127.0.0.1:${port}`, "--root", at("root.pub"), "--out", at(`came-${who}-${port}`))
  assert.throws(() => fetched("cy", REPORTER), "without the key")
  assert.equal(await knockUntil(HANDLER, onion("staff")), 0)
  const words = ["cy", "di"].map((who) => {
    assert.match(fetched(who, HANDLER), /^Contributions for this coordinator: 1, new here: 1/)
    return /compare with the other coordinator: (.+)/.exec(organisation.stats(who, "collect", plan, at(`came-${who}-${HANDLER}`)))?.[1]
  })
  assert.ok(words[0] !== undefined && words[0] === words[1], "both have the same contribution")
})

/** What comes back at a socket for a plain request. */
const knockAt = (path: string, host: string): Promise<string> => new Promise((resolve, reject) => {
  const socket = connect(path).once("error", reject)
  let said = ""
  socket.on("data", (part: Buffer) => { said += part.toString() }).once("close", () => { resolve(said) })
  socket.write(`GET /reports HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
})
