/**
 * Reads a codename as people type it, in words or in digits of any script, and says where it is wrong.
 *
 * The four bits of BIP-39's checksum miss one wrong word of the list in sixteen; a wrong group of digits is
 * never missed (symbols.ts).
 */
import { checksum } from "../codename/codename.ts"
import { fromGroups } from "../codename/symbols.ts"
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

const COUNT = 12

/** Returns the 16 bytes of a codename. Throws {@link CodenameTypo}. */
export const recall = async (typed: string, wordlist: readonly string[]): Promise<Bytes> => {
  const text = typed.replace(/\p{Nd}/gu, (digit) => toAscii(digit))
  return /\d/.test(text) && !/[^\d\s\p{P}\p{Cf}]/u.test(text) ? fromDigits(text) : fromWords(typed, wordlist)
}

/** Returns the value of a decimal digit of any script. Scripts have their ten in a row, the zero at a multiple of 16 or 6 behind one. */
const toAscii = (digit: string): string => {
  let zero = digit.codePointAt(0) ?? 0
  const value = zero
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && value - zero < 9) zero--
  return String(value - zero)
}

const fromDigits = (text: string): Bytes => {
  const runs = parts(text, /\d+/g)
  const all = runs.map((run) => run.text).join("")
  const short = runs.find((run) => run.text.length % 4 !== 0)
  if (all.length !== 4 * COUNT) {
    if (short !== undefined && runs.length > 1) {
      throw new CodenameTypo({ sentence: "code-group", gaps: { place: runs.indexOf(short) + 1 } }, short)
    }
    throw new CodenameTypo({ sentence: "code-count", gaps: { count: numberOf(all.length / 4) } })
  }
  const found = fromGroups(all.match(/.{4}/g) ?? [])
  if (found === undefined) throw new CodenameTypo({ sentence: "code-check" })
  if ("wrong" in found) throw new CodenameTypo({ sentence: "code-group", gaps: { place: found.wrong } }, group(runs, found.wrong))
  return toBytes(found.number)
}

/** Returns where the n-th group stands, if the groups were typed apart. */
const group = (runs: readonly Part[], n: number): Part | undefined => runs.length === COUNT ? runs[n - 1] : undefined

const numberOf = (count: number): number => Math.round(count * 100) / 100

const fromWords = async (typed: string, wordlist: readonly string[]): Promise<Bytes> => {
  const plain = new Map(wordlist.map((word, n) => [simple(word), n]))
  // A list of single signs, such as the Chinese one, is also read when they stand together.
  const together = wordlist.every((word) => /^.$/u.test(word))
  const words = parts(typed, together ? /[^\s\d\p{P}\p{Cf}]/gu : /[^\s.,;\d\p{Cf}]+/gu)
  const unknown = words.findIndex((word) => !plain.has(simple(word.text)))
  const [stranger, place] = [words[unknown], unknown + 1]
  if (stranger !== undefined) {
    const near = nearest(simple(stranger.text), [...plain.keys()])
    const shown = near === undefined ? undefined : wordlist[plain.get(near) ?? 0]
    const saying: Saying = shown === undefined
      ? { sentence: "code-word", gaps: { place } }
      : { sentence: "code-word-near", gaps: { place, near: shown } }
    throw new CodenameTypo(saying, stranger)
  }
  if (words.length !== COUNT) throw new CodenameTypo({ sentence: "code-count", gaps: { count: words.length } })
  const indexes = words.map((word) => plain.get(simple(word.text)) ?? 0)
  const entropy = await checked(indexes)
  if (entropy !== undefined) return entropy
  const suspects = await doubted(indexes, words, plain)
  const [first] = suspects
  if (first === undefined) throw new CodenameTypo({ sentence: "code-check" })
  throw new CodenameTypo({ sentence: "code-check-near", gaps: { places: suspects.map((n) => n + 1).join(", ") } }, words[first])
}

/** Returns the bytes, if the checksum is right. */
const checked = async (indexes: readonly number[]): Promise<Bytes | undefined> => {
  const number = indexes.reduce((number, index) => (number << 11n) | BigInt(index), 0n)
  const entropy = toBytes(number >> 4n)
  return BigInt(await checksum(entropy)) === (number & 15n) ? entropy : undefined
}

/** Returns the places at which another word of the list, one letter away, would make the checksum right. */
const doubted = async (indexes: readonly number[], words: readonly Part[], plain: ReadonlyMap<string, number>): Promise<number[]> => {
  const suspects: number[] = []
  for (const [n, word] of words.entries()) {
    const near = [...plain].filter(([other]) => distance(simple(word.text), other) === 1).map(([, index]) => index)
    for (const index of near) {
      if (suspects.includes(n)) break
      if (await checked(indexes.map((old, m) => m === n ? index : old)) !== undefined) suspects.push(n)
    }
  }
  return suspects
}

/** Returns a word as it is compared: without accents and case, which hands and keyboards lose. */
export const simple = (word: string): string => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()

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

const toBytes = (number: bigint): Bytes =>
  Uint8Array.from({ length: 16 }, (_, n) => Number((number >> BigInt(8 * (15 - n))) & 255n))
