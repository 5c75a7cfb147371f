/** An intake that lies to find out what a visitor came for: whatever it answers, it is asked for the same by everybody. */
import { Decrypter, generateHybridIdentity, identityToRecipient } from "age-encryption"
import fc from "fast-check"
import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { before, test } from "node:test"
import { tagsOf, unlinked, type Keys } from "../form/codename/codename.ts"
import { UserError } from "../form/language/messages.ts"
import { readBoard } from "../form/returning/board.ts"
import { answerOf, sealedTo, strangers, type Hung } from "./hung.ts"

/** Answers the requests of one visitor after another. Knows every path that this visitor has asked for, the present one last. */
type Cheat = (path: string, asked: readonly string[]) => Uint8Array | Promise<Uint8Array>

/** Whoever may be behind a visit. The first two have a reply each, the last has none. */
let visitors: readonly Keys[]
/** The two replies, in the order of those whose they are. */
let wanted: readonly Hung[]
const FILLERS = strangers(66)

before(async () => {
  visitors = await Promise.all([0, 1, 2].map(async (): Promise<Keys> => {
    const identity = await generateHybridIdentity()
    return { identity, recipient: await identityToRecipient(identity), tagKey: new Uint8Array(randomBytes(32)), name: unlinked }
  }))
  wanted = await Promise.all(visitors.slice(0, 2).map(async ({ recipient, tagKey }) => {
    const [tag = ""] = await tagsOf(tagKey, 1)
    return { tag, bytes: await sealedTo(recipient, "come to the office") }
  }))
})

/** Returns a board of so many pages, with the two replies on these. */
const board = (pages: number, ...at: readonly number[]): Hung[] => {
  const entries = FILLERS.slice(0, 32 * pages)
  at.forEach((page, n) => { entries[32 * page + 7 * n + 3] = wanted[n] ?? { tag: "", bytes: new Uint8Array() } })
  return entries
}

/** Everything that a visit shows to the intake, in order; where a reply was opened, although nobody sees that; how it ended. */
const visit = async (keys: Keys, cheat: Cheat): Promise<string[]> => {
  const [seen, asked]: [string[], string[]] = [[], []]
  const decrypt = Decrypter.prototype.decrypt
  Decrypter.prototype.decrypt = function (this: Decrypter, ...args: Parameters<typeof decrypt>) {
    seen.push("opened")
    return decrypt.apply(this, args)
  } as typeof decrypt
  try {
    await readBoard(keys, (path) => {
      seen.push(path)
      asked.push(path)
      return Promise.resolve().then(() => cheat(path, asked))
    })
    return [...seen, "read"]
  } catch (cause) {
    assert.ok(cause instanceof UserError)
    return [...seen, cause.saying.sentence]
  } finally {
    Decrypter.prototype.decrypt = decrypt
  }
}

/** Returns what the intake sees of a visit. Asserts that nothing is opened before all was asked for. */
const shown = (seen: readonly string[]): string[] => {
  const asked = seen.filter((event) => event !== "opened")
  const first = seen.indexOf("opened")
  assert.ok(first < 0 || seen.slice(first, -1).every((event) => event === "opened"), "opened while pages were still asked for")
  return asked
}

const nothing = (): never => { throw new UserError("board-unreachable") }
const numberOf = (path: string): number => Number(path.slice("/board/".length))
const times = (asked: readonly string[], path: string): number => asked.filter((one) => one === path).length

/** What is on no board: it fits no index. */
const misfit = (): Uint8Array => answerOf(FILLERS, "/board/65")

/** Hangs each reply on a page of its own, and breaks the fourth page of every look, so as to be shown another four. */
const narrowing: Cheat = (path, asked) =>
  asked.length - asked.lastIndexOf("/board") === 5 ? misfit() : answerOf(board(16, 3, 11), path)

/** Ways to find out. Each is begun anew for a visitor, and then answers all visits of theirs. */
const cheats: Readonly<Record<string, () => Cheat>> = {
  "each reply on a page of its own, the fourth page of every look broken": () => narrowing,
  "the page of one reply broken for ever": () => (path) => path === "/board/11" ? misfit() : answerOf(board(16, 3, 11), path),
  "the page of one reply broken once": () => (path, asked) =>
    path === "/board/3" && times(asked, path) === 1 ? new Uint8Array(7) : answerOf(board(16, 3, 11), path),
  "every page broken once": () => (path, asked) => path !== "/board" && times(asked, path) === 1 ? misfit() : answerOf(board(16, 3, 11), path),
  "a page more at every look": () => {
    let pages = 4
    return (path) => answerOf(board(path === "/board" ? ++pages : pages, 1, pages - 1), path)
  },
  "now five pages and now nine, the replies moving": () => {
    let looks = 0
    return (path) => {
      if (path === "/board") looks++
      return answerOf(looks % 2 === 0 ? board(9, 8, 0) : board(5, 0, 4), path)
    }
  },
  "both replies on every page": () => (path) =>
    answerOf(board(6).map((entry, n) => n % 32 < 2 ? wanted[n % 32] ?? entry : entry), path),
  "more pages than are read": () => (path) => answerOf(board(65, 3, 64), path),
  "no answer from the page of one reply": () => (path) => path === "/board/11" ? nothing() : answerOf(board(16, 3, 11), path),
  "slow at the page of one reply": () => async (path) => {
    if (path === "/board/3") await new Promise((resolve) => { setTimeout(resolve, 20) })
    return answerOf(board(5, 3, 1), path)
  },
  "the longest board that is read": () => (path) => answerOf(board(64, 3, 63), path),
}

