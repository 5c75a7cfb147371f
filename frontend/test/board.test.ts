/** The board as a returning reporter reads it: all of it, in order, whatever there is for them. */
import { Decrypter } from "age-encryption"
import fc from "fast-check"
import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { before, test } from "node:test"
import { readBoard, type Fetch } from "../form/returning/board.ts"
import { addressOf, readReply } from "../form/returning/reply.ts"
import { keysOf, tagsOf, type Keys } from "../form/codename/codename.ts"
import { UserError } from "../form/language/messages.ts"
import { ANA, answerOf, HANDLERS, sealedAs, sealedTo, signer, strangers, type Hung, type Letter } from "./hung.ts"

let keys: Keys
let tags: string[]
before(async () => {
  keys = await keysOf(new Uint8Array(14).fill(3), new Uint8Array(32))
  tags = await tagsOf(keys.tagKey, 256)
})

const own = async (number: number, text: string, letter: Partial<Letter> = {}): Promise<Hung> => {
  const tag = tags[number] ?? ""
  return { tag, bytes: await sealedTo(keys.recipient, { tag, text, ...letter }) }
}
const day = "2026-11-25"

/** A board with these entries in this order, and what is asked of it. */
const boardOf = (entries: readonly Hung[]): { get: Fetch, asked: string[] } => {
  const asked: string[] = []
  const get: Fetch = (path) => {
    asked.push(path)
    return Promise.resolve(answerOf(entries, path))
  }
  return { get, asked }
}

const said = (sentence: string) => (cause: unknown): boolean => cause instanceof UserError && cause.saying.sentence === sentence

test("the index and every page are taken, in order, and every reply to the codename is read", async () => {
  for (const pages of [1, 3, 17, 64]) {
    const entries = strangers(pages)
    entries[32 * pages - 1] = await own(0, "سلام")
    entries[0] = await own(255, "the last there can be")
    const { get, asked } = boardOf(entries)
    const { replies, unsigned } = await readBoard(keys, get, HANDLERS)
    assert.deepEqual(replies, [{ number: 0, text: "سلام", day }, { number: 255, text: "the last there can be", day }])
    assert.deepEqual(unsigned, [])
    assert.deepEqual(asked, ["/board", ...Array.from({ length: pages }, (_, page) => `/board/${page}`)])
  }
})

test("a board longer than there can be is refused, and no page of it asked for", async () => {
  const { get, asked } = boardOf(strangers(65))
  await assert.rejects(readBoard(keys, get, HANDLERS), said("board-too-long"))
  assert.deepEqual(asked, ["/board"])
})

test("a page that does not fit the index, or does not come, is asked for once again; then the look ends", async () => {
  const entries = [...strangers(2), ...await Promise.all([4, 5].map((n) => own(n, `reply ${n}`))), ...strangers(1).slice(2)]
  const other = strangers(3)
  const faults: readonly [string, () => Uint8Array][] = [
    ["board-changing", () => answerOf(other, "/board/1")],
    ["board-changing", () => answerOf(entries, "/board/2")],
    ["board-unreachable", () => new Uint8Array()],
    ["board-unreachable", () => answerOf(entries, "/board/1").slice(1)],
    ["board-unreachable", () => { throw new UserError("board-unreachable") }],
  ]
  for (const [sentence, fault] of faults) {
    const failing = (most: number): { get: Fetch, asked: string[] } => {
      const asked: string[] = []
      const get: Fetch = (path) => {
        asked.push(path)
        const fails = path === "/board/1" && asked.filter((one) => one === path).length <= most
        return Promise.resolve().then(() => fails ? fault() : answerOf(entries, path))
      }
      return { get, asked }
    }
    const once = failing(1)
    assert.deepEqual((await readBoard(keys, once.get, HANDLERS)).replies.map(({ number }) => number), [4, 5])
    assert.deepEqual(once.asked, ["/board", "/board/0", "/board/1", "/board/1", "/board/2"])
    const twice = failing(2)
    await assert.rejects(readBoard(keys, twice.get, HANDLERS), said(sentence))
    assert.deepEqual(twice.asked, ["/board", "/board/0", "/board/1", "/board/1"])
  }
})

