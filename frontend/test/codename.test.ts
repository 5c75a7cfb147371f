/** Codenames: what is shown, what is derived, and what is found wrong in what people type. */
import { mnemonicToEntropy } from "@scure/bip39"
import { wordlist as english } from "@scure/bip39/wordlists/english.js"
import { wordlist as french } from "@scure/bip39/wordlists/french.js"
import { wordlist as portuguese } from "@scure/bip39/wordlists/portuguese.js"
import { wordlist as chinese } from "@scure/bip39/wordlists/simplified-chinese.js"
import { wordlist as spanish } from "@scure/bip39/wordlists/spanish.js"
import { Decrypter } from "age-encryption"
import fc from "fast-check"
import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { unframe } from "../form/returning/board.ts"
import { keysOf, newCodename, tagsOf, unlinked } from "../form/codename/codename.ts"
import { recall, simple, CodenameTypo } from "../form/returning/recall.ts"

const LISTS = { english, french, portuguese, chinese, spanish }
const entropies = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => new Uint8Array(bytes))

/** What is said about a codename that can't be right, and what it points at. */
const slip = async (typed: string, list: readonly string[] = english): Promise<{ sentence: string, at: string | undefined, gaps: unknown }> => {
  const wrong: unknown = await recall(typed, list).then(() => undefined, (cause: unknown) => cause)
  assert.ok(wrong instanceof CodenameTypo, `taken, though wrong: ${typed}`)
  const { saying, place } = wrong
  return { sentence: saying.sentence, at: place === undefined ? undefined : typed.slice(place.start, place.end), gaps: saying.gaps }
}

test("the words are the BIP-39 phrase of the bits", async () => {
  await fc.assert(fc.asyncProperty(entropies, async (entropy) => {
    const { words } = await newCodename(english, entropy)
    assert.deepEqual(mnemonicToEntropy(words.join(" "), english), entropy)
  }), { numRuns: 50 })
  const zero = await newCodename(english, new Uint8Array(16))
  assert.equal(zero.words.join(" "), "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about")
})

test("words and digits lead back to the same bits, in every list and however they are typed", async () => {
  await fc.assert(fc.asyncProperty(entropies, fc.constantFrom(...Object.keys(LISTS) as (keyof typeof LISTS)[]), async (entropy, name) => {
    const list = LISTS[name]
    const { words, digits } = await newCodename(list, entropy)
    assert.equal(digits.length, 12)
    assert.ok(digits.every((group) => /^\d{4}$/.test(group)))
    const numbered = words.map((word, n) => `${n + 1}. ${word}`).join("\n")
    for (const typed of [
      words.join(" "), `  ${words.join("\n")} `, words.join(" ").toUpperCase().normalize("NFC"), words.map(simple).join(", "), numbered,
      digits.join(" "), digits.join(""), digits.join("-"), `\u200f${digits.join("  ")}\n`,
      digits.join(" ").replace(/\d/g, (digit) => "٠١٢٣٤٥٦٧٨٩".charAt(Number(digit))),
      digits.join(" ").replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".charAt(Number(digit))),
    ]) assert.deepEqual(await recall(typed, list), entropy, typed)
    if (list === chinese) assert.deepEqual(await recall(words.join(""), list), entropy)
  }), { numRuns: 60 })
})

test("without accents and capitals the words of a list are still apart", () => {
  for (const [name, list] of Object.entries(LISTS)) assert.equal(new Set(list.map(simple)).size, 2048, name)
})

test("every single wrong digit is found, and its group pointed at", async () => {
  await fc.assert(fc.asyncProperty(entropies, fc.nat(47), fc.integer({ min: 1, max: 9 }), async (entropy, at, by) => {
    const { digits } = await newCodename(english, entropy)
    const wrong = digits.map((group, n) => n === at >> 2 ? [...group].map((digit, m) => m === (at & 3) ? String((Number(digit) + by) % 10) : digit).join("") : group)
    const found = await slip(wrong.join(" "))
    assert.deepEqual([found.sentence, found.at], ["code-group", wrong[at >> 2]])
  }), { numRuns: 500 })
})

test("two exchanged groups, a missing and a doubled digit are found", async () => {
  await fc.assert(fc.asyncProperty(entropies, fc.nat(11), fc.nat(11), async (entropy, one, other) => {
    const { digits } = await newCodename(english, entropy)
    const [first = "", second = ""] = [digits[one], digits[other]]
    if (first !== second) {
      const exchanged = digits.map((group, n) => n === one ? second : n === other ? first : group)
      assert.ok(["code-check", "code-group"].includes((await slip(exchanged.join(" "))).sentence))
    }
    const short = digits.map((group, n) => n === one ? group.slice(1) : group)
    assert.deepEqual(await slip(short.join(" ")), { sentence: "code-group", at: short[one], gaps: { place: one + 1 } })
    const long = digits.map((group, n) => n === one ? `${group}7` : group)
    assert.deepEqual((await slip(long.join(" "))).at, long[one])
    assert.equal((await slip(digits.slice(1).join(" "))).sentence, "code-count")
  }), { numRuns: 100 })
})

