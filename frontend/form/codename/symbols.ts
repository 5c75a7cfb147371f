/**
 * A codename as symbols: 110 bits, followed by two symbols that find mistakes. Each word is one of ten symbols of 11 bits; each
 * group of four digits is one of nine symbols modulo 9973, the largest prime below 10,000.
 *
 * Both are Reed–Solomon codes (https://doi.org/10.1137/0108018): the symbols are the coefficients of a polynomial, the first one
 * the highest, and it is zero at 1 and at 13. Two codenames differ in three symbols or more, so that two wrong symbols never make
 * another codename. Exchanged symbols keep their sum, the value at 1, and one wrong symbol does not: neither is taken for the other.
 */
import type { Bytes } from "../bytes.ts"

/** How a codename is written in one of its two forms: how many symbols are drawn, and how one counts with them. */
export interface Code {
  readonly size: number
  readonly drawn: number
  readonly plus: (one: number, other: number) => number
  readonly minus: (one: number, other: number) => number
  readonly times: (one: number, other: number) => number
}

/** Adds in GF(2^11), where subtracting is the same. */
const xor = (one: number, other: number): number => one ^ other

/** Multiplies in GF(2^11) with the primitive polynomial x^11 + x^2 + 1; bit n of a symbol is the coefficient of x^n. */
const carryless = (one: number, other: number): number => {
  let product = 0
  for (let bit = 1024; bit > 0; bit >>= 1) {
    product <<= 1
    if (product > 2047) product ^= 0b1000_0000_0101
    if ((other & bit) !== 0) product ^= one
  }
  return product
}

/** Twelve words: the symbols are places in a list of 2,048. */
export const WORDS: Code = { size: 2048, drawn: 10, plus: xor, minus: xor, times: carryless }

const PRIME = 9973

/** Eleven groups of four digits. */
export const GROUPS: Code = {
  size: PRIME, drawn: 9,
  plus: (one, other) => (one + other) % PRIME,
  minus: (one, other) => (one + PRIME - other) % PRIME,
  times: (one, other) => (one * other) % PRIME,
}

/**
 * The second zero of the polynomial; a primitive element of both fields. With the usual choice, x or 2, mistakes that people make
 * (a neighbour in the list, one digit) hide one another: up to one pair in five would point at an innocent symbol.
 */
const ZERO = 13

/** How many symbols check the others. */
const CHECKS = 2

const BITS = 110n
/** How many bytes the bits of a codename take: the two highest bits are zero. */
export const BYTES = 14

/** Returns all symbols of a codename. */
export const toSymbols = (code: Code, bits: Bytes): number[] => {
  const symbols: number[] = []
  let rest = bits.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
  for (; symbols.length < code.drawn; rest /= BigInt(code.size)) symbols.unshift(Number(rest % BigInt(code.size)))
  const [one, other] = values(code, [...symbols, 0, 0])
  // The two that make both values zero: a + b = -one and 13 a + b = -other.
  let a = 0
  while (code.times(a, code.minus(ZERO, 1)) !== code.minus(one, other)) a++
  return [...symbols, a, code.minus(0, code.plus(one, a))]
}

/** Returns the values of the polynomial at 1 and at 13. */
const values = (code: Code, symbols: readonly number[]): [number, number] => {
  const at = (x: number): number => symbols.reduce((value, symbol) => code.plus(code.times(value, x), symbol), 0)
  return [at(1), at(ZERO)]
}

/** What is to be said about symbols that were typed. Places count from 0. */
export type Verdict =
  | { readonly is: "right", readonly entropy: Bytes }
  | { readonly is: "wrong", readonly place: number, readonly symbol: number }
  | { readonly is: "exchanged", readonly one: number, readonly other: number }
  | { readonly is: "unclear" }

/**
 * Returns the bits; or the one place, and its symbol, or the one pair of places that would explain what is wrong; or that more than that
 * is wrong. Expects as many symbols as the code has, each below its size.
 */
export const judge = (code: Code, symbols: readonly number[]): Verdict => {
  const [one, other] = values(code, symbols)
  if (one !== 0) {
    const place = powers(code).findIndex((power) => code.times(power, one) === other)
    return place < 0 ? { is: "unclear" } : { is: "wrong", place, symbol: code.minus(symbols[place] ?? 0, one) }
  }
  if (other !== 0) return exchanged(code, symbols, other)
  const number = symbols.slice(0, code.drawn).reduce((number, symbol) => number * BigInt(code.size) + BigInt(symbol), 0n)
  if (number >> BITS !== 0n) return { is: "unclear" }
  return { is: "right", entropy: Uint8Array.from({ length: BYTES }, (_, n) => Number((number >> BigInt(8 * (BYTES - 1 - n))) & 255n)) }
}

/** Returns the one pair whose exchange makes the value at 13 zero, if there is only one. */
const exchanged = (code: Code, symbols: readonly number[], value: number): Verdict => {
  const power = powers(code)
  const gap = (of: readonly number[], one: number, other: number): number => code.minus(of[one] ?? 0, of[other] ?? 0)
  const pairs = power.flatMap((_, other) => power.slice(0, other).map((_, one) => ({ one, other })))
    .filter(({ one, other }) => code.times(gap(power, one, other), gap(symbols, one, other)) === value)
  const [pair, another] = pairs
  return pair === undefined || another !== undefined ? { is: "unclear" } : { is: "exchanged", ...pair }
}

/** Returns what each place counts at 13: the powers of 13, the highest first. */
const powers = (code: Code): number[] => {
  const powers = [1]
  for (let power = ZERO; powers.length < code.drawn + CHECKS; power = code.times(power, ZERO)) powers.unshift(power)
  return powers
}
