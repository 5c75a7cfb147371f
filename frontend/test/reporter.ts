/**
 * A reporter without a browser, for tests and the demonstration: the form's own modules, a command line.
 *
 *   reporter send BASE ROOT_HEX        reports as JSON on standard input: [{answers, files: [path]}]
 *   reporter seal RECIPIENT… OUT       one report sealed to these recipients, for golden files
 *   reporter unreply IDENTITY FILE     opens a reply; prints its text
 *   reporter open IDENTITY FILE        opens a sealed file with the age-encryption package alone
 */
import { Decrypter } from "age-encryption"
import { readFileSync, writeFileSync } from "node:fs"
import { basename } from "node:path"
import { fromHex, toHex, type Bytes } from "../form/bytes.ts"
import { keysOf, newCodename } from "../form/codename.ts"
import { sealFile } from "../form/pieces.ts"
import type { Answers, Attachment, Report } from "../form/report.ts"
import { readRoster, type Recipients } from "../form/roster.ts"
import { seal } from "../form/seal.ts"
import { send } from "../form/send.ts"

interface Told {
  readonly answers: Answers
  readonly files?: readonly string[]
}

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.min(seconds, 1) * 1000))
const print = (line: string): void => void process.stdout.write(`${line}\n`)

const tell = async (base: string, rootKey: Bytes, { answers, files = [] }: Told): Promise<void> => {
  const roster = await readRoster(await (await fetch(`${base}/roster.signed`)).text(), rootKey, new Date().toISOString().slice(0, 10))
  const codename = await newCodename()
  const keys = await keysOf(codename, new Uint8Array(await crypto.subtle.digest("SHA-256", rootKey)))
  let pieces = 0
  const attachments: Attachment[] = []
  for (const path of files) {
    const file = new File([readFileSync(path)], basename(path), { type: "application/octet-stream" })
    attachments.push(await sealFile(file, async (piece) => {
      const { ticket } = await keys.ticket(++pieces)
      await send(`${base}/pieces/${ticket}`, piece, pause)
      return ticket
    }, () => undefined))
  }
  const report: Report = { format: "sotto/1 report", page: "en", answers, attachments, reply_to: keys.recipient, tag_key: toHex(keys.tagKey) }
  const { ticket, secret } = await keys.ticket(0)
  await send(`${base}/reports/${ticket}`, await seal(roster.recipients, report), pause)
  print(JSON.stringify({ ticket, secret: toHex(secret), identity: keys.identity, words: codename.words }))
}

const open = async (identity: string, path: string): Promise<Uint8Array> => {
  const age = new Decrypter()
  age.addIdentity(identity)
  return age.decrypt(readFileSync(path))
}

const commands: Record<string, (...args: string[]) => Promise<void>> = {
  send: async (base = "", root = "") => {
    const reports = JSON.parse(readFileSync(0, "utf8")) as readonly Told[]
    for (const told of reports) await tell(base, fromHex(root, 32), told)
  },
  seal: async (...args) => {
    const out = args.pop() ?? ""
    const codename = await newCodename(new Uint8Array(16))
    const keys = await keysOf(codename, new Uint8Array(32))
    const answers = { story: "A golden story: ذهب, золото, 金.", need: ["message"], count_me: "yes" }
    const report: Report = { format: "sotto/1 report", page: "en", answers, attachments: [], reply_to: keys.recipient, tag_key: toHex(keys.tagKey) }
    writeFileSync(out, await seal(args as unknown as Recipients, report))
    print(keys.identity)
  },
  unreply: async (identity = "", path = "") => {
    const framed = await open(identity, path)
    const magic = "sotto/1 reply\n"
    if (new TextDecoder().decode(framed.subarray(0, magic.length)) !== magic) throw new Error("no reply")
    const length = new DataView(framed.buffer, framed.byteOffset).getUint32(magic.length)
    const start = magic.length + 4
    if (framed.subarray(start + length).some((byte) => byte !== 0)) throw new Error("not padded with zeros")
    print(new TextDecoder().decode(framed.subarray(start, start + length)))
  },
  open: async (identity = "", path = "") => {
    process.stdout.write(await open(identity, path))
  },
}

const [name = "", ...args] = process.argv.slice(2)
const command = commands[name]
if (command === undefined) throw new Error(`no such command: ${name}`)
await command(...args)
