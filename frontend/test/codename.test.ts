/** Codenames: what is shown, what is derived, and what is found wrong in what people type. */
import { bech32 } from "@scure/base"
import { wordlist as english } from "@scure/bip39/wordlists/english.js"
import { wordlist as french } from "@scure/bip39/wordlists/french.js"
import { wordlist as portuguese } from "@scure/bip39/wordlists/portuguese.js"
import { wordlist as chinese } from "@scure/bip39/wordlists/simplified-chinese.js"
import { wordlist as spanish } from "@scure/bip39/wordlists/spanish.js"
import { Decrypter } from "age-encryption"
import fc from "fast-check"
import assert from "node:assert/strict"
import { createHash, hkdfSync } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { unframe } from "../form/returning/board.ts"
import { keysOf, newCodename, tagsOf, unlinked } from "../form/codename/codename.ts"
import { GROUPS, judge, toSymbols, WORDS, type Code } from "../form/codename/symbols.ts"
import { recall, simple, CodenameTypo } from "../form/returning/recall.ts"

const LISTS = { english, french, portuguese, chinese, spanish }
const TOP = join(import.meta.dirname, "../..")
const CODES = { words: WORDS, groups: GROUPS }
const names = fc.constantFrom(...Object.keys(LISTS) as (keyof typeof LISTS)[])
const masked = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes, (byte, n) => n === 0 ? byte & 63 : byte)
const entropies = fc.uint8Array({ minLength: 14, maxLength: 14 }).map(masked)
/** The same bits again for each number, all different. */
const sample = (seed: number): Uint8Array<ArrayBuffer> => masked(createHash("sha256").update(String(seed)).digest().subarray(0, 14))
/** The same number below `below` again for each seed. */
const nth = (seed: string, below: number): number => createHash("sha256").update(seed).digest().readUInt32BE() % below

/** What is said about a codename that can't be right, and what it points at. */
const slip = (typed: string, list: readonly string[] = english): { sentence: string, at: string | undefined, gaps: unknown } => {
  try {
    recall(typed, list)
  } catch (wrong) {
    if (!(wrong instanceof CodenameTypo)) throw wrong
    const { saying, place } = wrong
    return { sentence: saying.sentence, at: place === undefined ? undefined : typed.slice(place.start, place.end), gaps: saying.gaps }
  }
  throw new Error(`taken, though wrong: ${typed}`)
}

const put = <T>(all: readonly T[], place: number, one: T): T[] => all.map((old, n) => n === place ? one : old)
const exchange = <T>(all: readonly T[], one: number, other: number): T[] =>
  all.map((old, n) => n === one ? all[other] ?? old : n === other ? all[one] ?? old : old)
const pairsOf = (code: Code): [number, number][] =>
  Array.from({ length: code.drawn + 2 }, (_, one) => Array.from({ length: one }, (_, other): [number, number] => [one, other])).flat()

/** Says what a symbol of the words counts, in a way of its own: carries are taken out of a product bit by bit. */
const product = (one: number, other: number): number => {
  let wide = 0n
  for (let bit = 0n; bit < 11n; bit++) if ((other >> Number(bit)) & 1) wide ^= BigInt(one) << bit
  for (let bit = 21n; bit >= 11n; bit--) if ((wide >> bit) & 1n) wide ^= 0b1000_0000_0101n << (bit - 11n)
  return Number(wide)
}

test("symbols are the bits, then two that make the polynomial zero at 1 and at 13", () => {
  const power = Array.from({ length: 12 }, () => 1)
  for (let n = 10; n >= 0; n--) power[n] = product(power[n + 1] ?? 0, 13)
  assert.equal(new Set(power).size, 12)
  fc.assert(fc.property(entropies, (entropy) => {
    const bits = BigInt(`0x${Buffer.from(entropy).toString("hex")}`)
    const words = toSymbols(WORDS, entropy)
    assert.equal(words.length, 12)
    assert.equal(words.slice(0, 10).reduce((number, symbol) => number << 11n | BigInt(symbol), 0n), bits)
    assert.equal(words.reduce((sum, symbol) => sum ^ symbol, 0), 0)
    assert.equal(words.reduce((sum, symbol, n) => sum ^ product(symbol, power[n] ?? 0), 0), 0)
    const groups = toSymbols(GROUPS, entropy).map(BigInt)
    assert.equal(groups.length, 11)
    assert.equal(groups.slice(0, 9).reduce((number, symbol) => number * 9973n + symbol, 0n), bits)
    assert.equal(groups.reduce((sum, symbol) => sum + symbol, 0n) % 9973n, 0n)
    assert.equal(groups.reduce((sum, symbol) => 13n * sum + symbol, 0n) % 9973n, 0n)
  }))
  assert.ok(9973n ** 9n > 2n ** 110n)
})

