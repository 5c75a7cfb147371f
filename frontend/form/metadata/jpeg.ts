/**
 * JPEG (ITU T.81): keeps what draws the picture, and how it is turned; drops every other segment, and
 * whatever follows the picture.
 */
import { concat } from "../bytes.ts"
import { Malformed, Reader, detail, latin1, text, type Found, type Part, type Picture } from "./detail.ts"
import { orientationOnly, readExif, readIptc, readXmp } from "./exif.ts"

const SCAN = 0xda
const END = 0xd9
const COMMENT = 0xfe

/** Reads a JPEG picture. Throws {@link Malformed}. */
export const readJpeg = (bytes: Uint8Array): Picture => {
  const reader = new Reader(bytes)
  if (reader.number(0, 2) !== 0xffd8) throw new Malformed()
  const found: Found[] = []
  const kept: Part[] = []
  let orientation = 1
  let at = 2
  for (;;) {
    if (reader.number(at, 1) !== 0xff) throw new Malformed()
    const marker = reader.number(at + 1, 1)
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === END) break
    const end = at + 2 + reader.number(at + 2, 2)
    const held = reader.part(at + 4, end - at - 4)
    if (drawsThePicture(marker, held)) kept.push([at, end])
    else {
      const { details, turned } = look(marker, held)
      found.push(...details)
      orientation = turned ?? orientation
    }
    at = marker === SCAN ? scanEnd(bytes, end) : end
    if (marker === SCAN) kept.push([end, at])
  }
  const behind = at + 2 < bytes.length ? detail("preview", "JPEG") : []
  const turn: Part[] = orientation > 1 && orientation <= 8 ? [turnedBy(orientation)] : []
  return { found: [...found, ...behind], clean: [[0, 2], ...turn, ...kept, [at, at + 2]] }
}

/** Everything but application segments and comments; of those, the plain JFIF head, colour profiles and Adobe's colour transform. */
const drawsThePicture = (marker: number, held: Uint8Array): boolean => {
  const name = latin1(held.subarray(0, 12))
  if (marker === 0xe0) return name.startsWith("JFIF\0") && held.length <= 14
  if (marker === 0xe1) return isOurs(held)
  if (marker === 0xe2) return name === "ICC_PROFILE\0"
  if (marker === 0xee) return name.startsWith("Adobe")
  return !(marker > 0xe0 && marker <= 0xef) && marker !== COMMENT
}

const isOurs = (held: Uint8Array): boolean => {
  const orientation = held[25] ?? 0
  const ours = turnedBy(orientation).subarray(4)
  return held.length === ours.length && orientation > 1 && held.every((byte, n) => byte === ours[n])
}

const look = (marker: number, held: Uint8Array): { details: readonly Found[], turned?: number } => {
  const name = latin1(held.subarray(0, 35))
  if (marker === 0xe1 && name.startsWith("Exif\0\0")) {
    const { found, orientation } = readExif(held.subarray(6))
    return { details: found, turned: orientation }
  }
  if (marker === 0xe1) return { details: readXmp(held) }
  if (marker === 0xed) return { details: readIptc(held) }
  if (marker === COMMENT) return { details: detail("text", text(held)) }
  if (marker === 0xe0) return { details: detail("preview", "JFIF") }
  return { details: detail("maker", latin1(held.subarray(0, 8)).replace(/[^ -~].*/s, "") || "APP") }
}

/** Returns where the entropy-coded data behind a scan's head ends: at the next marker that is neither stuffing nor a restart. */
const scanEnd = (bytes: Uint8Array, from: number): number => {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  throw new Malformed()
}

/** Returns a whole segment that says how the picture is turned. */
const turnedBy = (orientation: number): Uint8Array<ArrayBuffer> => {
  const block = orientationOnly(orientation)
  return concat(Uint8Array.of(0xff, 0xe1, 0, block.length + 8, 0x45, 0x78, 0x69, 0x66, 0, 0), block)
}
