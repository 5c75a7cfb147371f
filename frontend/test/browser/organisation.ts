/** The demonstration as `make run` starts it, for the browsers to visit. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process"
import { createServer } from "node:net"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export const TOP = join(import.meta.dirname, "../..")

/** Where ops/build puts the programs: below the folder in which cargo builds. */
const rooms = (): string => {
  const found = execFileSync("cargo", ["metadata", "--format-version=1", "--no-deps", "--offline"], { cwd: TOP, encoding: "utf8" })
  return join((JSON.parse(found) as { readonly target_directory: string }).target_directory, "rooms")
}
const BIN = process.env["SOTTO_BIN"] ?? rooms()

/** A port that nothing uses just now. */
export const freePort = (): Promise<number> => new Promise((resolve, reject) => {
  const server = createServer().once("error", reject)
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => { resolve(typeof address === "object" && address !== null ? address.port : 0) })
  })
})

interface Ports {
  readonly public: number
  readonly staff: number
  readonly desk: number
  /** Where the page is left for. */
  readonly exit: number
}

export interface Row {
  readonly ticket: string
  readonly opening: string
  readonly attachments: number
  readonly followed: number
  readonly withdrawn: boolean
}

export interface Shown {
  readonly ticket: string
  readonly kind: string
  readonly letter: string | null
  readonly answers: [string, string[]][]
  readonly attachments: { readonly name: string, readonly size: number, readonly metadata: string }[]
  readonly followed: Shown[]
}

export class Organisation {
  readonly folder: string
  readonly ports: Ports
  #process: ChildProcess | undefined
  readonly #desks: ChildProcess[] = []

  private constructor(folder: string, ports: Ports) {
    this.folder = folder
    this.ports = ports
  }

  static async make(): Promise<Organisation> {
    const folder = join(mkdtempSync(join(tmpdir(), "sotto-browser-")), "demo")
    return new Organisation(folder, { public: await freePort(), staff: await freePort(), desk: await freePort(), exit: await freePort() })
  }

  get page(): string { return `http://127.0.0.1:${this.ports.public}/` }
  get rootKey(): string { return readFileSync(join(this.folder, "root.pub"), "utf8").trim() }

  /** Starts as Ctrl-C in a terminal would find it: its own group, in the foreground. Resolves with what it said. */
  start(): Promise<string> {
    const env = {
      // Nothing that a browser does here may leave this machine.
      SOTTO_DEMO_EXIT: `http://127.0.0.1:${this.ports.exit}/elsewhere`, ...process.env, SOTTO_DEMO_DIR: this.folder, SOTTO_PUBLIC_PORT: String(this.ports.public),
      SOTTO_STAFF_PORT: String(this.ports.staff), SOTTO_DESK_PORT: String(this.ports.desk),
    }
    const started = spawn(join(TOP, "ops/demo/start"), { cwd: TOP, env, detached: true, stdio: ["ignore", "pipe", "inherit"] })
    this.#process = started
    return new Promise((resolve, reject) => {
      let said = ""
      started.stdout.on("data", (part: Buffer) => {
        said += part.toString()
        if (said.includes("Ctrl-C")) resolve(said)
      })
      started.once("exit", (code) => { reject(new Error(`the demonstration ended with ${code ?? "a signal"}: ${said}`)) })
    })
  }

  /** Ctrl-C: the whole group hears it. Resolves once the script has ended. */
  async interrupt(): Promise<void> {
    for (const desk of this.#desks.splice(0)) {
      const ended = new Promise((resolve) => desk.once("exit", resolve))
      desk.kill("SIGTERM")
      await ended
    }
    const running = this.#process
    if (running?.pid === undefined || running.exitCode !== null) return
    const ended = new Promise((resolve) => running.once("exit", resolve))
    process.kill(-running.pid, "SIGINT")
    await ended
  }

  /** The programs of this organisation that run, by process id. */
  running(): number[] {
    const all = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n")
    return all.filter((line) => line.includes(this.folder) && /sotto-(intake|desk)/.test(line)).map((line) => Number.parseInt(line, 10))
  }

  /** The intake's process id. */
  intake(): number {
    const all = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n")
    const line = all.find((line) => line.includes(`sotto-intake serve --folder ${this.folder}`))
    return Number.parseInt(line ?? "", 10)
  }

  /** The intake alone, on the same folder and ports; behind another that takes its place, if its own port is given. */
  restartIntake(port = this.ports.public): ChildProcess {
    const doors = ["--public", `127.0.0.1:${port}`, "--public-host", `127.0.0.1:${this.ports.public}`, "--staff", `127.0.0.1:${this.ports.staff}`]
    return this.#serve(doors)
  }

  /** The intake alone, at the sockets in a folder to which tor leads. */
  serveOnions(sockets: string, reporters: string, handlers: string): ChildProcess {
    const staff = ["--staff", `unix:${join(sockets, "staff.sock")}`, "--staff-host", handlers]
    return this.#serve(["--public", `unix:${join(sockets, "public.sock")}`, "--public-host", reporters, "--circuits", ...staff])
  }

