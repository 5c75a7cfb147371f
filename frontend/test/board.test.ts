/** The board as a returning reporter reads it: all of it, in order, whatever there is for them. */
import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { before, test } from "node:test"
import { readBoard, type Fetch } from "../form/returning/board.ts"
import { keysOf, tagsOf, type Keys } from "../form/codename/codename.ts"
import { UserError } from "../form/language/messages.ts"
import { answerOf, sealedTo, strangers, type Hung } from "./hung.ts"

let keys: Keys
let tags: string[]
before(async () => {
  keys = await keysOf(new Uint8Array(14).fill(3), new Uint8Array(32))
  tags = await tagsOf(keys.tagKey, 256)
})

const own = async (number: number, text: string): Promise<Hung> => ({ tag: tags[number] ?? "", bytes: await sealedTo(keys.recipient, text) })

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
    assert.deepEqual(await readBoard(keys, get), [{ number: 0, text: "سلام" }, { number: 255, text: "the last there can be" }])
    assert.deepEqual(asked, ["/board", ...Array.from({ length: pages }, (_, page) => `/board/${page}`)])
  }
})

test("a board longer than there can be is refused, and no page of it asked for", async () => {
  const { get, asked } = boardOf(strangers(65))
  await assert.rejects(readBoard(keys, get), said("board-too-long"))
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
    assert.deepEqual((await readBoard(keys, once.get)).map(({ number }) => number), [4, 5])
    assert.deepEqual(once.asked, ["/board", "/board/0", "/board/1", "/board/1", "/board/2"])
    const twice = failing(2)
    await assert.rejects(readBoard(keys, twice.get), said(sentence))
    assert.deepEqual(twice.asked, ["/board", "/board/0", "/board/1", "/board/1"])
  }
})

test("what hangs under the reporter's tag and was not sealed to them is not shown; what is no board is refused", async () => {
  const entries = strangers(1)
  entries[3] = { tag: tags[0] ?? "", bytes: randomBytes(4096) }
  entries[4] = await own(1, "genuine")
  assert.deepEqual(await readBoard(keys, boardOf(entries).get), [{ number: 1, text: "genuine" }])
  for (const wrong of [new Uint8Array(), new Uint8Array(16), new Uint8Array(513)]) {
    await assert.rejects(readBoard(keys, () => Promise.resolve(wrong)), said("board-unreachable"))
  }
})
