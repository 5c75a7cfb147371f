/**
 * Details in EXIF (CIPA DC-008, a TIFF of tags), XMP (ISO 16684-1) and IPTC (IIM 4.2). Reads what names
 * a person, a place or a machine; that there is more is said by its being there at all.
 */
import { Malformed, Reader, detail, latin1, text, type Detail, type Found } from "./detail.ts"

const TAGS: readonly (readonly [tag: number, detail: Detail])[] = [
  [0x010f, "device"], [0x0110, "device"], [0xa433, "device"], [0xa434, "device"],
  [0xa431, "serial"], [0xa435, "serial"], [0xc62f, "serial"], [0xa420, "serial"],
  [0x013b, "author"], [0x8298, "author"], [0xa430, "author"], [0x9c9d, "author"],
  [0x0132, "date"], [0x9003, "date"], [0x9004, "date"],
  [0x0131, "software"], [0x013c, "software"],
  [0x010e, "text"], [0x9286, "text"], [0x9c9b, "text"], [0x9c9c, "text"],
]
const EXIF = 0x8769
const GPS = 0x8825
const MAKER = 0x927c
const ORIENTATION = 0x0112
const SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 }

interface Field {
  readonly type: number
  readonly count: number
  readonly at: number
}

/** What a block of Exif tells. */
export interface Exif {
  readonly found: readonly Found[]
  /** How the picture is turned, 1 to 8; 1 if nothing is said. */
  readonly orientation: number
}

/** Reads a TIFF of tags, as an EXIF block holds it. Throws {@link Malformed}. */
export const readExif = (bytes: Uint8Array): Exif => {
  const order = latin1(bytes.subarray(0, 2))
  if (order !== "II" && order !== "MM") throw new Malformed()
  const reader = new Reader(bytes, order === "II")
  const main = directory(reader, reader.number(4, 4))
  const further = pointed(reader, main.fields, EXIF)
  const fields = new Map([...main.fields, ...further])
  const found = TAGS.flatMap(([tag, kind]) => {
    const field = fields.get(tag)
    return field === undefined ? [] : detail(kind, asText(reader, field, tag >= 0x9c9b && tag <= 0x9c9d))
  })
  const maker = fields.has(MAKER) ? detail("maker", "MakerNote") : []
  const preview = main.next !== 0 && directory(reader, main.next).fields.has(0x0201) ? detail("preview", "JPEG") : []
  const turned = main.fields.get(ORIENTATION)
  const orientation = turned === undefined ? 1 : reader.number(turned.at, 2)
  const named = [...place(reader, pointed(reader, main.fields, GPS)), ...found, ...maker, ...preview]
  // Tags that name nothing we know are details, too; no tags are none.
  return { found: named.length > 0 || main.fields.size === 0 ? named : detail("text", "EXIF"), orientation }
}

const directory = (reader: Reader, at: number): { fields: Map<number, Field>, next: number } => {
  const count = reader.number(at, 2)
  const fields = new Map<number, Field>()
  for (let n = 0; n < count; n++) {
    const entry = at + 2 + 12 * n
    const type = reader.number(entry + 2, 2)
    const length = reader.number(entry + 4, 4)
    const size = (SIZES[type] ?? 1) * length
    fields.set(reader.number(entry, 2), { type, count: length, at: size <= 4 ? entry + 8 : reader.number(entry + 8, 4) })
  }
  const end = at + 2 + 12 * count
  return { fields, next: end + 4 <= reader.length ? reader.number(end, 4) : 0 }
}

const pointed = (reader: Reader, fields: ReadonlyMap<number, Field>, tag: number): ReadonlyMap<number, Field> => {
  const field = fields.get(tag)
  return field === undefined ? new Map() : directory(reader, reader.number(field.at, 4)).fields
}

const asText = (reader: Reader, { count, at }: Field, wide: boolean): string => {
  const bytes = reader.part(at, count)
  return (wide ? new TextDecoder("utf-16le").decode(bytes) : text(bytes)).replace(/^(ASCII|UNICODE)\0+/, "").replaceAll("\0", "")
}