test("every single wrong letter is found and its word pointed at, but for one in sixteen of those that make another word of the list", async () => {
  let [another, missed, elsewhere] = [0, 0, 0]
  for (let seed = 0; seed < 60; seed++) {
    const { words } = await newCodename(english, new Uint8Array(createHash("sha256").update(String(seed)).digest().subarray(0, 16)))
    for (const [n, word] of words.entries()) {
      for (let at = 0; at < word.length; at++) {
        for (const letter of "abcdefghijklmnopqrstuvwxyz") {
          const typed = word.slice(0, at) + letter + word.slice(at + 1)
          if (typed === word) continue
          const phrase = words.map((other, m) => m === n ? typed : other).join(" ")
          if (!english.includes(typed)) {
            if (seed > 1) continue
            const found = await slip(phrase)
            assert.equal(found.at, typed)
            assert.equal((found.gaps as { place: number }).place, n + 1)
            continue
          }
          another++
          const wrong: unknown = await recall(phrase, english).then(() => undefined, (cause: unknown) => cause)
          if (!(wrong instanceof CodenameTypo)) missed++
          else if (!String(wrong.saying.gaps?.["places"]).split(", ").includes(String(n + 1))) elsewhere++
        }
      }
    }
  }
  assert.ok(another > 50, `${another} of them make another word`)
  assert.equal(elsewhere, 0, "the word in question is always among those named")
  assert.ok(missed < another / 6, `${missed} of ${another} pass`)
})

test("a word that is not in the list is named with the one that was meant", async () => {
  const words = (await newCodename(english, new Uint8Array(16).fill(9))).words
  const typed = words.map((word, n) => n === 4 ? "abandn" : word).join(" ")
  assert.deepEqual(await slip(typed), { sentence: "code-word-near", at: "abandn", gaps: { place: 5, near: "abandon" } })
  assert.equal((await slip(words.map((word, n) => n === 0 ? "xyzzyx" : word).join(" "))).sentence, "code-word")
  assert.equal((await slip((await newCodename(spanish, new Uint8Array(16).fill(9))).words.join(" "))).sentence.startsWith("code-word"), true)
  assert.deepEqual(await slip(""), { sentence: "code-count", at: undefined, gaps: { count: 0 } })
  assert.equal((await slip(words.slice(1).join(" "))).sentence, "code-count")
})

test("whatever is typed, something is said", async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (typed) => {
    await recall(typed, english).catch((cause: unknown) => { assert.ok(cause instanceof CodenameTypo) })
  }), { numRuns: 300 })
})

test("what is derived from a codename is the same again, and apart for each use", async () => {
  const entropy = new Uint8Array(16).fill(7)
  const one = await keysOf(entropy, new Uint8Array(32))
  const again = await keysOf(entropy, new Uint8Array(32))
  const elsewhere = await keysOf(entropy, new Uint8Array(32).fill(1))
  assert.equal(one.recipient, again.recipient)
  assert.notEqual(one.recipient, elsewhere.recipient)
  const tickets = await Promise.all([0, 1, 2].map(async (n) => (await one.name(n)).ticket))
  assert.equal(new Set(tickets).size, 3)
  assert.ok(tickets.every((ticket) => /^[a-z2-7]{26}$/.test(ticket)))
  assert.equal((await again.name(0)).ticket, tickets[0])
  assert.notEqual((await unlinked()).ticket, (await unlinked()).ticket)
})

test("tags are those that the desk pins replies under", async () => {
  // src/desk/remote/reply/address.rs has the same tag, of the same key.
  assert.equal((await tagsOf(new Uint8Array(32).fill(7), 6))[5], "dtbut5ddnxh2s4h2cj4heolg6q")
})

test("the desk's reply opens with what the codename gives", async () => {
  const keys = await keysOf(new Uint8Array(16), new Uint8Array(32))
  const age = new Decrypter()
  age.addIdentity(keys.identity)
  const opened = await age.decrypt(readFileSync(join(import.meta.dirname, "../../tests/golden/reply.age")))
  assert.equal(unframe(opened), "We read your report. Please do not open the link. خذ وقتك.")
  const dirty = opened.slice()
  dirty[dirty.length - 1] = 1
  for (const wrong of [dirty, opened.subarray(1), opened.subarray(0, 17), opened.subarray(0, 30), new Uint8Array()]) assert.equal(unframe(wrong), undefined)
})
