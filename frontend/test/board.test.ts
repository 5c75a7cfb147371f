/** The board as a returning reporter reads it: always as much, whatever there is for them. */
import { Encrypter } from "age-encryption"
import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { before, test } from "node:test"
import { readBoard, type Fetch } from "../form/returning/board.ts"
import { concat, toTicket, utf8 } from "../form/bytes.ts"
import { keysOf, tagsOf, type Keys } from "../form/codename/codename.ts"
import { UserError } from "../form/language/messages.ts"

let keys: Keys
let tags: string[]
before(async () => {
  keys = await keysOf(new Uint8Array(14).fill(3), new Uint8Array(32))
  tags = await tagsOf(keys.tagKey, 8)
})

interface Hung {
  readonly tag: string
  readonly bytes: Uint8Array
}

/** A reply as the desk seals it: exactly 4 KiB. */
const sealed = async (text: string): Promise<Uint8Array> => {
  const age = new Encrypter()
  age.addRecipient(keys.recipient)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, utf8(text).length)
  const head = concat(utf8("sotto/1 reply\n"), length, utf8(text))
  const whole = await age.encrypt(concat(head, new Uint8Array(4096 - 70 - 1557 - 16 - 16 - head.length)))
  assert.equal(whole.length, 4096)
  return whole
}

const stranger = (): Hung => ({ tag: toTicket(randomBytes(16)), bytes: randomBytes(4096) })
const tagBytes = (tag: string): Uint8Array => {
  let bits = 0n
  for (const letter of tag) bits = bits << 5n | BigInt("abcdefghijklmnopqrstuvwxyz234567".indexOf(letter))
  return Uint8Array.from({ length: 16 }, (_, n) => Number(bits >> BigInt(8 * (15 - n) + 2) & 255n))
}

/** A board with these entries in this order, and what is asked of it. */
const boardOf = (entries: readonly Hung[]): { get: Fetch, asked: string[] } => {
  const asked: string[] = []
  const get: Fetch = (path) => {
    asked.push(path)
    if (path === "/board") return Promise.resolve(concat(...entries.map(({ tag }) => tagBytes(tag))))
    const page = Number(path.slice("/board/".length))
    return Promise.resolve(concat(...entries.slice(32 * page, 32 * page + 32).flatMap(({ tag, bytes }) => [tagBytes(tag), bytes])))
  }
  return { get, asked }
}

const strangers = (pages: number): Hung[] => Array.from({ length: 32 * pages }, stranger)

test("with a reply or without, the index and four pages are taken; fewer only where there are fewer", async () => {
  for (const pages of [1, 3, 4, 9]) {
    const counts: number[] = []
    for (const own of [false, true]) {
      const entries = strangers(pages)
      if (own) entries[entries.length - 1] = { tag: tags[0] ?? "", bytes: await sealed("سلام") }
      const { get, asked } = boardOf(entries)
      const { replies, others } = await readBoard(keys, get)
      assert.deepEqual([replies, others], [own ? [{ number: 0, text: "سلام" }] : [], 0])
      assert.equal(asked[0], "/board")
      assert.equal(new Set(asked).size, asked.length, "no page twice")
      counts.push(asked.length)
    }
    assert.deepEqual(counts, [1 + Math.min(4, pages), 1 + Math.min(4, pages)])
  }
})

test("more replies than four pages hold come newest first, the others when they are asked for", async () => {
  const entries = strangers(7)
  for (let n = 0; n < 6; n++) entries[32 * n + 5] = { tag: tags[n] ?? "", bytes: await sealed(`reply ${n}`) }
  const { get } = boardOf(entries)
  const first = await readBoard(keys, get)
  assert.deepEqual([first.replies.map(({ number }) => number), first.others], [[2, 3, 4, 5], 2])
  const second = await readBoard(keys, get, new Set([2, 3, 4, 5]))
  assert.deepEqual([second.replies.filter(({ number }) => number < 2).map(({ text }) => text), second.others], [["reply 0", "reply 1"], 0])
})

test("a board that changes under the reader is read again; one that never rests is given up on", async () => {
  const [before, after] = [boardOf(strangers(2)), boardOf(strangers(2))]
  let looks = 0
  const changing = (until: number): Fetch => (path) => {
    if (path === "/board") looks++
    return path === "/board" && looks <= until ? before.get(path) : after.get(path)
  }
  assert.deepEqual(await readBoard(keys, changing(1)), { replies: [], others: 0 })
  assert.equal(looks, 2)
  await assert.rejects(readBoard(keys, changing(99)), (cause) => cause instanceof UserError && cause.saying.sentence === "board-changing")
})

test("what hangs under the reporter's tag and was not sealed to them is not shown; what is no board is refused", async () => {
  const entries = strangers(1)
  entries[3] = { tag: tags[0] ?? "", bytes: randomBytes(4096) }
  entries[4] = { tag: tags[1] ?? "", bytes: await sealed("genuine") }
  assert.deepEqual((await readBoard(keys, boardOf(entries).get)).replies, [{ number: 1, text: "genuine" }])
  for (const wrong of [new Uint8Array(), new Uint8Array(16), new Uint8Array(513)]) {
    await assert.rejects(readBoard(keys, () => Promise.resolve(wrong)), (cause) => cause instanceof UserError && cause.saying.sentence === "board-unreachable")
  }
})