/** The examples of docs/protocol.md, each a table of names and values. */
const vectors = readFileSync(join(TOP, "docs/protocol.md"), "utf8").split("\n```\n").filter((block) => block.startsWith("bits "))
  .map((block) => new Map(block.split("\n").map((line): [string, string] => [line.slice(0, 14).trim(), line.slice(14).trim()])))

test("the examples in the documentation are so", async () => {
  assert.equal(vectors.length, 2)
  for (const vector of vectors) {
    const value = (name: string): string => vector.get(name) ?? assert.fail(`no ${name}`)
    const hex = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(value(name), "hex"))
    const { words, digits } = newCodename(english, hex("bits"))
    assert.deepEqual([words.join(" "), digits.join(" ")], [value("words"), value("digits")])
    const derived = (secret: Uint8Array, salt: Uint8Array, label: string): string => Buffer.from(hkdfSync("sha256", secret, salt, label, 32)).toString("hex")
    assert.equal(derived(hex("bits"), hex("salt"), "sotto/2 root"), value("root"))
    assert.equal(derived(hex("root"), new Uint8Array(), "sotto/2 reply-identity"), value("reply seed"))
    assert.equal(derived(hex("root"), new Uint8Array(), "sotto/2 reply-tag"), value("tag key"))
    assert.equal(derived(hex("root"), new Uint8Array(), "sotto/2 withdraw"), value("withdraw key"))
    const keys = await keysOf(hex("bits"), hex("salt"))
    assert.equal(Buffer.from(keys.tagKey).toString("hex"), value("tag key"))
    assert.equal((await keys.name(1)).ticket, value("ticket 1"))
    const { bytes } = bech32.decodeToBytes(keys.identity.toLowerCase())
    assert.equal(Buffer.from(bytes).toString("hex"), value("reply seed"))
  }
})

for (const [name, code] of Object.entries(CODES)) {
  test(`${name}: one wrong symbol is always found, with its place and what it should be`, () => {
    // The code is linear: what is found in zeros is found in every codename. All of them are tried.
    const zeros = toSymbols(code, new Uint8Array(14))
    assert.ok(zeros.every((symbol) => symbol === 0))
    for (const place of zeros.keys()) {
      for (let symbol = 1; symbol < code.size; symbol++) {
        const verdict = judge(code, put(zeros, place, symbol))
        if (verdict.is !== "wrong" || verdict.place !== place || verdict.symbol !== 0) assert.fail(`${symbol} at ${place}`)
      }
    }
  })

  test(`${name}: two wrong symbols are never taken for a codename, and an innocent one is named in less than 1 of 100`, () => {
    // Linear, so that in zeros one of the two may be 1: multiplied by any number, it is every pair of mistakes there is.
    const zeros = toSymbols(code, new Uint8Array(14))
    let [tried, innocent] = [0, 0]
    for (const [one, other] of pairsOf(code)) {
      for (let symbol = 1; symbol < code.size; symbol++, tried++) {
        const verdict = judge(code, put(put(zeros, one, 1), other, symbol))
        assert.notEqual(verdict.is, "right")
        if (verdict.is === "wrong" && verdict.place !== one && verdict.place !== other) innocent++
      }
    }
    assert.ok(innocent < tried / 150, `${innocent} of ${tried}`)
  })

  test(`${name}: two exchanged symbols are never taken for a codename, and no innocent one is named`, () => {
    let [tried, named] = [0, 0]
    for (let seed = 0; seed < 300; seed++) {
      const symbols = toSymbols(code, sample(seed))
      for (const [one, other] of pairsOf(code)) {
        if (symbols[one] === symbols[other]) continue
        tried++
        const verdict = judge(code, exchange(symbols, one, other))
        if (verdict.is === "unclear") continue
        named++
        assert.deepEqual(verdict, { is: "exchanged", one: other, other: one })
      }
    }
    assert.ok(named > tried * 0.95, `${named} of ${tried} are named`)
  })
}

