/**
 * A reporter without a browser, for tests and the demonstration: the form's own modules, a command line.
 *
 *   reporter send BASE ROOT_HEX        reports as JSON on standard input: [{answers, files: [path]}]
 *   reporter seal RECIPIENT… OUT       one report sealed to these recipients, for golden files
 *   reporter many RECIPIENT… OUT       [{ticket, report}] on standard input, each with a codename of its own, sealed one behind the other
 *   reporter replies BASE ROOT_HEX IDENTITY TAG_KEY   reads the board; prints each reply as JSON, and the numbers of unsigned ones
 *   reporter withdraw BASE ROOT_HEX ENTROPY  takes a report back
 *   reporter follow BASE ROOT_HEX ENTROPY    a follow-up, its text on standard input
 *   reporter forge BASE ROOT_HEX TICKET      sends standard input as a report that nobody signed
 *   reporter letter RECIPIENT… OUT     standard input sealed to these by the age-encryption package alone
 *   reporter keygen                    a hybrid key, as JSON
 *   reporter open IDENTITY FILE        opens a sealed file with the age-encryption package alone
 */
import { wordlist } from "@scure/bip39/wordlists/english.js"
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption"
import { appendFileSync, readFileSync, writeFileSync } from "node:fs"
import { basename } from "node:path"
import { fromHex, toHex, utf8, type Bytes } from "../form/bytes.ts"
import { readBoard } from "../form/returning/board.ts"
import { keysOf, newCodename, unlinked } from "../form/codename/codename.ts"
import { inspect } from "../form/metadata/inspect.ts"
import { sealFile } from "../form/files/pieces.ts"
import { signed, type Answers, type Attachment, type Report } from "../form/seal/report.ts"
import { readRoster, type Recipients, type Roster } from "../form/seal/roster.ts"
import { seal } from "../form/seal/seal.ts"
import { send } from "../form/send.ts"
import { REQUESTS, withdraw } from "../form/returning/withdraw.ts"

interface Told {
  readonly answers: Answers
  readonly files?: readonly string[]
}

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.min(seconds, 1) * 1000))
const print = (line: string): void => void process.stdout.write(`${line}\n`)

const fetchRoster = async (base: string, rootKey: Bytes): Promise<Roster> =>
  readRoster(await (await fetch(`${base}/roster.signed`)).text(), rootKey, new Date().toISOString().slice(0, 10))
