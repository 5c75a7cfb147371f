/**
 * PNG (https://www.w3.org/TR/png-3/) and WebP (https://www.rfc-editor.org/rfc/rfc9649): chunks that draw the picture stay,
 * the others go.
 */
import { Malformed, Reader, detail, latin1, text, type Detail, type Found, type Part, type Picture } from "./detail.ts"
import { readExif, readXmp } from "./exif.ts"

const PNG_DRAWS = new Set([
  "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB",
  "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT",
])
const KEYWORDS: Readonly<Record<string, Detail>> = {
  Author: "author", Artist: "author", Copyright: "author", Software: "software", Source: "device",
  "Creation Time": "date", "create-date": "date", Title: "text", Description: "text", Comment: "text",
}

/** Reads a PNG picture. Throws {@link Malformed}. */
export const readPng = (bytes: Uint8Array): Picture => {
  const reader = new Reader(bytes)
  const found: Found[] = []
  const clean: Part[] = [[0, 8]]
  for (let at = 8; ;) {
    const length = reader.number(at, 4)
    const type = reader.ascii(at + 4, 4)
    const held = reader.part(at + 8, length)
    const end = at + 12 + length
    reader.part(at, end - at)
    if (PNG_DRAWS.has(type)) clean.push([at, end])
    else found.push(...inPng(type, held))
    if (type === "IEND") {
      if (end < bytes.length) found.push(...detail("text", "PNG"))
      return { found, clean }
    }
    at = end
  }
}

const inPng = (type: string, held: Uint8Array): readonly Found[] => {
  if (type === "eXIf") return readExif(held).found
  if (type === "tIME") {
    const [, , month = 0, day = 0] = held
    return detail("date", held.length === 7 ? `${new Reader(held).number(0, 2)}-${month}-${day}` : "tIME")
  }
  if (!["tEXt", "iTXt", "zTXt"].includes(type)) return detail("text", type)
  const end = held.indexOf(0)
  const keyword = latin1(held.subarray(0, Math.max(end, 0)))
  if (keyword === "XML:com.adobe.xmp") return readXmp(held.subarray(end + 1))
  // Compressed or not, what stands there goes; its name says enough.
  const value = type === "tEXt" ? latin1(held.subarray(end + 1))
    : type === "iTXt" && held[end + 1] === 0 ? text(held.subarray(end + 3))
    : keyword
  return detail(KEYWORDS[keyword] ?? "text", value === "" ? keyword : value)
}

const WEBP_DRAWS = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"])
const WITHOUT_EXIF_AND_XMP = 0xff & ~0x0c

/** Reads a WebP picture. Throws {@link Malformed}. */
export const readWebp = (bytes: Uint8Array): Picture => {
  const reader = new Reader(bytes, true)
  const whole = 8 + reader.number(4, 4)
  if (reader.ascii(8, 4) !== "WEBP" || whole > bytes.length) throw new Malformed()
  const found: Found[] = []
  const kept: Part[] = []
  for (let at = 12; at < whole;) {
    const type = reader.ascii(at, 4)
    const length = reader.number(at + 4, 4)
    const end = at + 8 + length + (length & 1)
    const held = reader.part(at + 8, length)
    if (end > whole) throw new Malformed()
    if (type === "VP8X") kept.push([at, at + 8], Uint8Array.of((held[0] ?? 0) & WITHOUT_EXIF_AND_XMP), [at + 9, end])
    else if (WEBP_DRAWS.has(type)) kept.push([at, end])
    else found.push(...inWebp(type, held))
    at = end
  }
  if (whole < bytes.length) found.push(...detail("text", "WebP"))
  const size = new Uint8Array(4)
  const lengths = kept.map((part) => part instanceof Uint8Array ? part.length : part[1] - part[0])
  new DataView(size.buffer).setUint32(0, lengths.reduce((sum, length) => sum + length, 4), true)
  return { found, clean: [[0, 4], size, [8, 12], ...kept] }
}

const inWebp = (type: string, held: Uint8Array): readonly Found[] => {
  if (type === "XMP ") return readXmp(held)
  if (type !== "EXIF") return detail("text", type)
  return readExif(latin1(held.subarray(0, 6)) === "Exif\0\0" ? held.subarray(6) : held).found
}