/** Counts how often an innocent symbol is named when two are replaced as `mistaken` does, in every pair of places. */
const innocents = (code: Code, mistaken: (symbol: number, seed: string, pair: string) => number | undefined): { tried: number, innocent: number } => {
  let [tried, innocent] = [0, 0]
  for (let seed = 0; seed < 600; seed++) {
    const symbols = toSymbols(code, sample(seed))
    for (const [one, other] of pairsOf(code)) {
      const [first, second] = [one, other].map((place) => mistaken(symbols[place] ?? 0, `${seed} ${one} ${other} ${place}`, `${seed} ${one} ${other}`))
      if (first === undefined || second === undefined) continue
      tried++
      const verdict = judge(code, put(put(symbols, one, first), other, second))
      assert.notEqual(verdict.is, "right")
      const named = verdict.is === "wrong" ? [verdict.place] : verdict.is === "exchanged" ? [verdict.one, verdict.other] : []
      if (named.some((place) => place !== one && place !== other)) innocent++
    }
  }
  return { tried, innocent }
}

/** The words that differ from this one in one letter, or in two neighbours that have changed places. */
const lookalikes = (list: readonly string[]): number[][] => {
  const plain = list.map(simple)
  const places = new Map<string, number[]>()
  const keep = (shape: string, n: number) => { places.set(shape, [...places.get(shape) ?? [], n]) }
  for (const [n, word] of plain.entries()) {
    for (let at = 0; at <= word.length; at++) {
      keep(`${word.slice(0, at)}?${word.slice(at + 1)}`, n)
      keep(`${word.slice(0, at)}?${word.slice(at)}`, n)
      if (at > 0 && at < word.length) keep(word.slice(0, at - 1) + [...word.slice(at - 1, at + 1)].sort().join("") + word.slice(at + 1), n)
    }
  }
  const near = plain.map(() => new Set<number>())
  for (const alike of places.values()) for (const one of alike) for (const other of alike) if (one !== other) near[one]?.add(other)
  return near.map((set) => [...set])
}

test("of words that people mistake for others, two at a time, an innocent one is named in less than 1 of 100", () => {
  for (const [name, list] of Object.entries({ english, spanish })) {
    const begin = (symbol: number): string => simple(list[symbol] ?? "").slice(0, 3)
    const kinds = {
      "look alike": lookalikes(list),
      "begin alike": list.map((_, symbol) => [...list.keys()].filter((other) => other !== symbol && begin(other) === begin(symbol))),
    }
    for (const [kind, near] of Object.entries(kinds)) {
      const { tried, innocent } = innocents(WORDS, (symbol, seed) => near[symbol]?.[nth(seed, near[symbol].length)])
      assert.ok(tried > 2000 && innocent < tried / 100, `${name}: ${innocent} of ${tried} in words that ${kind}`)
    }
  }
})

test("of digits that people mistake for others, two at a time, an innocent group is named in less than 1 of 100", () => {
  const replaced = (symbol: number, place: number, digit: number): number | undefined => {
    const typed = Number(put([...symbol.toString().padStart(4, "0")], place, String(digit)).join(""))
    return typed === symbol || typed >= GROUPS.size ? undefined : typed
  }
  const kinds: Record<string, Parameters<typeof innocents>[1]> = {
    "any digit": (symbol, seed) => replaced(symbol, nth(seed, 4), nth(`digit ${seed}`, 10)),
    "the same slip twice": (symbol, _, pair) => replaced(symbol, nth(pair, 4), (Math.floor(symbol / 10 ** (3 - nth(pair, 4))) + 1 + nth(`by ${pair}`, 9)) % 10),
    "one read as another, and the other way round": (symbol, seed, pair) =>
      replaced(symbol, nth(pair, 4), (Math.floor(symbol / 10 ** (3 - nth(pair, 4))) + (nth(seed, 2) === 0 ? 6 : 4)) % 10),
    "neighbours that have changed places": (symbol, seed) => {
      const [at, digits] = [nth(seed, 3), [...symbol.toString().padStart(4, "0")]]
      const typed = Number(exchange(digits, at, at + 1).join(""))
      return typed === symbol || typed >= GROUPS.size ? undefined : typed
    },
  }
  for (const [kind, mistaken] of Object.entries(kinds)) {
    const { tried, innocent } = innocents(GROUPS, mistaken)
    assert.ok(tried > 2000 && innocent < tried / 100, `${kind}: ${innocent} of ${tried}`)
  }
})

