/** Reads a codename as people write it down and type it, in words or in digits of any script, and says where it is wrong. */
import { GROUPS, judge, WORDS, type Verdict } from "../codename/symbols.ts"
import { UserError, type Saying } from "../language/messages.ts"
import type { Bytes } from "../bytes.ts"

/** A codename with a mistake in it: what to say, and where in the text it is. */
export class CodenameTypo extends UserError {
  readonly place: { readonly start: number, readonly end: number } | undefined

  constructor(saying: Saying, part?: Part) {
    super(saying.sentence, saying.gaps)
    this.place = part
  }
}

interface Part {
  readonly text: string
  readonly start: number
  readonly end: number
}

const COUNT = { words: 12, groups: 11 }
/** Characters that are read. What is longer is no codename, however it was written down. */
const MOST = 4096

/** A letter, as a pattern. The two ordinal signs are none: they stand behind numbers. */
const LETTER = "(?![ªº])[\\p{LC}\\p{Lo}]"

/** Returns the 14 bytes of a codename. Throws {@link CodenameTypo}. */
export const recall = (typed: string, wordlist: readonly string[]): Bytes => {
  const read = typed.slice(0, MOST)
  return /\p{Nd}/u.test(read) && !new RegExp(LETTER, "u").test(read) ? fromDigits(read) : fromWords(read, wordlist)
}

const fromDigits = (text: string): Bytes => {
  const runs = parts(text, /\p{Nd}+/gu).map((run) => ({ ...run, text: run.text.replace(/\p{Nd}/gu, (digit) => toAscii(digit)) }))
  const groups = unnumbered(runs)
  const digits = groups.map((group) => group.text).join("")
  if (digits.length !== 4 * COUNT.groups) {
    const odd = groups.findIndex((group) => group.text.length % 4 !== 0)
    if (odd >= 0 && groups.length > 1) throw new CodenameTypo({ sentence: "code-group", gaps: { place: odd + 1 } }, groups[odd])
    throw new CodenameTypo({ sentence: "code-count", gaps: { count: Math.round(25 * digits.length) / 100 } })
  }
  const symbols = (digits.match(/.{4}/g) ?? []).map(Number)
  // Only groups that were typed apart can be pointed at.
  const apart = groups.every((group) => group.text.length === 4) ? groups : []
  const beyond = symbols.findIndex((symbol) => symbol >= GROUPS.size)
  if (beyond >= 0) throw new CodenameTypo({ sentence: "code-group", gaps: { place: beyond + 1 } }, apart[beyond])
  return checked(judge(GROUPS, symbols), "group", (symbol) => symbol.toString().padStart(4, "0"), apart)
}

/** Returns the parts without the numbers that stand before them, if it is 1, 2, 3 and so on before every one. */
const unnumbered = (runs: readonly Part[]): readonly Part[] =>
  runs.every(({ text }, n) => n % 2 === 1 || (text.length < 3 && Number(text) === n / 2 + 1)) ? runs.filter((_, n) => n % 2 === 1) : runs

/** Returns the value of a decimal digit of any script. In Unicode they stand in rows of ten, from zero on, and rows may adjoin. */
const toAscii = (digit: string): string => {
  const point = digit.codePointAt(0) ?? 0
  let first = point
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--
  return String((point - first) % 10)
}

const fromWords = (typed: string, wordlist: readonly string[]): Bytes => {
  const plain = new Map(wordlist.map((word, n) => [simple(word), n]))
  const words = wordsOf(typed, wordlist)
  const symbols = words.map((word) => plain.get(simple(word.text)))
  const unknown = symbols.indexOf(undefined)
  const stranger = words[unknown]
  if (stranger !== undefined) {
    const near = wordlist[meant(symbols, unknown) ?? plain.get(nearest(simple(stranger.text), [...plain.keys()]) ?? "") ?? -1]
    const place = unknown + 1
    const saying: Saying = near === undefined
      ? { sentence: "code-word", gaps: { place } }
      : { sentence: "code-word-near", gaps: { place, near } }
    throw new CodenameTypo(saying, stranger)
  }
  if (words.length !== COUNT.words) throw new CodenameTypo({ sentence: "code-count", gaps: { count: words.length } })
  return checked(judge(WORDS, symbols.map(Number)), "word", (symbol) => wordlist[symbol] ?? "", words)
}

/**
 * Returns the words. Whatever is no letter of the list's script stands between them; marks and soft hyphens belong to the letter
 * before. Without any such letter, words of another script are returned, so that something can be said about them.
 */
const wordsOf = (typed: string, wordlist: readonly string[]): readonly Part[] => {
  // A list of single signs is the Chinese one, which is also read when they stand together.
  const single = wordlist.every((word) => /^.$/u.test(word))
  const letter = `(?=${LETTER})\\p{Script=${single ? "Han" : "Latin"}}[\\p{M}\\u00AD]*`
  const words = parts(typed, new RegExp(single ? letter : `(?:${letter})+`, "gu"))
  return words.length > 0 ? words : parts(typed, /[\p{L}\p{M}]+/gu)
}

/** Returns the symbol that was meant by the one word that is not in the list, if all others are right. */
const meant = (symbols: readonly (number | undefined)[], unknown: number): number | undefined => {
  if (symbols.length !== COUNT.words || symbols.lastIndexOf(undefined) !== unknown) return undefined
  const verdict = judge(WORDS, symbols.map((symbol) => symbol ?? 0))
  if (verdict.is === "right") return 0
  return verdict.is === "wrong" && verdict.place === unknown ? verdict.symbol : undefined
}

/** Returns the bytes, or says what is perhaps wrong: a second mistake can make it look like another one. */
const checked = (verdict: Verdict, kind: "word" | "group", shown: (symbol: number) => string, typed: readonly Part[]): Bytes => {
  switch (verdict.is) {
    case "right": return verdict.entropy
    case "wrong": {
      const gaps = { place: verdict.place + 1, near: shown(verdict.symbol) }
      throw new CodenameTypo({ sentence: `code-${kind}-perhaps`, gaps }, typed[verdict.place])
    }
    case "exchanged": {
      const gaps = { one: verdict.one + 1, other: verdict.other + 1 }
      throw new CodenameTypo({ sentence: `code-${kind}s-exchanged`, gaps }, typed[verdict.one])
    }
    case "unclear": throw new CodenameTypo({ sentence: "code-check" })
  }
}

/** Returns a word as it is compared: without accents and case, which hands and keyboards lose, and without soft hyphens. */
export const simple = (word: string): string => word.normalize("NFKD").replace(/[\p{M}\u00AD]/gu, "").toLowerCase()

/** Returns the one word that was most likely meant. */
const nearest = (typed: string, words: readonly string[]): string | undefined => {
  const near = words.map((word) => ({ word, far: distance(typed, word) })).filter(({ far }) => far <= 2)
  const least = Math.min(...near.map(({ far }) => far))
  const [best, another] = near.filter(({ far }) => far === least)
  return another === undefined && typed.length > 2 ? best?.word : undefined
}

/** Returns how many letters are to be changed, added, left out or exchanged with their neighbour; 3 if more than two. */
const distance = (one: string, other: string): number => {
  if (Math.abs(one.length - other.length) > 2) return 3
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      next.push(least)
    }
    before = row
    row = next
  }
  return Math.min(3, row[other.length] ?? 3)
}

const parts = (text: string, pattern: RegExp): Part[] =>
  [...text.matchAll(pattern)].map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }))