test("whichever reply a visitor came for, and if there is none, the same is asked for in the same order, visit after visit", async () => {
  for (const [name, begin] of Object.entries(cheats)) {
    const seen = await Promise.all([0, 1, 2].map(() => [] as string[][]))
    for (const [n, keys] of visitors.entries()) {
      const cheat = begin()
      for (let visits = 0; visits < 3; visits++) seen[n]?.push(shown(await visit(keys, cheat)))
    }
    assert.deepEqual(seen[1], seen[0], name)
    assert.deepEqual(seen[2], seen[0], name)
  }
})

const fault = fc.constantFrom("true", "true", "true", "another page", "another board", "too short", "empty", "no answer")
type Fault = typeof fault extends fc.Arbitrary<infer T> ? T : never

/** Answers the n-th request as the n-th of `faults` says, from a board that is each time another one. */
const scripted = (counts: readonly number[], faults: readonly Fault[], places: readonly number[]): Cheat => {
  let [looks, requests] = [0, 0]
  return (path) => {
    if (path === "/board") looks++
    const pages = counts[looks % counts.length] ?? 1
    const entries = board(pages, ...places.map((place) => place % pages))
    switch (faults[requests++ % faults.length]) {
      case "another page": return answerOf(entries, `/board/${(numberOf(path) + 1) % pages}`)
      case "another board": return answerOf(board(66).reverse().slice(0, 32 * pages), path)
      case "too short": return answerOf(entries, path).slice(1)
      case "empty": return new Uint8Array()
      case "no answer": return nothing()
      default: return answerOf(entries, path)
    }
  }
}

test("a property: any answers at all are followed by the same requests, whoever asks", async () => {
  const counts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 })
  const faults = fc.array(fault, { minLength: 1, maxLength: 12 })
  const places = fc.tuple(fc.nat(5), fc.nat(5))
  await fc.assert(fc.asyncProperty(counts, faults, places, async (...script) => {
    const seen: string[][] = []
    for (const keys of visitors) {
      const cheat = scripted(...script)
      seen.push([...shown(await visit(keys, cheat)), ...shown(await visit(keys, cheat))])
    }
    assert.deepEqual(seen[1], seen[0])
    assert.deepEqual(seen[2], seen[0])
  }), { numRuns: 60 })
})

/** What can be counted in a visit: each path, how often, and at which place in the order. */
const traits = (seen: readonly string[]): Set<string> =>
  new Set(seen.flatMap((path, place) => [`${path} at ${place}`, `${path} ${times(seen.slice(0, place + 1), path)} times`]))

/** Returns, of 0, 1 and 2, who most likely made this visit, going by visits whose makers are known. */
const likeliest = (known: readonly (readonly Set<string>[])[], seen: Set<string>): number => {
  const all = new Set(known.flat().flatMap((visit) => [...visit]))
  const odds = known.map((visits) => [...all].reduce((sum, trait) => {
    const share = (visits.filter((visit) => visit.has(trait)).length + 1) / (visits.length + 2)
    return sum + Math.log(seen.has(trait) ? share : 1 - share)
  }, 0))
  return odds.indexOf(Math.max(...odds))
}

/** Returns whose page, of those on which the replies hang, was asked for at every look; 2 if neither was, 0 if both were. */
const intersected = (seen: readonly string[], pages: readonly number[]): number => {
  const looks = seen.join(" ").split("/board ").slice(1).map((look) => look.split(" "))
  const at = pages.findIndex((page) => looks.every((look) => look.includes(`/board/${page}`)))
  return at < 0 ? 2 : at
}

test("of 201 visits, no more are guessed than by naming always the same: by intersection, and by the likeliest", async () => {
  const known: Set<string>[][] = []
  for (const keys of visitors) {
    const visits: Set<string>[] = []
    for (let n = 0; n < 30; n++) visits.push(traits(shown(await visit(keys, narrowing))))
    known.push(visits)
  }
  const right = { intersected: 0, likeliest: 0 }
  for (let n = 0; n < 201; n++) {
    const who = n % 3
    const seen = shown(await visit(visitors[who] ?? assert.fail(), narrowing))
    if (intersected(seen, [3, 11]) === who) right.intersected++
    if (likeliest(known, traits(seen)) === who) right.likeliest++
  }
  assert.deepEqual(right, { intersected: 67, likeliest: 67 })
})