/** Ways in which people write twelve words or eleven groups on paper, and type them. */
const WRITTEN: readonly ((parts: readonly string[]) => string)[] = [
  (parts) => parts.join(" "), (parts) => `  ${parts.join("\n")} `, (parts) => parts.join("\t"), (parts) => parts.join(", "), (parts) => `${parts.join(". ")}.`,
  (parts) => parts.map((part, n) => `${n + 1}) ${part}`).join("  "), (parts) => parts.map((part, n) => `${n + 1}. ${part}`).join("\n"),
  (parts) => parts.map((part, n) => `${(n + 1).toLocaleString("ar-EG")}. ${part}`).join(" "),
  (parts) => parts.map((part, n) => `${(n + 1).toLocaleString("fa-IR")}- ${part}`).join("\n"),
  (parts) => parts.map((part) => `• ${part}`).join("\n"), (parts) => `“${parts.join(" ")}”`, (parts) => `«${parts.join(" ")}»`,
  (parts) => parts.join("-"), (parts) => parts.join("–"), (parts) => parts.join(" / "), (parts) => parts.join("/"), (parts) => parts.join(" | "),
  (parts) => parts.map((part, n) => `#${n + 1} ${part}`).join(" "), (parts) => parts.map((part, n) => `${n + 1}º ${part}`).join(" "),
  (parts) => parts.map((part, n) => `${String.fromCodePoint(0x2460 + n)} ${part}`).join(" "), (parts) => parts.map((part) => `[ ] ${part}`).join("\n"),
  (parts) => parts.join("\u00A0"), (parts) => `\u200F${parts.join("\u200E ")}\n`, (parts) => parts.join("_"), (parts) => parts.join("\u200B"),
]

test("words lead back to the same bits, in every list and however they are written down", () => {
  fc.assert(fc.property(entropies, names, fc.nat(7), (entropy, name, at) => {
    const list = LISTS[name]
    const { words } = newCodename(list, entropy)
    const spelt = [
      words, words.map((word) => word.toUpperCase().normalize("NFC")), words.map((word) => word.normalize("NFD")), words.map(simple),
      words.map((word) => `${word.slice(0, at)}\u00AD${word.slice(at)}`), words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)),
    ]
    for (const parts of spelt) for (const write of WRITTEN) assert.deepEqual(recall(write(parts), list), entropy, write(parts))
    if (list === chinese) assert.deepEqual(recall(words.join(""), list), entropy)
    else assert.deepEqual(recall(words.map((word, n) => `${String.fromCodePoint(0x0623 + n)}) ${word}`).join("، و"), list), entropy)
  }), { numRuns: 40 })
})

/** The digits of every script, in tens. */
const DIGITS = Array.from({ length: 0x110000 }, (_, point) => point).filter((point) => (point < 0xD800 || point > 0xDFFF) && /\p{Nd}/u.test(String.fromCodePoint(point)))
  .reduce<string[][]>((tens, point, n) => {
    if (n % 10 === 0) tens.push([])
    tens.at(-1)?.push(String.fromCodePoint(point))
    return tens
  }, [])

test("digits lead back to the same bits, in every script and however they are written down", () => {
  assert.ok(DIGITS.length > 60 && DIGITS.every((ten) => ten.length === 10))
  fc.assert(fc.property(entropies, (entropy) => {
    const { digits } = newCodename(english, entropy)
    for (const write of [...WRITTEN, (parts: readonly string[]) => parts.join("")]) assert.deepEqual(recall(write(digits), english), entropy, write(digits))
    assert.deepEqual(recall((digits.join("").match(/../g) ?? []).join(" "), english), entropy)
    for (const ten of DIGITS) assert.deepEqual(recall(digits.join(" ").replace(/\d/g, (digit) => ten[Number(digit)] ?? ""), english), entropy, ten.join(""))
  }), { numRuns: 15 })
})