test("what hangs under the reporter's tag and was not sealed to them is not shown; what is no board is refused", async () => {
  const entries = strangers(1)
  entries[3] = { tag: tags[0] ?? "", bytes: randomBytes(4096) }
  entries[4] = await own(1, "genuine")
  const found = { replies: [{ number: 1, text: "genuine", day }], unsigned: [] }
  assert.deepEqual(await readBoard(keys, boardOf(entries).get, HANDLERS), found)
  for (const wrong of [new Uint8Array(), new Uint8Array(16), new Uint8Array(513)]) {
    await assert.rejects(readBoard(keys, () => Promise.resolve(wrong), HANDLERS), said("board-unreachable"))
  }
})

test("what opens and no handler of the roster signed for this address and this tag is not shown, and is not passed over in silence", async () => {
  const tag = tags[0] ?? ""
  const stranger = signer("ana")
  const left = signer("zoe")
  const others = await keysOf(new Uint8Array(14).fill(4), new Uint8Array(32))
  const forged: Readonly<Record<string, Promise<Uint8Array>>> = {
    "by a stranger who knows tag key and address": sealedTo(keys.recipient, { tag, text: "come out", by: stranger }),
    "by somebody whom the roster does not name": sealedTo(keys.recipient, { tag, text: "come out", by: left }),
    "for another reporter, sealed again": sealedTo(keys.recipient, { tag, text: "come out", address: others.recipient }),
    "for another tag": sealedTo(keys.recipient, { tag, text: "come out", changed: { tag: tags[1] } }),
    "of another tag, hung here": sealedTo(keys.recipient, { tag: tags[1] ?? "", text: "come out" }),
    "another text": sealedTo(keys.recipient, { tag, text: "stay", changed: { text: "come out" } }),
    "another day": sealedTo(keys.recipient, { tag, text: "stay", changed: { day: "2026-11-26" } }),
    "another roster": sealedTo(keys.recipient, { tag, text: "stay", changed: { roster: 4 } }),
    "another name": sealedTo(keys.recipient, { tag, text: "stay", by: left, changed: { handler: ANA.id } }),
    "signed as an event": sealedTo(keys.recipient, { tag, text: "stay", purpose: "event" }),
    "a day that is none": sealedTo(keys.recipient, { tag, text: "stay", by: { ...ANA, sign: (message) => ANA.sign(Buffer.from(Buffer.from(message).toString().replace(day, "never"))) }, changed: { day: "never" } }),
    "not signed, as protocol 1 has it": sealedAs(keys.recipient, "sotto/1 reply\n", "come out"),
    "not signed": sealedAs(keys.recipient, "sotto/2 reply\n", JSON.stringify({ reply: { day, handler: "ana", roster: 3, text: "come out" } })),
    "text alone": sealedAs(keys.recipient, "sotto/2 reply\n", "come out"),
    "nothing": sealedAs(keys.recipient, "sotto/2 reply\n", "null"),
  }
  for (const [name, bytes] of Object.entries(forged)) {
    const entries = strangers(1)
    entries[3] = { tag, bytes: await bytes }
    entries[4] = await own(2, "genuine")
    const found = await readBoard(keys, boardOf(entries).get, HANDLERS)
    assert.deepEqual(found, { replies: [{ number: 2, text: "genuine", day }], unsigned: [0] }, name)
  }
})

test("a property: whatever a handler writes is shown as it was written, and none of it once a bit of its frame is changed", async () => {
  const address = await addressOf(keys.recipient)
  const tag = tags[7] ?? ""
  const age = new Decrypter()
  age.addIdentity(keys.identity)
  await fc.assert(fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 400 }), fc.nat(), async (text, place) => {
    const framed = await age.decrypt(await sealedTo(keys.recipient, { tag, text }))
    assert.deepEqual(await readReply(framed, address, tag, HANDLERS), { text, day })
    const bent = framed.slice()
    const at = Math.floor(place / 8) % bent.length
    bent[at] = (bent[at] ?? 0) ^ 1 << place % 8
    assert.equal(await readReply(bent, address, tag, HANDLERS), undefined)
    const end = 18 + new DataView(framed.buffer, framed.byteOffset).getUint32(14)
    assert.equal(await readReply(framed.subarray(0, place % end), address, tag, HANDLERS), undefined)
  }), { numRuns: 100 })
})