  #serve(doors: readonly string[]): ChildProcess {
    const at = (name: string): string => join(this.folder, name)
    return spawn(join(BIN, "sotto-intake"), ["serve", "--folder", at("intake"), "--root", at("root.pub"), "--site", at("site"), "--roster", at("roster"), ...doors], { stdio: "ignore" })
  }

  /** Runs a command at the desk of handler `ana`. */
  desk(...args: string[]): string {
    return this.deskReads("", ...args)
  }

  /** The same, while this process does other things; the exit code. */
  deskMeanwhile(...args: string[]): Promise<number | null> {
    const own = ["--folder", join(this.folder, "ana"), "--passphrase-file", join(this.folder, "passphrase")]
    const child = spawn(join(BIN, "sotto-desk"), [...own, ...args], { stdio: "ignore" })
    return new Promise((resolve) => child.once("exit", resolve))
  }

  /** The same, with something on its standard input. */
  deskReads(input: string, ...args: string[]): string {
    const own = ["--folder", join(this.folder, "ana"), "--passphrase-file", join(this.folder, "passphrase")]
    return execFileSync(join(BIN, "sotto-desk"), [...own, ...args], { encoding: "utf8", input })
  }

  /** Runs a command at the desk of this handler. */
  deskOf(who: string, ...args: string[]): string {
    const own = ["--folder", join(this.folder, who), "--passphrase-file", join(this.folder, "passphrase")]
    return execFileSync(join(BIN, "sotto-desk"), [...own, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  }

  /** Runs a command of this coordinator. */
  stats(who: string, ...args: string[]): string {
    const own = ["--folder", join(this.folder, who), "--passphrase-file", join(this.folder, "passphrase")]
    return execFileSync(join(BIN, "sotto-stats"), [...own, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  }

  /** A plan to publish this year's cases, signed by both coordinators: its file. */
  plan(title: string): string {
    const at = (name: string): string => join(this.folder, name)
    const coordinators = ["cy", "di"].flatMap((who) => ["--coordinator", at(`cards/${who}.json`)])
    const whose = ["--organisation", `Demo Helpline (not real)=${at("root.pub")}`, ...coordinators]
    const what = ["--title", title, "--period", String(new Date().getUTCFullYear()), "--total", "0", "--language", "en"]
    this.stats("cy", "plan", "new", "--demo", "--first", ...what, ...whose, "--out", at(title))
    for (const who of ["cy", "di"]) this.stats(who, "plan", "sign", at(title))
    return at(title)
  }

  /** The age key of somebody, as their card has it. */
  recipientOf(who: string): string {
    return (JSON.parse(readFileSync(join(this.folder, "cards", `${who}.json`), "utf8")) as { recipient: string }).recipient
  }

  /** Serves another handler's page; the file that opens it. Ends with the organisation. */
  async serveDesk(who: string, port: number): Promise<string> {
    const own = ["--folder", join(this.folder, who), "--passphrase-file", join(this.folder, "passphrase")]
    const child = spawn(join(BIN, "sotto-desk"), [...own, "serve", "--port", String(port)], { stdio: ["ignore", "pipe", "inherit"] })
    this.#desks.push(child)
    await new Promise((resolve) => child.stdout.once("data", resolve))
    return join(this.folder, who, "open.html")
  }

  /** A roster of three, with the site that goes with it; for an intake that is started afterwards. */
  growToThreeHandlers(): void {
    const at = (name: string): string => join(this.folder, name)
    const run = (who: string, ...args: string[]): string =>
      execFileSync(join(BIN, "sotto-desk"), ["--folder", at(who), "--passphrase-file", at("passphrase"), ...args], { encoding: "utf8" })
    run("ce", "key", "new", "--id", "ce", "--card", at("cards/ce.json"))
    const day = (after: number): string => new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10)
    const handlers = ["ana", "bo", "ce"].flatMap((id) => ["--handler", at(`cards/${id}.json`)])
    rmSync(at("roster"), { recursive: true })
    run("root", "roster", "sign", "--organisation", "Demo Helpline (not real)", "--demo", "--serial", "2", "--from", day(0), "--to", day(30), ...handlers, "--out", at("roster"))
    run("root", "site", "build", "--page", join(TOP, "frontend/dist"), "--roster", at("roster"), "--out", at("site"))
  }

  /** The third handler joins and pulls, so that reports can be sealed to them, too; while the intake runs. */
  joinThirdHandler(): void {
    this.deskOf("ce", "join", "--root", join(this.folder, "root.pub"), "--intake", `http://127.0.0.1:${this.ports.staff}`)
    const own = ["--folder", join(this.folder, "ce"), "--passphrase-file", join(this.folder, "passphrase")]
    // 2: what was sealed to the others before does not open here.
    const { status } = spawnSync(join(BIN, "sotto-desk"), [...own, "pull"], { stdio: "ignore" })
    if (status !== 0 && status !== 2) throw new Error(`the third handler's pull ended with ${status ?? "a signal"}`)
  }

  /** What the desk lists after pulling, but for what it had before. */
  pulled(): Row[] {
    const list = (): Row[] => JSON.parse(this.desk("list", "--json")) as Row[]
    const known = new Set(list().map(({ ticket }) => ticket))
    this.desk("pull")
    return list().filter(({ ticket }) => !known.has(ticket))
  }

  shown(ticket: string): Shown {
    return JSON.parse(this.desk("show", ticket, "--json")) as Shown
  }

  remove(): void {
    rmSync(join(this.folder, ".."), { recursive: true, force: true })
  }
}

/** Resolves once the reporters' page answers. */
export const reachable = async (organisation: Organisation): Promise<void> => {
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(organisation.page).then(({ ok }) => ok, () => false)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error("the intake does not come up")
}