/** Anything that separates: no letter, no mark first, no soft hyphen. */
const separators = fc.tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 3 }), fc.constantFrom("", "\u0301", "\uFE0F\u20E3"))
  .map(([text, mark]) => text.replace(/[\p{L}\u00AD]/gu, "") + mark).filter((text) => /^[^\p{M}]/u.test(text))

test("whatever is no letter separates words", () => {
  fc.assert(fc.property(entropies, names, fc.array(separators, { minLength: 13, maxLength: 13 }), (entropy, name, between) => {
    const { words } = newCodename(LISTS[name], entropy)
    const typed = words.map((word, n) => (between[n] ?? " ") + word).join("") + (between[12] ?? "")
    assert.deepEqual(recall(typed, LISTS[name]), entropy, typed)
  }), { numRuns: 2000 })
})

test("whatever is no letter and no digit separates groups", () => {
  fc.assert(fc.property(entropies, fc.array(separators.map((text) => text.replace(/\p{Nd}/gu, "-")), { minLength: 12, maxLength: 12 }), (entropy, between) => {
    const { digits } = newCodename(english, entropy)
    const typed = digits.map((group, n) => (between[n] ?? " ") + group).join("") + (between[11] ?? "")
    assert.deepEqual(recall(typed, english), entropy, typed)
  }), { numRuns: 1000 })
})

test("without accents and capitals the words of a list are still apart", () => {
  for (const [name, list] of Object.entries(LISTS)) assert.equal(new Set(list.map(simple)).size, 2048, name)
})

test("every wrong letter is found, its word pointed at, and the right word offered", () => {
  let another = 0
  for (let seed = 0; seed < 40; seed++) {
    const { words } = newCodename(english, sample(seed))
    for (const [n, word] of words.entries()) {
      for (let at = 0; at < word.length; at++) {
        for (const letter of "abcdefghijklmnopqrstuvwxyz") {
          const typed = word.slice(0, at) + letter + word.slice(at + 1)
          const known = english.includes(typed)
          if (typed === word || (!known && seed > 0)) continue
          if (known) another++
          const sentence = known ? "code-word-perhaps" : "code-word-near"
          assert.deepEqual(slip(put(words, n, typed).join(" ")), { sentence, at: typed, gaps: { place: n + 1, near: word } })
        }
      }
    }
  }
  assert.ok(another > 50, `${another} of them make another word`)
})

test("every wrong digit is found, its group pointed at, and the right one offered", () => {
  fc.assert(fc.property(entropies, fc.nat(43), fc.integer({ min: 1, max: 9 }), fc.nat(WRITTEN.length - 1), (entropy, at, by, way) => {
    const { digits } = newCodename(english, entropy)
    const [place, right = ""] = [at >> 2, digits[at >> 2]]
    const wrong = put([...right], at & 3, String((Number(right[at & 3]) + by) % 10)).join("")
    const gaps = Number(wrong) < 9973 ? { place: place + 1, near: right } : { place: place + 1 }
    const sentence = Number(wrong) < 9973 ? "code-group-perhaps" : "code-group"
    assert.deepEqual(slip(WRITTEN[way]?.(put(digits, place, wrong)) ?? ""), { sentence, at: wrong, gaps })
    assert.deepEqual(slip(put(digits, place, wrong).join("")), { sentence, at: undefined, gaps })
  }), { numRuns: 500 })
})

test("exchanged words and groups are said to be exchanged", () => {
  const { words, digits } = newCodename(english, sample(1))
  const gaps = { one: 3, other: 8 }
  assert.deepEqual(slip(exchange(words, 7, 2).join(" ")), { sentence: "code-words-exchanged", at: words[7], gaps })
  assert.deepEqual(slip(exchange(digits, 7, 2).join(" ")), { sentence: "code-groups-exchanged", at: digits[7], gaps })
})

