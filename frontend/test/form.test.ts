/** The form's rules, without a browser: sizes, edges, rosters, and sending. */
import { Decrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption"
import fc from "fast-check"
import assert from "node:assert/strict"
import { createDecipheriv, createHash, generateKeyPairSync, webcrypto } from "node:crypto"
import { createServer } from "node:http"
import { test } from "node:test"
import { fromHex, utf8, type Bytes } from "../form/bytes.ts"
import { UserError } from "../form/language/messages.ts"
import { PIECE, padme, piecesOf, sealFile, type SealedFile } from "../form/files/pieces.ts"
import type { Report } from "../form/seal/report.ts"
import { cardOf, epochOf, newHandlers, rawKey, signedText } from "./rosters.ts"
import { UnusableRoster, readRoster, type Recipients } from "../form/seal/roster.ts"
import { SIZES, frame, plaintextSize, seal } from "../form/seal/seal.ts"
import { send } from "../form/send.ts"

const HELD = PIECE - 16
const report = (story: string): Report =>
  ({ format: "sotto/1 report", page: "en", answers: { story }, attachments: [], reply_to: "", tag_key: "", reporter: "", to: { roster: "", cards: [] } })
const written = (story: string): Bytes => utf8(JSON.stringify(report(story)))

const handlers = async (count: number): Promise<{ recipients: Recipients, identities: string[] }> => {
  const identities = await Promise.all(Array.from({ length: count }, generateHybridIdentity))
  return { recipients: await Promise.all(identities.map(identityToRecipient)) as unknown as Recipients, identities }
}

test("a sealed report is always exactly of an agreed size, and every handler opens it", async () => {
  const { recipients, identities } = await handlers(3)
  const rooms = SIZES.map((size) => plaintextSize(size, 3) ?? 0)
  assert.equal(frame(utf8(""), 3).length, rooms[0])
  const empty = JSON.stringify(report("")).length + 12
  for (const [n, room] of rooms.entries()) {
    for (const spare of [0, 1]) {
      const story = "x".repeat(room - empty - spare)
      const sealed = await seal(recipients, written(story))
      assert.equal(sealed.length, SIZES[n])
      for (const identity of identities) {
        const age = new Decrypter()
        age.addIdentity(identity)
        const opened = await age.decrypt(sealed)
        assert.equal(new TextDecoder().decode(opened.subarray(0, 8)), "sotto/1\n")
        const length = new DataView(opened.buffer, opened.byteOffset).getUint32(8)
        assert.deepEqual(JSON.parse(new TextDecoder().decode(opened.subarray(12, 12 + length))), report(story))
        assert.ok(opened.subarray(12 + length).every((byte) => byte === 0))
      }
    }
    const next = SIZES[n + 1]
    const longer = seal(recipients, written("x".repeat(room - empty + 1)))
    if (next === undefined) await assert.rejects(longer, (error) => error instanceof UserError && error.saying.sentence === "too-long")
    else assert.equal((await longer).length, next)
  }
})

test("the frame fills every size for every number of handlers that a roster may name", () => {
  let usable = 0
  for (let recipients = 1; recipients <= 64; recipients++) {
    for (const size of SIZES) {
      const room = plaintextSize(size, recipients)
      if (room === undefined) continue
      usable++
      const payload = size - 70 - 1557 * recipients
      // What age makes of so long a plaintext: a nonce, and a tag for every chunk of 64 KiB.
      assert.equal(16 + room + 16 * Math.ceil(room / 65536), payload, `${recipients} recipients, ${size} bytes`)
    }
  }
  assert.ok(usable > 170, "nearly all of the 256")
  assert.equal(plaintextSize(SIZES[2], 42), undefined, "a last chunk of 16 bytes would be empty: age makes none")
})

test("Padmé rounds up by at most 12 %, never down, and hides the low bits", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 4200 }), (length) => {
    const padded = padme(length)
    assert.ok(padded >= length && padded <= Math.max(length, length * 1.12))
    assert.equal(padme(padded), padded)
  }))
  assert.deepEqual([1, 2, 3, 9, 17, 100, 300, 4097].map(padme), [1, 2, 3, 10, 18, 104, 304, 4352])
})

