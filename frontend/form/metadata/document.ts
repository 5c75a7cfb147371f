/** PDF, and documents that are archives (Office, OpenDocument): names their authors. They are not changed. */
import { Reader, detail, latin1, text, type Detail, type Found } from "./detail.ts"
import { readXmp } from "./exif.ts"

const PDF: readonly (readonly [string, Detail])[] = [
  ["Author", "author"], ["Creator", "software"], ["Producer", "software"], ["CreationDate", "date"], ["Title", "text"],
]

/** Returns what stands open in a PDF's information and XMP; more may be compressed. */
export const readPdf = (bytes: Uint8Array): Found[] => {
  const file = latin1(bytes)
  const found = PDF.flatMap(([name, kind]) => {
    const match = new RegExp(`/${name}\\s*(?:\\(((?:[^()\\\\]|\\\\.)*)\\)|<([0-9A-Fa-f\\s]*)>)`).exec(file)
    if (match === null) return []
    const hex = match[2]?.replace(/\s/g, "").match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? []
    return detail(kind, match[1] === undefined ? wide(Uint8Array.from(hex)) : wide(Uint8Array.from(match[1], (char) => char.charCodeAt(0))))
  })
  const start = file.indexOf("<x:xmpmeta")
  const end = file.indexOf("</x:xmpmeta>", start)
  return start >= 0 && end > start ? [...found, ...readXmp(bytes.subarray(start, end))] : found
}

/** Reads a PDF string: UTF-16 behind its mark, else one byte a letter. */
const wide = (bytes: Uint8Array): string =>
  bytes[0] === 0xfe && bytes[1] === 0xff ? new TextDecoder("utf-16be").decode(bytes) : latin1(bytes)

const FIELDS: readonly (readonly [string, Detail])[] = [
  ["dc:creator|meta:initial-creator", "author"], ["cp:lastModifiedBy", "author"], ["Company|Manager", "author"],
  ["dcterms:created|meta:creation-date", "date"], ["Application|meta:generator", "software"], ["dc:title", "text"],
]
const MEMBERS = new Set(["docProps/core.xml", "docProps/app.xml", "meta.xml"])
const LARGEST_MEMBER = 1 << 20

/** Returns what the members of a ZIP that describe the document say. Throws Malformed if it is no such archive. */
export const readArchive = async (bytes: Uint8Array): Promise<Found[]> => {
  const reader = new Reader(bytes, true)
  let found: Found[] = []
  for (const { name, at, length, method } of members(reader)) {
    if (!MEMBERS.has(name) || length > LARGEST_MEMBER) continue
    const start = at + 30 + reader.number(at + 26, 2) + reader.number(at + 28, 2)
    const packed = reader.part(start, length)
    const xml = text(method === 8 ? await inflated(packed) : packed)
    found = [...found, ...FIELDS.flatMap(([names, kind]) => detail(kind, new RegExp(`<(?:${names})[^>]*>([^<]*)<`).exec(xml)?.[1] ?? ""))]
  }
  return found
}

interface Member {
  readonly name: string
  readonly at: number
  readonly length: number
  readonly method: number
}

/** Returns the members that the central directory names (PKWARE APPNOTE 4.3.12). */
const members = (reader: Reader): Member[] => {
  const found: Member[] = []
  for (let end = reader.length - 22; end >= Math.max(0, reader.length - 22 - 65536); end--) {
    if (reader.number(end, 4) !== 0x06054b50) continue
    let at = reader.number(end + 16, 4)
    for (let n = reader.number(end + 10, 2); n > 0; n--) {
      const [name, extra, comment] = [reader.number(at + 28, 2), reader.number(at + 30, 2), reader.number(at + 32, 2)]
      found.push({
        name: latin1(reader.part(at + 46, name)), at: reader.number(at + 42, 4),
        length: reader.number(at + 20, 4), method: reader.number(at + 10, 2),
      })
      at += 46 + name + extra + comment
    }
    return found
  }
  return found
}

const inflated = async (packed: Uint8Array): Promise<Uint8Array> => {
  const stream = new Blob([new Uint8Array(packed)]).stream().pipeThrough(new DecompressionStream("deflate-raw"))
  const reader = stream.getReader()
  const whole = new Uint8Array(LARGEST_MEMBER)
  let length = 0
  for (let part = await reader.read(); !part.done && length < whole.length; part = await reader.read()) {
    const room = part.value.subarray(0, whole.length - length)
    whole.set(room, length)
    length += room.length
  }
  await reader.cancel()
  return whole.subarray(0, length)
}