test("a missing and a doubled digit are found", () => {
  fc.assert(fc.property(entropies, fc.nat(10), fc.nat(WRITTEN.length - 1), (entropy, at, way) => {
    const { digits } = newCodename(english, entropy)
    const group = digits[at] ?? ""
    for (const wrong of [group.slice(1), `${group}7`]) {
      assert.deepEqual(slip(WRITTEN[way]?.(put(digits, at, wrong)) ?? ""), { sentence: "code-group", at: wrong, gaps: { place: at + 1 } })
    }
    assert.equal(slip(digits.slice(1).join(" ")).sentence, "code-count")
  }), { numRuns: 100 })
})

test("a word that is not in the list is named with the one that was meant", () => {
  const { words } = newCodename(english, sample(2))
  assert.deepEqual(slip(put(words, 4, "xyzzyx").join(" ")), { sentence: "code-word-near", at: "xyzzyx", gaps: { place: 5, near: words[4] } })
  const two = put(put(words, 4, "abandn"), 9, "xyzzyx")
  assert.deepEqual(slip(two.join(" ")), { sentence: "code-word-near", at: "abandn", gaps: { place: 5, near: "abandon" } }, "the nearest, if others are wrong too")
  assert.equal(slip(put(two, 4, "xyzzyx").join(" ")).sentence, "code-word")
  assert.deepEqual(slip(put(Array<string>(12).fill("abandon"), 0, "xyzzyx").join(" ")).gaps, { place: 1, near: "abandon" })
})

test("words of another language are named, and too few or too many counted", () => {
  assert.ok(slip(newCodename(spanish, sample(3)).words.join(" ")).sentence.startsWith("code-word"))
  assert.deepEqual(slip("слово ещё слово"), { sentence: "code-word", at: "слово", gaps: { place: 1 } })
  assert.equal(slip("abandon abandon", chinese).sentence, "code-word")
  assert.deepEqual(slip(""), { sentence: "code-count", at: undefined, gaps: { count: 0 } })
  assert.deepEqual(slip("1"), { sentence: "code-count", at: undefined, gaps: { count: 0 } })
  for (const count of [1, 11, 13]) assert.deepEqual(slip(Array<string>(count).fill("abandon").join(" ")).gaps, { count })
})

test("digits that stand for no 110 bits are no codename", () => {
  // 2^110, with the two groups that check it.
  const beyond = toSymbols({ ...GROUPS }, Uint8Array.from([64, ...Array<number>(13).fill(0)]))
  assert.equal(slip(beyond.map((group) => String(group).padStart(4, "0")).join(" ")).sentence, "code-check")
})

test("whatever is typed, something is said", () => {
  const read = (typed: string, list: readonly string[]) => {
    try {
      assert.equal(recall(typed, list).length, 14)
    } catch (cause) {
      assert.ok(cause instanceof CodenameTypo, String(cause))
    }
  }
  const pieces = fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom(...english.slice(0, 40), ...chinese.slice(0, 9), "12", "9999", "\uD800", "٣", "\u00AD", " "))
  fc.assert(fc.property(fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join("")), names, (typed, name) => { read(typed, LISTS[name]) }), { numRuns: 1000 })
  const began = performance.now()
  const shapes = ["a", "1", "𝟘", " ", "\u0301", "á", "的", "abandon ", "0000 ", "1. ", "\u00AD", "a\u00AD", "عربية", "\uD800"]
  for (const shape of shapes) for (const list of [english, chinese]) read(shape.repeat(Math.ceil(1_000_000 / shape.length)), list)
  assert.ok(performance.now() - began < 100 * shapes.length, `${shapes.length * 2} megabytes took ${performance.now() - began} ms`)
})

test("what is derived from a codename is the same again, and apart for each use", async () => {
  const entropy = new Uint8Array(14).fill(7)
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
  const keys = await keysOf(new Uint8Array(14), new Uint8Array(32))
  const age = new Decrypter()
  age.addIdentity(keys.identity)
  const opened = await age.decrypt(readFileSync(join(TOP, "tests/golden/reply.age")))
  assert.equal(unframe(opened), "We read your report. Please do not open the link. خذ وقتك.")
  const dirty = opened.slice()
  dirty[dirty.length - 1] = 1
  for (const wrong of [dirty, opened.subarray(1), opened.subarray(0, 17), opened.subarray(0, 30), new Uint8Array()]) assert.equal(unframe(wrong), undefined)
})