/** Opens what sealFile put, as the desk does: node's own AES. */
const reassemble = (pieces: ReadonlyMap<string, Bytes>, attachment: SealedFile): Buffer => {
  const tags = createHash("sha256")
  const parts = attachment.pieces.map((ticket, index) => {
    const sealed = pieces.get(ticket)
    assert.ok(sealed)
    assert.equal(sealed.length, PIECE)
    const nonce = Buffer.alloc(12)
    nonce.writeUInt32BE(index, 7)
    nonce[11] = index === attachment.pieces.length - 1 ? 1 : 0
    const cipher = createDecipheriv("aes-256-gcm", Buffer.from(attachment.key, "hex"), nonce)
    cipher.setAuthTag(sealed.subarray(HELD))
    tags.update(sealed.subarray(HELD))
    return Buffer.concat([cipher.update(sealed.subarray(0, HELD)), cipher.final()])
  })
  assert.equal(attachment.digest, tags.digest("hex"))
  const whole = Buffer.concat(parts)
  assert.ok(whole.subarray(attachment.size).every((byte) => byte === 0))
  return whole.subarray(0, attachment.size)
}

test("a file comes out byte for byte at every edge of a piece", async () => {
  for (const size of [0, 1, HELD - 1, HELD, HELD + 1, PIECE, 2 * HELD, 3 * HELD + 5]) {
    const bytes = new Uint8Array(size)
    for (let at = 0; at < size; at += 65536) webcrypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65536)))
    const pieces = new Map<string, Bytes>()
    let done = 0
    const attachment = await sealFile(new File([bytes], "naïve.jpg", { type: "image/jpeg" }), async (piece) => {
      await new Promise((resolve) => setTimeout(resolve, Math.floor(5 * (piece[0] ?? 0) / 256)))
      const ticket = `piece-${pieces.size}`
      pieces.set(ticket, piece.slice())
      return ticket
    }, { onPiece: () => { done++ }, gate: () => Promise.resolve() })
    assert.equal(attachment.pieces.length, piecesOf(size))
    assert.equal(done, pieces.size)
    assert.equal(attachment.name, "naïve.jpg")
    assert.deepEqual(reassemble(pieces, attachment), Buffer.from(bytes), `${size} bytes`)
  }
})

test("a file that can no longer be read stops everything, and is named", async () => {
  const gone = new File(["x"], "gone.txt")
  gone.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("NotReadableError")) }) as unknown as Blob
  const sealing = sealFile(gone, () => Promise.resolve("t"), { onPiece: () => undefined, gate: () => Promise.resolve() })
  await assert.rejects(sealing, (error) => error instanceof UserError && error.saying.gaps?.["file"] === "gone.txt")
})

const root = generateKeyPairSync("ed25519")
const rootKey = new Uint8Array(Buffer.from(rawKey(root.publicKey), "hex"))
const signed = (json: string): string => signedText(root.privateKey, "roster", json)
const DAY = "2026-06-01"
const team = await newHandlers(3)
const cards = team.map((one) => cardOf(one, root.publicKey, DAY))

const aRoster = (): Record<string, unknown> => ({
  format: "sotto/2 roster", organisation: "Helpline", serial: 1, not_before: "2026-01-01", not_after: "2026-12-31",
  handlers: team.map(({ entry }) => entry), least: 2, keep_until: 2, coordinators: [], demo: false,
})
const served = (change: Record<string, unknown>, ...lines: string[]): string => [signed(JSON.stringify({ ...aRoster(), ...change })), ...lines].join("\n")
const sentence = (wanted: string) => (error: unknown) => error instanceof UserError && error.saying.sentence === wanted

test("a roster is taken from its first day to its last, with the cards of the day's epoch", async () => {
  const roster = served({}, ...cards)
  const read = await readRoster(roster, rootKey, DAY)
  assert.deepEqual(read.recipients, team.map(({ recipient }) => recipient))
  const digest = (text: string): string => createHash("sha256").update(text).digest("hex")
  assert.equal(read.to.roster, digest(roster.split("\n")[1] ?? ""))
  assert.deepEqual(read.to.cards, cards.map((card) => digest(card.split("\n")[1] ?? "")))
  const inEpoch = (day: string): string => served({}, ...team.map((one) => cardOf(one, root.publicKey, day)))
  for (const day of ["2026-01-01", "2026-12-31"]) assert.equal((await readRoster(inEpoch(day), rootKey, day)).recipients.length, 3)
  for (const day of ["2025-12-31", "2027-01-01"]) await assert.rejects(readRoster(inEpoch(day), rootKey, day), sentence("roster-expired"))
  const keys = new Map(team.map(({ entry }) => [entry.id, entry.verifying_key]))
  assert.deepEqual(read.handlers, keys)
  // Whoever comes back can still read what these handlers signed.
  for (const unusable of [readRoster(inEpoch("2027-01-01"), rootKey, "2027-01-01"), readRoster(served({}), rootKey, DAY)]) {
    await assert.rejects(unusable, (cause) => cause instanceof UnusableRoster && cause.handlers.size === keys.size)
  }
})

