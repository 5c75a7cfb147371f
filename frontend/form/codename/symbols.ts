/**
 * A codename in digits, for every language: twelve groups of four, of which the last two are there to find a
 * wrong one.
 *
 * The groups are symbols of a Reed–Solomon code over the integers modulo 9973, the largest prime below 10,000
 * (https://doi.org/10.1137/0108018): their sum, and their sum weighted by place, are both zero. One wrong
 * group is always found and named; two exchanged groups are always found.
 */

const PRIME = 9973
const GROUPS = 12
const CHECKS = 2

/** Returns the groups of a number below 2^128. */
export const toGroups = (number: bigint): string[] => {
  const symbols: number[] = []
  for (let rest = number, n = 0; n < GROUPS - CHECKS; n++, rest /= BigInt(PRIME)) symbols.unshift(Number(rest % BigInt(PRIME)))
  const { sum, weighted } = syndromes(symbols)
  // The two that make both sums zero: a + b = -sum, 11 a + 12 b = -weighted.
  const b = modulo(11 * sum - weighted)
  return [...symbols, modulo(-sum - b), b].map((symbol) => symbol.toString().padStart(4, "0"))
}

/** Returns the number; or which group is wrong, counted from 1; or nothing, if more than one is. */
export const fromGroups = (groups: readonly string[]): { number: bigint } | { wrong: number } | undefined => {
  const symbols = groups.map(Number)
  const beyond = symbols.findIndex((symbol) => symbol >= PRIME)
  if (beyond >= 0) return { wrong: beyond + 1 }
  const { sum, weighted } = syndromes(symbols)
  if (sum !== 0) {
    const place = Array.from({ length: GROUPS }, (_, n) => n + 1).find((place) => modulo(place * sum - weighted) === 0)
    return place === undefined ? undefined : { wrong: place }
  }
  const number = symbols.slice(0, GROUPS - CHECKS).reduce((number, symbol) => number * BigInt(PRIME) + BigInt(symbol), 0n)
  return weighted === 0 && number < 1n << 128n ? { number } : undefined
}

const modulo = (n: number): number => ((n % PRIME) + PRIME) % PRIME

const syndromes = (symbols: readonly number[]): { sum: number, weighted: number } => ({
  sum: modulo(symbols.reduce((sum, symbol) => sum + symbol, 0)),
  weighted: modulo(symbols.reduce((sum, symbol, n) => sum + (n + 1) * symbol, 0)),
})