/** Returns latitude and longitude in degrees; that there is a place at all, if they can't be read. */
const place = (reader: Reader, gps: ReadonlyMap<number, Field>): Found[] => {
  if (gps.size === 0) return []
  const degrees = (tag: number, reference: number): number | undefined => {
    const field = gps.get(tag)
    const side = gps.get(reference)
    if (field?.count !== 3 || field.type !== 5) return undefined
    const [whole = 0, minutes = 0, seconds = 0] = [0, 8, 16].map((at) =>
      reader.number(field.at + at, 4) / reader.number(field.at + at + 4, 4))
    const turned = side !== undefined && /[SW]/.test(reader.ascii(side.at, 1))
    return (whole + minutes / 60 + seconds / 3600) * (turned ? -1 : 1)
  }
  const [latitude, longitude] = [degrees(2, 1), degrees(4, 3)]
  const known = latitude !== undefined && longitude !== undefined && Number.isFinite(latitude + longitude)
  return detail("place", known ? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` : "GPS")
}

/** An EXIF block without a tag. */
export const EMPTY = Uint8Array.of(0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0)

/** An EXIF block that says how a picture is turned, and nothing else. */
export const orientationOnly = (orientation: number): Uint8Array<ArrayBuffer> => {
  const block = new Uint8Array(26)
  const view = new DataView(block.buffer)
  view.setUint32(0, 0x4d4d002a)
  view.setUint32(4, 8)
  view.setUint16(8, 1)
  view.setUint16(10, ORIENTATION)
  view.setUint16(12, 3)
  view.setUint32(14, 1)
  view.setUint16(18, orientation)
  return block
}

const XMP: readonly (readonly [pattern: string, detail: Detail])[] = [
  ["exif:GPS(?:Latitude|Longitude)|Iptc4xmp\\w+:(?:Sublocation|City|CountryName)|photoshop:(?:City|Country|State)", "place"],
  ["tiff:(?:Make|Model)|aux:Lens", "device"], ["(?:aux|exifEX):(?:\\w*SerialNumber)", "serial"],
  ["dc:creator|dc:rights|photoshop:Credit|xmpRights:Owner|aux:OwnerName|exifEX:CameraOwnerName", "author"],
  ["xmp:CreateDate|photoshop:DateCreated|exif:DateTimeOriginal", "date"], ["xmp:CreatorTool", "software"],
  ["xmpG?Img:image", "preview"], ["dc:(?:description|title|subject)", "text"],
]

/** Reads an XMP packet. Whatever it holds, it is a detail that it is there; but for white space. */
export const readXmp = (bytes: Uint8Array): Found[] => {
  const packet = text(bytes)
  if (packet.trim() === "") return []
  const found = XMP.flatMap(([pattern, kind]) => {
    const match = new RegExp(`(?:${pattern})(?:\\s*=\\s*["']([^"']*)["']|[^>]*>\\s*((?:<[^>]*>\\s*)*)([^<]*))`).exec(packet)
    if (match === null) return []
    return kind === "preview" ? detail(kind, "JPEG") : detail(kind, match[1] ?? match[3] ?? "XMP")
  })
  return found.length > 0 ? found : detail("text", "XMP")
}

const IPTC: Readonly<Record<number, Detail>> = {
  80: "author", 85: "author", 110: "author", 116: "author", 90: "place", 92: "place", 95: "place", 101: "place",
  55: "date", 65: "software", 105: "text", 120: "text",
}

/** Reads an IPTC block, as Photoshop's segment of a JPEG holds it. */
export const readIptc = (bytes: Uint8Array): Found[] => {
  const reader = new Reader(bytes)
  const found: Found[] = []
  for (let at = bytes.indexOf(0x1c); at >= 0 && at + 5 <= bytes.length; at = bytes.indexOf(0x1c, at + 1)) {
    const kind = IPTC[reader.number(at + 2, 1)]
    const length = reader.number(at + 3, 2)
    if (reader.number(at + 1, 1) !== 2 || kind === undefined || at + 5 + length > bytes.length) continue
    found.push(...detail(kind, text(reader.part(at + 5, length))))
  }
  return found.length > 0 ? found : detail("text", "Photoshop")
}