test("a card counts if a handler of the roster signed it for this organisation and epoch, each once; without enough of them nothing is sealed", async () => {
  const [ana, bo, ce] = team
  assert.ok(ana !== undefined && bo !== undefined && ce !== undefined)
  const stranger = (await newHandlers(1))[0]
  assert.ok(stranger !== undefined)
  const [first = "", second = ""] = cards
  const card = (change: Record<string, unknown>): string => cardOf(bo, root.publicKey, DAY, change)
  for (const [what, other] of Object.entries({
    "of a stranger": cardOf(stranger, root.publicKey, DAY, { handler: "h9" }), "in a handler's name": cardOf({ ...bo, key: stranger.key }, root.publicKey, DAY),
    "of the same handler": first, "of the last epoch": card({ epoch: epochOf(DAY) - 1 }), "of the next": card({ epoch: epochOf(DAY) + 1 }),
    "of another organisation": card({ root: "00".repeat(32) }), "with a classical key": card({ recipient: await identityToRecipient(await generateX25519Identity()) }),
    "of another kind": card({ format: "sotto/1 card" }), "no card": "x\ny", "nothing at all": "\n",
    "changed": second.replace("h1", "h2"), "not JSON": signedText(bo.key, "card", "{"), "no object": signedText(bo.key, "card", "null"),
  })) {
    await assert.rejects(readRoster(served({}, first, other), rootKey, DAY), sentence("roster-away"), what)
    assert.equal((await readRoster(served({}, other, first, second), rootKey, DAY)).recipients.length, 2, `${what}, beside two good ones`)
  }
  await assert.rejects(readRoster(served({}, first), rootKey, DAY), sentence("roster-away"))
  await assert.rejects(readRoster(served({ least: 3 }, first, second), rootKey, DAY), sentence("roster-away"))
  assert.equal((await readRoster(served({ handlers: [ana.entry], least: 1 }, first), rootKey, DAY)).recipients.length, 1)
})

test("a roster that could lose a report is refused though it is signed", async () => {
  const [first, second] = team.map(({ entry }) => entry)
  for (const change of [
    { handlers: [] }, { handlers: [first, { ...second, verifying_key: "00" }] }, { handlers: [first, first] }, { handlers: {} }, { handlers: [first, { ...second, id: "h0" }] },
    { handlers: [null] }, { format: "sotto/1 roster" }, { format: "x" }, { not_after: 3 }, { least: 0 }, { least: 1 }, { least: 4 }, { least: "2" }, { least: 1.5 },
  ]) {
    await assert.rejects(readRoster(served(change, ...cards), rootKey, DAY), sentence("roster-malformed"), JSON.stringify(change))
  }
  for (const json of ["", "null", "[]", "{", "3"]) {
    await assert.rejects(readRoster(signed(json), rootKey, DAY), sentence("roster-malformed"))
  }
})

test("no change to a signed roster or to its cards passes, but for a card that is left out", async () => {
  const good = Buffer.from(served({}, ...cards))
  const whole = new Set(team.map(({ recipient }) => recipient))
  await fc.assert(fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 127 }), async (at, flip) => {
    const bad = Buffer.from(good)
    bad[at] = (bad[at] ?? 0) ^ flip
    const read = await readRoster(bad.toString("utf8"), rootKey, DAY).catch((cause: unknown) => { assert.ok(cause instanceof UserError) })
    if (read === undefined) return
    assert.ok(read.recipients.length < 3 && read.recipients.every((one) => whole.has(one)))
  }), { numRuns: 300 })
})

test("the same bytes go again until they are durable, with growing pauses; a refusal ends it", async () => {
  const answers = [503, 0, 429, 201]
  const bodies: string[] = []
  const server = createServer((request, response) => {
    const digest = createHash("sha256")
    request.on("data", (part: Buffer) => digest.update(part)).on("end", () => {
      bodies.push(digest.digest("hex"))
      const status = answers.shift() ?? 400
      if (status === 0) request.socket.destroy()
      else response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/reports/x`
  const pauses: number[] = []
  const pause = (seconds: number): Promise<void> => { pauses.push(seconds); return Promise.resolve() }
  await send(url, utf8("sealed"), pause)
  assert.deepEqual(pauses, [1, 2, 4])
  assert.deepEqual(new Set(bodies).size, 1)
  await assert.rejects(send(url, utf8("sealed"), pause), sentence("refused"))
  server.closeAllConnections()
  server.close()
})

test("hexadecimal has one spelling", () => {
  assert.deepEqual(fromHex("00ff", 2), new Uint8Array([0, 255]))
  for (const wrong of ["00FF", "00f", "00ff00", "zz00"]) assert.throws(() => fromHex(wrong, 2))
})