const fingerprintOf = async (rootKey: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", rootKey))

const tell = async (base: string, rootKey: Bytes, { answers, files = [] }: Told): Promise<void> => {
  const roster = await fetchRoster(base, rootKey)
  const codename = newCodename(wordlist)
  const keys = await keysOf(codename.entropy, await fingerprintOf(rootKey))
  let pieces = 0
  const attachments: Attachment[] = []
  for (const path of files) {
    const file = new File([readFileSync(path)], basename(path), { type: "application/octet-stream" })
    const inspected = await inspect(file)
    const stripped = inspected.kind === "picture" ? inspected.clean : undefined
    const sealed = await sealFile(stripped ?? file, async (piece) => {
      const { ticket } = await keys.name(++pieces)
      await send(`${base}/pieces/${ticket}`, piece, pause)
      return ticket
    }, { onPiece: () => undefined, gate: () => Promise.resolve() })
    attachments.push({ ...sealed, metadata: stripped === undefined ? "unread" : "stripped" })
  }
  const report: Report = { format: "sotto/1 report", page: "en", answers, attachments, reply_to: keys.recipient, tag_key: toHex(keys.tagKey), reporter: toHex(keys.reporter), to: roster.to }
  const { ticket, secret } = await keys.name(0)
  await send(`${base}/reports/${ticket}`, await seal(roster.recipients, await signed(report, ticket, keys)), pause)
  print(JSON.stringify({ ticket, secret: toHex(secret), identity: keys.identity, tag_key: toHex(keys.tagKey), entropy: toHex(codename.entropy), words: codename.words }))
}

/** What comes later with the same codename. */
const later = async (base: string, rootKey: Bytes, entropy: string, format: Report["format"], answers: Answers): Promise<void> => {
  const keys = await keysOf(fromHex(entropy, 14), await fingerprintOf(rootKey))
  const { recipients, to } = await fetchRoster(base, rootKey)
  const report: Report = { format, page: "en", answers, attachments: [], reply_to: keys.recipient, tag_key: toHex(keys.tagKey), reporter: toHex(keys.reporter), to }
  const { ticket } = await unlinked()
  await send(`${base}/reports/${ticket}`, await seal(recipients, await signed(report, ticket, keys)), pause)
  print(JSON.stringify({ ticket }))
}

const open = async (identity: string, path: string): Promise<Uint8Array> => {
  const age = new Decrypter()
  age.addIdentity(identity)
  return age.decrypt(readFileSync(path))
}

const commands: Record<string, (...args: string[]) => Promise<void>> = {
  many: async (...args) => {
    const [recipients, out] = [args.slice(0, -1) as unknown as Recipients, args.at(-1) ?? ""]
    const reports = JSON.parse(readFileSync(0, "utf8")) as readonly { ticket: string, report: Report }[]
    writeFileSync(out, "")
    for (const { ticket, report } of reports) {
      const keys = await keysOf(newCodename(wordlist).entropy, new Uint8Array(32))
      const told = { ...report, tag_key: toHex(keys.tagKey), reporter: toHex(keys.reporter) }
      appendFileSync(out, await seal(recipients, await signed(told, ticket, keys)))
    }
  },
  send: async (base = "", root = "") => {
    const reports = JSON.parse(readFileSync(0, "utf8")) as readonly Told[]
    for (const told of reports) await tell(base, fromHex(root, 32), told)
  },
  seal: async (...args) => {
    const out = args.pop() ?? ""
    const keys = await keysOf(new Uint8Array(14), new Uint8Array(32))
    const answers = { story: "A golden story: ذهب, золото, 金.", need: ["message"], count_me: "yes" }
    const to = { roster: "00".repeat(32), cards: [] }
    const report: Report = { format: "sotto/1 report", page: "en", answers, attachments: [], reply_to: keys.recipient, tag_key: toHex(keys.tagKey), reporter: toHex(keys.reporter), to }
    const { ticket } = await keys.name(0)
    writeFileSync(out, await seal(args as unknown as Recipients, await signed(report, ticket, keys)))
    print(keys.identity)
  },
  replies: async (base = "", root = "", identity = "", tagKey = "") => {
    const drawn = await keysOf(new Uint8Array(14), new Uint8Array(32))
    const keys = { ...drawn, recipient: await identityToRecipient(identity), identity, tagKey: fromHex(tagKey, 32) }
    const get = async (path: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(base + path)).arrayBuffer())
    const { handlers } = await fetchRoster(base, fromHex(root, 32))
    const { replies, unsigned } = await readBoard(keys, get, handlers)
    for (const reply of replies) print(JSON.stringify(reply))
    for (const number of unsigned) print(JSON.stringify({ number, unsigned: true }))
  },
  withdraw: async (base = "", root = "", entropy = "") => {
    const rootKey = fromHex(root, 32)
    const keys = await keysOf(fromHex(entropy, 14), await fingerprintOf(rootKey))
    await withdraw(keys, REQUESTS.most, pause, () => undefined, base)
    await later(base, rootKey, entropy, "sotto/1 withdrawal", {})
  },
  follow: async (base = "", root = "", entropy = "") => {
    await later(base, fromHex(root, 32), entropy, "sotto/1 follow-up", { story: readFileSync(0, "utf8") })
  },
  forge: async (base = "", root = "", ticket = "") => {
    const { recipients } = await fetchRoster(base, fromHex(root, 32))
    await send(`${base}/reports/${ticket}`, await seal(recipients, utf8(readFileSync(0, "utf8"))), pause)
  },
  letter: async (...args) => {
    const out = args.pop() ?? ""
    const age = new Encrypter()
    for (const recipient of args) age.addRecipient(recipient)
    writeFileSync(out, await age.encrypt(readFileSync(0)))
  },
  keygen: async () => {
    const identity = await generateHybridIdentity()
    print(JSON.stringify({ identity, recipient: await identityToRecipient(identity) }))
  },
  open: async (identity = "", path = "") => {
    process.stdout.write(await open(identity, path))
  },
}

const [name = "", ...args] = process.argv.slice(2)
const command = commands[name]
if (command === undefined) throw new Error(`no such command: ${name}`)
await command(...args)
