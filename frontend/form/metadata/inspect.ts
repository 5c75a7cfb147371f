/**
 * Looks for what a file tells about its maker. Pictures come back without it, drawn by the very same bytes
 * (never through a canvas: Tor Browser randomises what is read from one); documents are only named.
 */
// Order: inspect > document, heif, jpeg, png > exif > detail
import { readArchive, readPdf } from "./document.ts"
import { latin1, type Found, type Part, type Picture } from "./detail.ts"
import { readHeif } from "./heif.ts"
import { readJpeg } from "./jpeg.ts"
import { readPng, readWebp } from "./png.ts"

/** What came of looking. */
export type Inspected =
  /** A picture; `clean` is the same without what was found, if anything was. */
  | { readonly kind: "picture", readonly found: readonly Found[], readonly clean?: File }
  /** A document that names people or programs, and can't be cleaned here. */
  | { readonly kind: "document", readonly found: readonly Found[] }
  /** Not a kind of file that is looked into, or one that does not hold together. */
  | { readonly kind: "unread", readonly found: readonly [] }

/** The largest file that is looked into, in bytes: it is read whole. */
const LARGEST = 64 << 20

/** Throws only if the file can no longer be read. */
export const inspect = async (file: File): Promise<Inspected> => {
  if (file.size > LARGEST) return { kind: "unread", found: [] }
  const bytes = new Uint8Array(await file.arrayBuffer())
  try {
    const read = readerFor(bytes)
    if (read === undefined) return await readDocument(bytes)
    return await clean(file, read, read(bytes))
  } catch {
    // A file made to trip a parser may trip it in any way; it is then one that was not looked into.
    return { kind: "unread", found: [] }
  }
}

const readDocument = async (bytes: Uint8Array): Promise<Inspected> => {
  const head = latin1(bytes.subarray(0, 5))
  if (head === "%PDF-") return { kind: "document", found: readPdf(bytes) }
  if (!head.startsWith("PK\u0003\u0004")) return { kind: "unread", found: [] }
  const found = await readArchive(bytes)
  return found.length > 0 ? { kind: "document", found } : { kind: "unread", found: [] }
}

/** Returns the cleaned picture, which is looked at once more: unless nothing is found in it any more, it does not count as clean. */
const clean = async (file: File, read: (bytes: Uint8Array) => Picture, { found, clean }: Picture): Promise<Inspected> => {
  if (found.length === 0) return { kind: "picture", found }
  const parts = clean.map((part: Part) => part instanceof Uint8Array ? part : file.slice(...part))
  const cleaned = new File(parts, file.name, { type: file.type, lastModified: 0 })
  const again = read(new Uint8Array(await cleaned.arrayBuffer()))
  return again.found.length === 0 ? { kind: "picture", found, clean: cleaned } : { kind: "document", found }
}

const readerFor = (bytes: Uint8Array): ((bytes: Uint8Array) => Picture) | undefined => {
  const head = latin1(bytes.subarray(0, 12))
  if (begins(bytes, 0xff, 0xd8, 0xff)) return readJpeg
  if (begins(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return readPng
  if (head.startsWith("RIFF") && head.endsWith("WEBP")) return readWebp
  return head.slice(4, 8) === "ftyp" && /^(hei[cxms]|mif1|msf1|avi[fs])/.test(head.slice(8)) ? readHeif : undefined
}

const begins = (bytes: Uint8Array, ...magic: readonly number[]): boolean => magic.every((byte, n) => bytes[n] === byte)
