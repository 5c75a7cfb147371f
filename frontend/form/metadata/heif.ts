/**
 * HEIC and AVIF (ISO 23008-12, boxes of ISO 14496-12): EXIF and XMP are items with places in the file. Nothing
 * may move, since every other place counts from the start: they are overwritten by blocks that say nothing.
 */
import { concat } from "../bytes.ts"
import { Malformed, Reader, type Found, type Part, type Picture } from "./detail.ts"
import { EMPTY, readExif, readXmp } from "./exif.ts"

interface Box {
  readonly type: string
  readonly start: number
  readonly end: number
}

interface Extent {
  readonly start: number
  readonly length: number
}

interface Wiped extends Extent {
  readonly kind: "Exif" | "mime"
}

/** Reads a HEIF or AVIF picture. Throws {@link Malformed}. */
export const readHeif = (bytes: Uint8Array): Picture => {
  const reader = new Reader(bytes)
  const top = boxes(reader, 0, bytes.length)
  if (top.some(({ type }) => type === "moov")) throw new Malformed()
  const meta = one(top, "meta")
  const inner = boxes(reader, meta.start + 4, meta.end)
  const idat = inner.find(({ type }) => type === "idat")
  const kinds = itemKinds(reader, one(inner, "iinf"))
  const found: Found[] = []
  const wiped: Wiped[] = []
  for (const [item, extents] of locations(reader, one(inner, "iloc"), idat?.start)) {
    const kind = kinds.get(item)
    if (kind === undefined) continue
    wiped.push(...extents.map((extent) => ({ ...extent, kind })))
    found.push(...look(kind, reader, extents))
  }
  return { found, clean: without(wiped, bytes.length) }
}

const look = (kind: "Exif" | "mime", reader: Reader, extents: readonly Extent[]): readonly Found[] => {
  const [first] = extents
  if (first === undefined) return []
  const held = reader.part(first.start, first.length)
  if (kind === "mime") return readXmp(held)
  return readExif(held.subarray(4 + new Reader(held).number(0, 4))).found
}

/** Returns bytes as long as what it takes the place of: white space for XMP, for EXIF a block without a tag. */
const blank = ({ kind, length }: Wiped): Uint8Array<ArrayBuffer> => {
  if (kind === "mime") return new Uint8Array(length).fill(0x20)
  const block = concat(new Uint8Array(4), EMPTY)
  return length < block.length ? new Uint8Array(length) : concat(block, new Uint8Array(length - block.length))
}

const without = (wiped: readonly Wiped[], length: number): Part[] => {
  const parts: Part[] = []
  let at = 0
  for (const extent of [...wiped].sort((one, other) => one.start - other.start)) {
    if (extent.start < at) throw new Malformed()
    parts.push([at, extent.start], blank(extent))
    at = extent.start + extent.length
  }
  return [...parts, [at, length]]
}

const boxes = (reader: Reader, from: number, to: number): Box[] => {
  const found: Box[] = []
  for (let at = from; at < to;) {
    const short = reader.number(at, 4)
    const type = reader.ascii(at + 4, 4)
    const size = short === 1 ? reader.number(at + 8, 8) : short === 0 ? to - at : short
    const head = short === 1 ? 16 : 8
    if (size < head || at + size > to) throw new Malformed()
    found.push({ type, start: at + head, end: at + size })
    at += size
  }
  return found
}

const one = (boxes: readonly Box[], wanted: string): Box => {
  const box = boxes.find(({ type }) => type === wanted)
  if (box === undefined) throw new Malformed()
  return box
}

/** Returns the items that hold EXIF, or XMP and other text. */
const itemKinds = (reader: Reader, iinf: Box): Map<number, "Exif" | "mime"> => {
  const version = reader.number(iinf.start, 1)
  const kinds = new Map<number, "Exif" | "mime">()
  for (const { type, start } of boxes(reader, iinf.start + (version === 0 ? 6 : 8), iinf.end)) {
    const entry = reader.number(start, 1)
    if (type !== "infe" || entry < 2) throw new Malformed()
    const wide = entry === 2 ? 2 : 4
    const kind = reader.ascii(start + 4 + wide + 2, 4)
    if (kind === "Exif" || kind === "mime") kinds.set(reader.number(start + 4, wide), kind)
  }
  return kinds
}

/** Returns where each item lies in the file. */
const locations = (reader: Reader, iloc: Box, idat: number | undefined): Map<number, Extent[]> => {
  const version = reader.number(iloc.start, 1)
  const sizes = reader.number(iloc.start + 4, 2)
  const [offsetSize, lengthSize, baseSize, indexSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15, version > 0 ? sizes & 15 : 0]
  const wide = version < 2 ? 2 : 4
  let at = iloc.start + 6
  const take = (size: number): number => {
    const number = size === 0 ? 0 : reader.number(at, size)
    at += size
    return number
  }
  const places = new Map<number, Extent[]>()
  const count = take(wide)
  for (let n = 0; n < count; n++) {
    const item = take(wide)
    const method = version > 0 ? take(2) & 15 : 0
    take(2)
    const base = take(baseSize)
    const extents = Array.from({ length: take(2) }, () => {
      take(indexSize)
      return { start: base + take(offsetSize), length: take(lengthSize) }
    })
    const origin = method === 0 ? 0 : method === 1 ? idat : undefined
    if (origin !== undefined) places.set(item, extents.map(({ start, length }) => ({ start: origin + start, length })))
  }
  return places
}
